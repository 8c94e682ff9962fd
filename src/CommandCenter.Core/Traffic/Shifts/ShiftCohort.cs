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
    private long read;

    /// <summary>The step that it counts.</summary>
    public int Step { get; } = shift.Step;
    public long Revision { get; } = shift.StepRevision ?? long.MaxValue;
    public CohortTally Tally { get; } = new();

    /// <summary>Keys of every order of it that orchestration owns, old enough or not.</summary>
    public IReadOnlySet<string> Watched => watched;

    /// <summary>Accepted and not yet old enough.</summary>
    public int Coming => waiting.Count;

    /// <summary>Orders of orchestration that were shipped, of those that were looked at.</summary>
    public long Shipped { get; private set; }

    /// <summary>Takes up what has been accepted, and counts what has become old enough.</summary>
    public async Task LookAsync(CancellationToken cancel)
    {
        await TakeUpAsync(cancel);
        if (active.Current is not { } plan || Until() is not { } until)
        {
            return;
        }

        var view = new PlanView(plan);
        while (waiting.Count > 0 && Due(waiting.Peek(), view) <= until)
        {
            var batch = new List<Accepted>(Page);
            while (batch.Count < Page && waiting.TryPeek(out var next) && Due(next, view) <= until)
            {
                batch.Add(waiting.Dequeue());
            }

            await CountAsync(batch, view, plan, cancel);
        }
    }

    /// <summary>Both sides' data reach there, so that neither is counted earlier than the other.</summary>
    private DateTimeOffset? Until() =>
        watermarks.Of(Side.Legacy) is { } legacy && watermarks.Of(Side.Orchestration) is { } orchestration ? (legacy < orchestration ? legacy : orchestration) : null;

    private static DateTimeOffset Due(Accepted order, PlanView view) => order.AcceptedAt + LimitOf(order.Lane, view);

    private static TimeSpan LimitOf(string? lane, PlanView view) =>
        view.IndexOf(lane) is >= 0 and var index && view.Lanes[index].Routed is { } limit ? TimeSpan.FromMicroseconds(limit.Within) : usual / Math.Max(1, view.Plan.Header.TimeScale);

    private async Task TakeUpAsync(CancellationToken cancel)
    {
        await using var db = await commands.CreateDbContextAsync(cancel);
        while (true)
        {
            var orders = await db.IntakeOrders.AsNoTracking().Where(o => o.Number > read && o.Revision >= Revision).OrderBy(o => o.Number).Take(Page)
                .Select(o => new { o.Number, o.OrderKey, o.Owner, o.Lane, o.Region, o.Brand, o.Channel, o.Store, o.SkuClass, o.Tenant, o.AcceptedAt }).ToListAsync(cancel);
            foreach (var order in orders)
            {
                read = order.Number;
                var attributes = new OrderAttributes(order.Lane, order.Region, order.Brand, order.Channel, order.Store, order.SkuClass, order.Tenant);
                if (!shift.Segments.Any(s => s.Matches(attributes)))
                {
                    continue;
                }

                waiting.Enqueue(new Accepted(order.Number, order.OrderKey, order.Owner, order.Lane, order.AcceptedAt));
                if (order.Owner == Side.Orchestration)
                {
                    watched.Add(order.OrderKey);
                }
            }

            if (orders.Count < Page)
            {
                return;
            }
        }
    }

    private async Task CountAsync(List<Accepted> batch, PlanView view, CutoverPlan plan, CancellationToken cancel)
    {
        var keys = batch.ConvertAll(o => o.OrderKey);
        await using var db = await events.CreateDbContextAsync(cancel);
        var rows = await db.Orders.AsNoTracking().Where(o => keys.Contains(o.OrderKey)).ToDictionaryAsync(o => o.OrderKey, StringComparer.Ordinal, cancel);
        var stages = new StageOrders(plan);
        foreach (var order in batch)
        {
            var state = rows.TryGetValue(order.OrderKey, out var row) ? StoredStates.Of(row, stages).FirstOrDefault(s => s.Side == order.Owner) : null;
            if (Judge(order, state is null ? null : SideRecord.From(state), view) is { } judged)
            {
                Tally.Add(judged);
            }
        }
    }

    /// <summary>Null for an order that was not eligible for routing by then: it waits for its payment or a hold, and says nothing about routing.</summary>
    private static CohortOrder? Judge(Accepted order, SideRecord? record, PlanView view)
    {
        // the owner does not know it: it was not routed
        if (record is null)
        {
            return new CohortOrder(order.Number, order.Owner, IsRouted: false, HasFailed: false, IsCancelled: false, null);
        }

        var limit = LimitOf(order.Lane, view);
        var due = Instants.ToMicros(order.AcceptedAt + limit);
        var (eligible, routed, cancelled) = (record.Eligible, record.At(Stage.Routed), record.At(Stage.Cancelled));
        var isCancelled = cancelled != SideRecord.None && cancelled <= due;
        if (eligible == SideRecord.None && routed == SideRecord.None && !isCancelled && !record.Failed)
        {
            return null;
        }

        var start = eligible == SideRecord.None ? Instants.ToMicros(order.AcceptedAt) : eligible;
        var isRouted = isCancelled || (routed != SideRecord.None && routed - start <= (long)limit.TotalMicroseconds);
        return new CohortOrder(order.Number, order.Owner, isRouted, record.Failed, isCancelled, routed == SideRecord.None ? null : Math.Max(0, routed - start) / 1e6);
    }

    private readonly record struct Accepted(long Number, string OrderKey, Side Owner, string? Lane, DateTimeOffset AcceptedAt);
}
