using CommandCenter.Access;
using CommandCenter.Identity;
using CommandCenter.Orders;
using CommandCenter.Shared;
using Microsoft.AspNetCore.Mvc;

namespace CommandCenter.Traffic;

/// <param name="Percent">Share of orchestration.</param>
public sealed record TrafficRuleAnswer(string Id, Segment Segment, decimal Percent, bool Mirror, SplitBy SplitBy);

/// <param name="Decision">Entry of the decision log.</param>
public sealed record TrafficRevisionAnswer(long Revision, DateTimeOffset? At, string? Actor, string? Reason, long Decision, IReadOnlyList<TrafficRuleAnswer> Rules);

/// <param name="Rules">In their order; the first that an order meets decides.</param>
/// <param name="History">The newest 50 revisions, newest first.</param>
public sealed record TrafficAnswer(long Revision, IReadOnlyList<TrafficRuleAnswer> Rules, IReadOnlyList<TrafficRevisionAnswer> History);

/// <param name="Segment">Which orders; empty or left out = all.</param>
/// <param name="Percent">0 to 100 with at most two decimals.</param>
/// <param name="ExpectedRevision">The revision that the caller saw.</param>
/// <param name="Propose">Moves nothing but puts the move before a second person.</param>
/// <param name="Approval">Id of the approval that allows the move; it has to be for exactly this one.</param>
public sealed record TrafficMoveRequest(
    Segment? Segment, decimal? Percent, bool? Mirror, string? SplitBy, string? Reason, long? ExpectedRevision, Guid? RequestId, bool? Propose = null, Guid? Approval = null);

/// <param name="Hash">SHA-256 of what is to be agreed to.</param>
public sealed record ProposedApproval(Guid Id, DateTimeOffset ExpiresAt, string Hash);

public sealed record ProposedAnswer(ProposedApproval Approval);

/// <param name="OrderKey">1 to 200 printable ASCII characters without spaces.</param>
public sealed record OrderToDecide(string? OrderKey, string? Lane, string? Region, string? Brand, string? Channel, string? Store, string? SkuClass, string? Tenant);

/// <param name="Orders">At most 1,000.</param>
public sealed record DecideRequest(IReadOnlyList<OrderToDecide>? Orders);

/// <param name="Rule">Id of the rule that decided.</param>
public sealed record OrderDecision(string OrderKey, Side Owner, bool Mirrored, int Slot, string Rule);

/// <param name="Revision">Of the table that decided; the same for all.</param>
public sealed record DecideAnswer(long Revision, IReadOnlyList<OrderDecision> Decisions);

internal static class TrafficEndpoints
{
    private const int MostOrders = 1_000;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var traffic = routes.MapGroup("/api/v1/traffic").WithTags("Traffic");
        traffic.MapGet("", ReadAsync).WithName("ReadTraffic").WithSummary("The traffic table with its history.").Produces<TrafficAnswer>();
        traffic.MapPost("", MoveAsync).WithName("MoveTraffic").WithSummary("Moves the traffic of a segment in one step.").Requires(Permissions.ShiftTraffic).Produces<TrafficRevisionAnswer>().Produces<ProposedAnswer>(StatusCodes.Status202Accepted)
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status409Conflict);
        traffic.MapGet("/observed", ([FromServices] ObservedShare observed, CancellationToken cancel) => observed.ReadAsync(cancel)).WithName("ReadObservedTraffic")
            .WithSummary("Of each rule what the sides report as their own, with its interval, and the orders that disagree with their ownership record.").Requires(Permissions.See).Produces<ObservedAnswer>();
        traffic.MapPost("/decide", DecideAsync).WithName("DecideTraffic").WithSummary("Which side orders would belong to, by the table as it stands; changes nothing.").Requires(Permissions.See)
            .Produces<DecideAnswer>().ProducesProblem(StatusCodes.Status400BadRequest);
    }

    private static async Task<IResult> ReadAsync([FromServices] TrafficTables tables, CancellationToken cancel)
    {
        var current = await tables.CurrentAsync(cancel);
        var history = await tables.HistoryAsync(null, 50, cancel);
        return TypedResults.Ok(new TrafficAnswer(current.Table.Revision, Rules(current.Table), [.. history.Select(Of)]));
    }

    private static async Task<IResult> MoveAsync(TrafficMoveRequest request, CurrentActor caller, [FromServices] MoveTraffic move, [FromServices] ProposeMove propose, CancellationToken cancel)
    {
        if (request.Percent is not { } percent) return Error.Validation("percent", "percent is missing: 0 to 100 with at most two decimals.", "percent").ToProblem();
        if (ReadSplit(request.SplitBy) is not { } splitBy) return Error.Validation("split-by", "splitBy is 'order' or 'store'.", "splitBy").ToProblem();
        var asked = new TrafficMove(request.Segment ?? Segment.All, percent, request.Mirror ?? false, splitBy, request.ExpectedRevision) { Approval = request.Approval };
        if (request.Propose == true)
        {
            return request.Approval is not null ? Error.Validation("propose", "propose and approval exclude one another.", "propose").ToProblem()
                : (await propose.RunAsync(asked, caller.Actor, request.Reason, request.RequestId, cancel))
                    .ToHttp(a => TypedResults.Accepted("/api/v1/approvals", new ProposedAnswer(new ProposedApproval(a.Id, a.ExpiresAt, a.Hash))));
        }

        return (await move.RunAsync(asked, caller.Actor, request.Reason, request.RequestId, cancel)).ToHttp(r => TypedResults.Ok(Of(r)));
    }

    private static async Task<IResult> DecideAsync(DecideRequest request, [FromServices] TrafficTables tables, CancellationToken cancel)
    {
        if (request.Orders is not { Count: <= MostOrders } orders) return Error.Validation("orders", $"orders must hold at most {MostOrders} orders.", "orders").ToProblem();
        var table = (await tables.CurrentAsync(cancel)).Table;
        var decisions = new List<OrderDecision>(orders.Count);
        for (var i = 0; i < orders.Count; i++)
        {
            var order = orders[i];
            if (!TrafficSlot.IsKey(order.OrderKey)) return Error.Validation("order-key", $"orders[{i}].orderKey must have 1 to {TrafficSlot.LongestKey} printable ASCII characters without spaces.", $"orders[{i}].orderKey").ToProblem();
            var decision = table.Decide(order.OrderKey, new OrderAttributes(order.Lane, order.Region, order.Brand, order.Channel, order.Store, order.SkuClass, order.Tenant));
            decisions.Add(new OrderDecision(order.OrderKey!, decision.Owner, decision.Mirrored, decision.Slot, decision.Rule));
        }

        return TypedResults.Ok(new DecideAnswer(table.Revision, decisions));
    }

    private static SplitBy? ReadSplit(string? text) => text switch
    {
        null or "order" => SplitBy.Order,
        "store" => SplitBy.Store,
        _ => null,
    };

    private static TrafficRevisionAnswer Of(TrafficRevision revision) => new(revision.Table.Revision, revision.At, revision.Actor, revision.Reason, revision.Decision, Rules(revision.Table));

    private static IReadOnlyList<TrafficRuleAnswer> Rules(TrafficTable table) => [.. table.Rules.Select(r => new TrafficRuleAnswer(r.Id, r.Segment, r.Percent, r.Mirror, r.SplitBy))];
}
