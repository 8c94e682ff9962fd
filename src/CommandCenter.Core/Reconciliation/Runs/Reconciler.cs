using CommandCenter.Plan;
using CommandCenter.Reconciliation.Classes;
using CommandCenter.Reconciliation.Comparing;
using CommandCenter.Reconciliation.Parity;
using CommandCenter.Rollback;

namespace CommandCenter.Reconciliation.Runs;

/// <summary>
/// Keeps the book right: compares everything when it is asked to, and otherwise what changed and what became ripe. Both come to the same, since what an order counts as is a function of its two
/// states, the plan and up to where both sides have been read. One caller at a time.
/// </summary>
internal sealed class Reconciler(ParityReader reader, ParityStore store, RunStore runs, ChangedOrders changed, ISideWatermarks watermarks, TimeProvider time)
{
    private const int KeysAtOnce = 500;
    private ParityBook book = new();
    private ParityRules? rules;
    private Horizon horizon;
    private Horizon fullReadTo;

    public ParityBook Book => book;

    public ParityRules? Rules => rules;

    public Horizon ReadTo => horizon;

    /// <summary>When everything was compared last; null before the first time, and after another plan was applied.</summary>
    public DateTimeOffset? Full { get; private set; }

    /// <summary>Everything was compared before one of the sides had been read, and both have been since: its totals say little.</summary>
    public bool WasTooEarly => Full is not null && fullReadTo.Both is null && horizon.Both is not null;

    /// <summary>Compares every order of the scope.</summary>
    /// <param name="progress">Told after each few thousand orders.</param>
    public async Task<ParityRun> RunFullAsync(CutoverPlan plan, Guid id, ParityScope? scope, string requestedBy, Action<RunProgress> progress, CancellationToken cancel)
    {
        var began = time.GetUtcNow();
        var compiled = new ParityRules(plan);
        var readTo = new Horizon(watermarks.Of(Orders.Side.Legacy), watermarks.Of(Orders.Side.Orchestration));
        var run = new ParityRun(id, ParityRunKind.Full, ParityRunState.Running, requestedBy, plan.Hash, began, null, readTo.Legacy, readTo.Orchestration, scope, 0, 0, 0, null);
        await store.LoadAsync(cancel);
        await runs.BeginAsync(run, cancel);
        try
        {
            // what changes from here on is compared again behind this run
            _ = changed.Take(out _);
            var (fresh, totals) = await new FullComparison(reader, compiled, readTo, scope).RunAsync((done, of) => progress(new RunProgress(id, done, of, began)), cancel);
            if (scope is null)
            {
                (book, rules, horizon, fullReadTo, Full) = (fresh, compiled, readTo, readTo, time.GetUtcNow());
                SyncAll();
            }

            await store.FlushAsync(cancel);
            var open = fresh.Open.Values.SelectMany(m => m).Select(m => new OpenMismatch(m, began, false)).ToList();
            var picture = ParityPicture.Of(fresh, compiled, readTo, began, open);
            var ended = run with
            {
                State = ParityRunState.Done, EndedAt = time.GetUtcNow(), Orders = picture.Lanes.Sum(l => l.Orders), Differing = picture.Lanes.Sum(l => l.Differing), Pending = picture.Lanes.Sum(l => l.Pending),
                Counts = CountsOf(picture), Totals = totals,
            };
            await runs.EndAsync(ended, cancel);
            return ended;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            await runs.EndAsync(run with { State = ParityRunState.Failed, EndedAt = time.GetUtcNow(), Error = (e.InnerException ?? e).Message }, CancellationToken.None);
            throw;
        }
        catch (OperationCanceledException)
        {
            await runs.EndAsync(run with { State = ParityRunState.Stopped, EndedAt = time.GetUtcNow(), Error = "the product was stopped" }, CancellationToken.None);
            throw;
        }
    }

    /// <summary>Compares what changed since, and what was pending and is ripe.</summary>
    /// <returns>Orders that were compared; null where everything has to be compared first.</returns>
    public async Task<int?> StepAsync(CancellationToken cancel)
    {
        if (rules is null || Full is null)
        {
            return null;
        }

        var keys = changed.Take(out var tooMany);
        if (tooMany)
        {
            return null;
        }

        try
        {
            // never back: a source that begins anew would make ripe differences pending again
            horizon = new Horizon(Later(horizon.Legacy, watermarks.Of(Orders.Side.Legacy)), Later(horizon.Orchestration, watermarks.Of(Orders.Side.Orchestration)));
            var compared = 0;
            foreach (var some in keys.Chunk(KeysAtOnce))
            {
                compared += Take(await reader.ReadAsync(some, rules, cancel));
            }

            if (horizon.Both is { } both)
            {
                foreach (var some in book.TakeDue(both).Chunk(KeysAtOnce))
                {
                    compared += Take(await reader.ReadAsync(some, rules, cancel));
                }
            }

            await store.FlushAsync(cancel);
            return compared;
        }
        catch
        {
            changed.PutBack(keys);
            throw;
        }
    }

    /// <summary>Writes down how things stand, as a run that followed the changes.</summary>
    public async Task NoteAsync(ParitySnapshot picture, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        await runs.EndAsync(
            new ParityRun(
                Guid.CreateVersion7(now), ParityRunKind.Incremental, ParityRunState.Done, "", rules!.Plan.Hash, now, now, horizon.Legacy, horizon.Orchestration, null, picture.Lanes.Sum(l => l.Orders),
                picture.Lanes.Sum(l => l.Differing), picture.Lanes.Sum(l => l.Pending), null) { Counts = CountsOf(picture) },
            cancel);
    }

    /// <summary>Another plan: what was counted by the old one says nothing any more.</summary>
    public void Forget() => Full = null;

    private static List<LaneCount> CountsOf(ParitySnapshot picture) =>
    [
        .. picture.Lanes.SelectMany(l => l.Cells.Append(Whole(l)).Select(c => new LaneCount(l.Lane, c))),
    ];

    private static ParityCount Whole(LaneParity lane) => new(
        ParityCells.Whole, new CellCounts(lane.Orders - lane.Differing - lane.Understood, lane.Differing + lane.Understood, lane.Pending, 0, 0), lane.Understood);

    private int Take(IReadOnlyList<StoredPair> pairs)
    {
        var inspector = new OrderInspector(rules!);
        var now = time.GetUtcNow();
        foreach (var pair in pairs)
        {
            var (comparison, mismatches) = inspector.Inspect(pair.Decode(rules!), horizon);
            book.Set(pair.Number, comparison, mismatches);
            store.Apply(pair.Key, mismatches, now);
        }

        return pairs.Count;
    }

    /// <summary>After everything was compared: what differs now, and what no longer does.</summary>
    private void SyncAll()
    {
        var now = time.GetUtcNow();
        var differing = book.Open.Values.ToDictionary(m => m[0].OrderKey, StringComparer.Ordinal);
        foreach (var key in store.Orders.Except(differing.Keys, StringComparer.Ordinal).ToList())
        {
            store.Apply(key, [], now);
        }

        foreach (var (key, mismatches) in differing)
        {
            store.Apply(key, mismatches, now);
        }
    }

    private static DateTimeOffset? Later(DateTimeOffset? a, DateTimeOffset? b) => a is null ? b : b is null || a > b ? a : b;
}
