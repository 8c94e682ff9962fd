using CommandCenter.Intake;
using CommandCenter.OrderExceptions;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Reconciliation;
using CommandCenter.Reconciliation.Parity;
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
        orders.MapGet("/{key}", ReadAsync).WithName("ReadOrder").WithSummary("One order on both sides, stage by stage, with every event, its ownership record, its open differences and its cases.").Produces<OrderAnswer>()
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<IResult> SearchAsync([AsParameters] OrderSearchQuery query, [FromServices] IOrderQueries orders, CancellationToken cancel)
    {
        var search = query.Read();
        if (search.Error is { } error) return error.ToProblem();
        return (await orders.SearchAsync(search.Value, cancel)).ToHttp(page => TypedResults.Ok(new OrderListAnswer(page.Items, page.Cursor, page.Total, page.TotalCapped)));
    }

    private static async Task<IResult> ReadAsync(
        string key, [FromServices] IOrderQueries orders, [FromServices] IntakeQueries intake, [FromServices] ParityBoard board, [FromServices] CaseQueries cases, [FromServices] SlaTimerStore timers, [FromServices] ActivePlan plan, TimeProvider time,
        CancellationToken cancel)
    {
        var found = await orders.ReadAsync(key, cancel);
        if (found.Error is { Kind: not ErrorKind.NotFound } error) return error.ToProblem();
        var named = found.Succeeded ? found.Value.OrderKey : key;
        var read = await StoreReads.TryAsync(async () => (Owned: await intake.OwnershipAsync(named, cancel), Cases: await cases.OfOrderAsync(named, cancel)));
        if (read.Error is { } silent) return silent.ToProblem();
        if (!found.Succeeded && read.Value.Owned is null) return found.Error!.ToProblem();
        var answer = found.Succeeded ? OrderAnswer.Of(found.Value, plan.Current) with { Ownership = read.Value.Owned, Timers = OrderTimerAnswer.AllOf(await timers.ReadAsync(named, cancel)) } : OrderAnswer.Of(read.Value.Owned!);
        var now = time.GetUtcNow();
        return TypedResults.Ok(answer with
        {
            Mismatches = [.. new ParityFilter(OrderKey: named).Of(board.Current).Select(MismatchAnswer.Of)],
            Cases = [.. read.Value.Cases.Select(c => CaseAnswer.Of(c, now))],
        });
    }
}
