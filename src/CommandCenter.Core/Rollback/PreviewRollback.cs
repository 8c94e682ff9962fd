using CommandCenter.Intake.Forwarding;
using CommandCenter.Intake.Transfer;
using CommandCenter.Live;
using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Shared;
using CommandCenter.Traffic;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Rollback;

/// <summary>Says what a rollback would touch, from what was last seen; it asks no target and changes nothing.</summary>
public sealed class PreviewRollback
{
    /// <summary>Orders that are looked at; what is beyond is said.</summary>
    public const int MostOrders = 50_000;

    private const int Page = 500;
    private readonly IDbContextFactory<CommandsDb> databases;
    private readonly LastSeen seen;
    private readonly LastingEffects effects;
    private readonly LiveBoard board;
    private readonly ActivePlan plan;
    private readonly Func<IReadOnlyList<LineStatus>> lines;
    private readonly TimeProvider time;

    internal PreviewRollback(
        IDbContextFactory<CommandsDb> databases, LastSeen seen, LastingEffects effects, LiveBoard board, ActivePlan plan, Func<IReadOnlyList<LineStatus>> lines, TimeProvider time) =>
        (this.databases, this.seen, this.effects, this.board, this.plan, this.lines, this.time) = (databases, seen, effects, board, plan, lines, time);

    /// <summary>Instead of <see cref="MostOrders"/>.</summary>
    internal int Most { get; init; } = MostOrders;

    /// <returns>Validation that names the field.</returns>
    public async Task<Result<RollbackPreview>> RunAsync(RollbackScope scope, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(scope);
        var current = plan.Current;
        if (scope.Problem(current) is { } invalid)
        {
            return invalid;
        }

        await using var db = await databases.CreateDbContextAsync(cancel);
        var table = (await TrafficTables.CurrentAsync(db, cancel)).Table;
        var (orders, isPartial) = await ReadAsync(db, scope, cancel);
        var status = lines();
        var fates = new InFlightFates(current, LineOf(status, Side.Orchestration)?.SilentSince is not null, LineOf(status, Side.Legacy)?.SilentSince is not null);
        var tally = new InFlightTally(fates);
        var lasting = new LastingCounts();
        foreach (var page in orders.Chunk(Page))
        {
            var stages = await seen.StagesAsync([.. page.Select(o => o.OrderKey)], Side.Orchestration, cancel);
            foreach (var order in page)
            {
                var stage = stages.TryGetValue(order.OrderKey, out var last) ? last : (Stage?)null;
                tally.Add(new InFlightOrder(stage, order.Lane, order.Mirrored, order.Pinned, order.IsKnownWhole, order.WasRefused), order.Total, order.Currency);
            }

            await effects.CountAsync(stages, lasting, cancel);
        }

        var now = time.GetUtcNow();
        var coming = tally.Groups.Where(g => g.Action is InFlightAction.Transfer or InFlightAction.RecallThenTransfer or null).Sum(g => g.Orders);
        return new RollbackPreview(
            scope, now, table.Revision, Touched(table, scope.Segment), orders.Count, isPartial, tally.Money, tally.Groups, lasting.Sentences(),
            LegacyFitness.Of(current, LineOf(status, Side.Legacy), board.Current, scope, coming, now), await RunningRollbacks.OfAsync(db, scope, cancel), Note(current, scope, orders.Count));
    }

    private static LineStatus? LineOf(IReadOnlyList<LineStatus> lines, Side side) => lines.FirstOrDefault(l => l.Side == side);

    private async Task<(List<Taken> Orders, bool IsPartial)> ReadAsync(CommandsDb db, RollbackScope scope, CancellationToken cancel)
    {
        var orders = await TakeAsync(RollbackOrders.InFlight(db, scope), Most + 1, wereRefused: false, cancel);
        orders.AddRange(await TakeAsync(RollbackOrders.Refused(db, scope), Most + 1 - orders.Count, wereRefused: true, cancel));
        var isPartial = orders.Count > Most;
        if (isPartial)
        {
            orders.RemoveAt(Most);
        }

        return (orders, isPartial);
    }

    private static Task<List<Taken>> TakeAsync(IQueryable<IntakeOrderRow> orders, int most, bool wereRefused, CancellationToken cancel) =>
        orders.OrderBy(o => o.Number).Take(most).Select(o => new Taken(o.OrderKey, o.Lane, o.Mirrored, o.Pinned, o.IdempotencyKey != null, o.Total, o.Currency, wereRefused)).ToListAsync(cancel);

    /// <summary>Rules above the first that covers the whole scope, and that one; those below it are not reached.</summary>
    private static List<TouchedRule> Touched(TrafficTable table, Segment scope)
    {
        var touched = new List<TouchedRule>();
        foreach (var rule in table.Rules.Where(r => r.Segment.Overlaps(scope)))
        {
            if (rule.Hundredths > 0)
            {
                touched.Add(new TouchedRule(rule.Segment, rule.Percent, rule.Mirror));
            }

            if (rule.SplitBy == SplitBy.Order && rule.Segment.Covers(scope))
            {
                break;
            }
        }

        return touched;
    }

    private static string? Note(CutoverPlan? plan, RollbackScope scope, int orders)
    {
        var (legacy, orchestration) = (plan?.Target(Side.Legacy), plan?.Target(Side.Orchestration));
        if (legacy is null || orchestration is null)
        {
            var lacks = legacy is not null ? "orchestration" : orchestration is not null ? "legacy" : "either side";
            return $"The plan declares no target for {lacks}: new orders go to legacy, {(orders == 0 ? "no order in flight is known here" : "orders in flight are parked")}, and the proof will be 'cannot tell'.";
        }

        return scope.PlacedAfter is not null || scope.TransactionType is not null
            ? $"New orders go to legacy for {scope.Segment}; transaction type and placed-after only choose among the orders in flight."
            : null;
    }

    private sealed record Taken(string OrderKey, string? Lane, bool Mirrored, bool Pinned, bool IsKnownWhole, long? Total, string? Currency, bool WasRefused);
}
