using CommandCenter.Intake;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Shared;
using Microsoft.AspNetCore.Mvc;

namespace CommandCenter.Orders;

/// <param name="Cursor">For the next page; null on the last.</param>
/// <param name="Total">How many match, counted up to 10,000.</param>
public sealed record OrderListAnswer(IReadOnlyList<OrderListItem> Items, string? Cursor, int Total, bool TotalCapped);

internal static class OrderEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var orders = routes.MapGroup("/api/v1/orders").WithTags("Orders");
        orders.MapGet("", SearchAsync).WithName("SearchOrders").WithSummary("Orders by any number that a person may hold, and by what they are.").Produces<OrderListAnswer>().ProducesProblem(StatusCodes.Status400BadRequest);
        orders.MapGet("/{key}", ReadAsync).WithName("ReadOrder").WithSummary("One order on both sides, stage by stage, with every event and its ownership record.").Produces<OrderAnswer>()
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<IResult> SearchAsync([AsParameters] OrderSearchQuery query, [FromServices] IOrderQueries orders, CancellationToken cancel)
    {
        var search = query.Read();
        if (search.Error is { } error) return error.ToProblem();
        return (await orders.SearchAsync(search.Value, cancel)).ToHttp(page => TypedResults.Ok(new OrderListAnswer(page.Items, page.Cursor, page.Total, page.TotalCapped)));
    }

    private static async Task<IResult> ReadAsync(string key, [FromServices] IOrderQueries orders, [FromServices] IntakeQueries intake, [FromServices] SlaTimerStore timers, [FromServices] ActivePlan plan, CancellationToken cancel)
    {
        var found = await orders.ReadAsync(key, cancel);
        if (found.Succeeded)
        {
            return TypedResults.Ok(OrderAnswer.Of(found.Value, plan.Current) with
            {
                Ownership = await intake.OwnershipAsync(found.Value.OrderKey, cancel), Timers = OrderTimerAnswer.AllOf(await timers.ReadAsync(found.Value.OrderKey, cancel)),
            });
        }

        return found.Error is { Kind: ErrorKind.NotFound } && await intake.OwnershipAsync(key, cancel) is { } accepted ? TypedResults.Ok(OrderAnswer.Of(accepted)) : found.Error!.ToProblem();
    }
}
