using CommandCenter.Live;
using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Rollback;
using CommandCenter.Traffic.Analysis;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Traffic.Shifts;

/// <summary>
/// The orders of one step: those that its segments' rules decided since the step's revision, by recorded owner. Each is counted once it is old enough to have reached the limit of its lane and its
/// owner's data reach beyond that, in the order of acceptance; what it came to is read as of that instant, so that looking later comes to the same.
/// </summary>
internal sealed class ShiftCohort(Shift shift, IDbContextFactory<CommandsDb> commands, IDbContextFactory<EventsDb> events, ISideWatermarks watermarks, ActivePlan active)
{
    private const int Page = 500;

    /// <summary>What an order may take where its lane sets no limit for routing. Unscaled.</summary>
    private static readonly TimeSpan usual = TimeSpan.FromMinutes(5);

    private readonly Queue<Accepted> waiting = new();
    private readonly HashSet<string> watched = new(StringComparer.Ordinal);
    private readonly HashSet<string> ofStep = new(StringComparer.Ordinal);
    private readonly ShiftEffects effects = new(events);

    // kept until they were looked at, also when reading fails in between
    private readonly List<string> added = [];
    private long read = shift.FirstOrder ?? long.MaxValue;

    /// <summary>The step that it counts.</summary>
    public int Step { get; } = shift.Step;
    public long? Revision { get; } = shift.StepRevision;
    public CohortTally Tally { get; } = new();

    /// <summary>What every order of orchestration since the shift began has come to outside: harm done in an earlier step shows late.</summary>
    public ShiftEffects Effects => effects;

    /// <summary>Orders of orchestration since the shift began.</summary>
    public int Watched => watched.Count;

    /// <summary>Where the sides' own data show the orders of the step.</summary>
    public ObservedOwners Observed { get; private set; }

    /// <summary>Accepted and not yet old enough.</summary>
    public int Coming => waiting.Count;

    /// <summary>Orders of orchestration in the step that were shipped.</summary>
    public long Shipped => ofStep.Count(k => effects.Of(k).IsShipped);

    /// <summary>Orders of orchestration in the step that were posted for what they come to.</summary>
    public int Posted => ofStep.Count(k => effects.Of(k).IsPosted);

    /// <summary>Takes up what has been accepted, and counts what has become old enough.</summary>
    public async Task LookAsync(CancellationToken cancel)
    {
        await TakeUpAsync(cancel);
        if (active.Current is not { } plan)
        {
            return;
        }

        await effects.LookAsync(watched, added, plan, cancel);
        added.Clear();
        if (Until() is not { } until)
        {
            return;
        }

        var view = new PlanView(plan);
        while (true)
        {
            var batch = waiting.TakeWhile(o => o.AcceptedAt + LimitOf(o.Lane, view) <= until).Take(Page).ToList();
            var counted = batch.Count == 0 ? 0 : await CountAsync(batch, view, plan, until, cancel);
            for (var i = 0; i < counted; i++)
            {
                waiting.Dequeue();
            }

            if (counted < Page)
            {
                return;
            }
        }
    }

    /// <summary>Both sides' data reach there, so that neither is counted earlier than the other.</summary>
    private DateTimeOffset? Until() =>
        watermarks.Of(Side.Legacy) is { } legacy && watermarks.Of(Side.Orchestration) is { } orchestration ? (legacy < orchestration ? legacy : orchestration) : null;

    private static TimeSpan LimitOf(string? lane, PlanView view) =>
        view.IndexOf(lane) is >= 0 and var index && view.Lanes[index].Routed is { } limit ? TimeSpan.FromMicroseconds(limit.Within) : usual / Math.Max(1, view.Plan.Header.TimeScale);

    private static bool HasLimit(string? lane, PlanView view) => view.IndexOf(lane) is >= 0 and var index && view.Lanes[index].Routed is not null;

    private async Task TakeUpAsync(CancellationToken cancel)
    {
        // an order that was found in a side's ledger was decided by no table
        await using var db = await commands.CreateDbContextAsync(cancel);
        while (true)
        {
            var orders = await db.IntakeOrders.AsNoTracking().Where(o => o.Number > read && o.Revision > 0).OrderBy(o => o.Number).Take(Page)
                .Select(o => new { o.Number, o.OrderKey, o.Owner, o.Lane, o.Region, o.Brand, o.Channel, o.Store, o.SkuClass, o.Tenant, o.AcceptedAt }).ToListAsync(cancel);
            foreach (var order in orders)
            {
                read = order.Number;
                var attributes = new OrderAttributes(order.Lane, order.Region, order.Brand, order.Channel, order.Store, order.SkuClass, order.Tenant);
                if (!shift.Segments.Any(s => s.Matches(attributes)))
                {
                    continue;
                }

                var isOfStep = order.Number > shift.StepOrder;
                if (isOfStep)
                {
                    waiting.Enqueue(new Accepted(order.Number, order.OrderKey, order.Owner, order.Lane, order.AcceptedAt));
                }

                if (order.Owner == Side.Orchestration && watched.Add(order.OrderKey))
                {
                    added.Add(order.OrderKey);
                    if (isOfStep)
                    {
                        ofStep.Add(order.OrderKey);
                    }
                }
            }

            if (orders.Count < Page)
            {
                return;
            }
        }
    }

    /// <returns>How many of the batch, from its beginning, are old enough. The first that is not keeps those behind it waiting: who is counted when must not depend on how it went.</returns>
    private async Task<int> CountAsync(List<Accepted> batch, PlanView view, CutoverPlan plan, DateTimeOffset until, CancellationToken cancel)
    {
        var keys = batch.ConvertAll(o => o.OrderKey);
        await using var db = await events.CreateDbContextAsync(cancel);
        var rows = await db.Orders.AsNoTracking().Where(o => keys.Contains(o.OrderKey)).ToDictionaryAsync(o => o.OrderKey, StringComparer.Ordinal, cancel);
        var stages = new StageOrders(plan);
        for (var i = 0; i < batch.Count; i++)
        {
            var order = batch[i];
            var row = rows.GetValueOrDefault(order.OrderKey);
            var state = row is null ? null : StoredStates.Of(row, stages).FirstOrDefault(s => s.Side == order.Owner);
            var judged = CohortJudge.Judge(order.Number, order.Owner, order.AcceptedAt, HasLimit(order.Lane, view), LimitOf(order.Lane, view), state is null ? null : SideRecord.From(state), until);
            if (judged.IsTooYoung)
            {
                return i;
            }

            Observed = Observed.With(order.Owner, row?.Owner);
            if (judged.Order is { } counts)
            {
                Tally.Add(counts);
            }
        }

        return batch.Count;
    }

    private readonly record struct Accepted(long Number, string OrderKey, Side Owner, string? Lane, DateTimeOffset AcceptedAt);
}
