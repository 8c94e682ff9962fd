using System.Buffers;
using CommandCenter.Access;
using CommandCenter.Identity;
using CommandCenter.Intake.Journal;
using CommandCenter.Orders;
using CommandCenter.Plan;
using CommandCenter.Shared;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;

namespace CommandCenter.Intake;

/// <param name="Items">Oldest first; done and dropped ones newest first.</param>
/// <param name="Cursor">Null on the last page.</param>
public sealed record EntryPage(IReadOnlyList<EntryView> Items, string? Cursor);

/// <param name="Reason">3 to 500 characters.</param>
public sealed record RetryRequest(string? Reason, Guid? RequestId);

/// <summary>The dual-write intake over HTTP.</summary>
internal static class IntakeEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var orders = routes.MapGroup("/api/v1/orders").WithTags("Intake").DisableAntiforgery();
        orders.MapPost("", AcceptAsync).WithName("AcceptOrder").WithSummary("Accepts an order once, by the header Idempotency-Key, for the side that the traffic table names.").Requires(Permissions.HandInOrders)
            .Accepts<object>("application/json").Produces<AcceptedOrder>(StatusCodes.Status202Accepted).ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status413PayloadTooLarge).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        orders.MapPost("/{key}/changes", ChangeAsync).WithName("ChangeOrder").WithSummary("Accepts a change of an accepted order once, for its owner and for the side that holds a copy.").Requires(Permissions.HandInOrders)
            .Accepts<object>("application/json").Produces<AcceptedChange>(StatusCodes.Status202Accepted).ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

        var intake = routes.MapGroup("/api/v1/intake").WithTags("Intake");
        intake.MapGet("", ([FromServices] IntakeQueries queries, CancellationToken cancel) => queries.StatusAsync(cancel)).WithName("ReadIntake").WithSummary("How the intake and its lines to both sides stand.")
            .Requires(Permissions.See).Produces<IntakeStatus>();
        intake.MapGet("/entries", EntriesAsync).WithName("ListIntakeEntries").WithSummary("Entries of the journal in one state, oldest first; done and dropped ones newest first.").Requires(Permissions.See).Produces<EntryPage>()
            .ProducesProblem(StatusCodes.Status400BadRequest);
        intake.MapGet("/orders/{key}", OwnershipAsync).WithName("ReadOwnership").WithSummary("The ownership record of an order with its journal.").Requires(Permissions.See).Produces<OwnershipView>()
            .ProducesProblem(StatusCodes.Status404NotFound);
        intake.MapPost("/entries/{number}/retry", RetryAsync).WithName("RetryEntry").WithSummary("Tries a parked entry again, after looking it up.").Requires(Permissions.RemedyOrders)
            .Produces<RetriedEntry>().ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<IResult> AcceptAsync(HttpContext context, [FromServices] OrderIntake intake, [FromServices] ActivePlan plan, CancellationToken cancel)
    {
        if (await ReadAsync(context, OrderSubmission.MostBytes, cancel) is not { } body) return TooLarge(OrderSubmission.MostBytes);
        var read = OrderSubmission.Read(body, context.Request.Headers["Idempotency-Key"], lane => plan.Current?.Lane(lane) is not null);
        if (read.Error is { } invalid) return invalid.ToProblem();
        return Answer(context, await intake.AcceptAsync(read.Value), a => TypedResults.Accepted($"/api/v1/orders/{Uri.EscapeDataString(a.OrderKey)}", a));
    }

    private static async Task<IResult> ChangeAsync(string key, HttpContext context, [FromServices] OrderIntake intake, CancellationToken cancel)
    {
        if (await ReadAsync(context, ChangeSubmission.MostBytes, cancel) is not { } body) return TooLarge(ChangeSubmission.MostBytes);
        var read = ChangeSubmission.Read(key, body, context.Request.Headers["Idempotency-Key"]);
        if (read.Error is { } invalid) return invalid.ToProblem();
        return Answer(context, await intake.ChangeAsync(read.Value), a => TypedResults.Accepted($"/api/v1/orders/{Uri.EscapeDataString(a.OrderKey)}", a));
    }

    private static async Task<IResult> EntriesAsync([FromServices] IntakeQueries queries, CancellationToken cancel, string? state = null, string? side = null, string? cursor = null, int limit = 100)
    {
        if (!Enum.TryParse<EntryState>(state ?? nameof(EntryState.Parked), ignoreCase: true, out var wanted) || !Enum.IsDefined(wanted))
            return Error.Validation("state", "state is waiting, unknown, parked, done or dropped.", "state").ToProblem();
        if (ReadSide(side) is not { Known: true } of) return Error.Validation("side", "side is legacy or orchestration.", "side").ToProblem();
        if (limit is < 1 or > 500) return Error.Validation("limit", "limit is 1 to 500.", "limit").ToProblem();
        var after = 0L;
        if (cursor is not null && !long.TryParse(cursor, System.Globalization.CultureInfo.InvariantCulture, out after)) return Error.Validation("cursor", "cursor was not handed out by this call.", "cursor").ToProblem();
        var found = await queries.EntriesAsync(wanted, of.Side, after, limit, cancel);
        return TypedResults.Ok(new EntryPage(found, found.Count == limit ? found[^1].Number.ToString(System.Globalization.CultureInfo.InvariantCulture) : null));
    }

    private static async Task<IResult> OwnershipAsync(string key, [FromServices] IntakeQueries queries, CancellationToken cancel) =>
        await queries.OwnershipAsync(key, cancel) is { } found ? TypedResults.Ok(found) : Error.NotFound("order-unknown", $"No order {key} was accepted here.").ToProblem();

    private static async Task<IResult> RetryAsync(string number, RetryRequest request, CurrentActor caller, [FromServices] RetryParked retry, CancellationToken cancel) =>
        (await retry.RunAsync(long.TryParse(number, System.Globalization.CultureInfo.InvariantCulture, out var entry) ? entry : 0, caller.Actor, request.Reason, request.RequestId, cancel)).ToHttp();

    private static (bool Known, Side? Side) ReadSide(string? text) => text switch
    {
        null => (true, null),
        "legacy" => (true, Side.Legacy),
        "orchestration" => (true, Side.Orchestration),
        _ => (false, null),
    };

    private static IResult Answer<T>(HttpContext context, Result<T> result, Func<T, IResult> accepted)
    {
        if (result.Error is { Kind: ErrorKind.Unavailable }) context.Response.Headers.RetryAfter = "1";
        return result.ToHttp(accepted);
    }

    private static IResult TooLarge(int most) => TypedResults.Problem(Problems.Details(StatusCodes.Status413PayloadTooLarge, "body-too-large", $"The body has at most {most} bytes."));

    /// <returns>Null where it is too large.</returns>
    private static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpContext context, int most, CancellationToken cancel)
    {
        if (context.Request.ContentLength > most) return null;
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = most + 1;
        var body = new ArrayBufferWriter<byte>((int)Math.Clamp(context.Request.ContentLength ?? 2048, 256, most));
        try
        {
            while (true)
            {
                var read = await context.Request.Body.ReadAsync(body.GetMemory(1024), cancel);
                if (read == 0) return body.WrittenMemory;
                body.Advance(read);
                if (body.WrittenCount > most) return null;
            }
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return null;
        }
    }
}
