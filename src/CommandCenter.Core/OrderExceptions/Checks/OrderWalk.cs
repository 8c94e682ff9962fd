using CommandCenter.Persistence;
using CommandCenter.Plan;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.OrderExceptions.Checks;

/// <summary>
/// Walks over the open orders and over those closed within the last seven days, some thousand of each a round, and keeps what the checks found in the last whole walk: what they look at
/// are no columns that could be asked for, and an index on them would cost every ingest.
/// </summary>
internal sealed class OrderWalk(IEnumerable<IOrderCheck> checks, IDbContextFactory<EventsDb> databases, EventStore store, ActivePlan active, TimeProvider time) : IDisposable
{
    private const int Page = 4_000;
    private static readonly TimeSpan closedFor = TimeSpan.FromDays(7);
    private static readonly TimeSpan rest = TimeSpan.FromSeconds(2);

    private readonly IOrderCheck[] all = [.. checks];
    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly Findings open = new();
    private readonly Findings closed = new();
    private long lastOpen;
    private (DateTimeOffset At, long Number) lastClosed;
    private DateTimeOffset walkedAt;

    /// <summary>What the check of this name found. Null before the first walk has ended, and where it could not tell.</summary>
    public async Task<IReadOnlyList<CaseSignal>?> ReadAsync(IOrderCheck check, CancellationToken cancel)
    {
        await turn.WaitAsync(cancel);
        try
        {
            // all of its readers ask in one round
            if (time.GetUtcNow() - walkedAt >= rest || !open.IsWhole || !closed.IsWhole)
            {
                await WalkAsync(cancel);
                walkedAt = time.GetUtcNow();
            }

            return open.Of(check) is { } here && closed.Of(check) is { } there ? [.. here, .. there] : null;
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose() => turn.Dispose();

    private async Task WalkAsync(CancellationToken cancel)
    {
        if (active.Current is not { } plan)
        {
            return;
        }

        await using var db = await databases.CreateDbContextAsync(cancel);
        var now = time.GetUtcNow();
        var rows = await db.Orders.AsNoTracking().Where(o => o.IsOpen && o.Number > lastOpen).OrderBy(o => o.Number).Take(Page).ToListAsync(cancel);
        await CheckAsync(all, rows, open);
        lastOpen = open.End(rows.Count < Page) ? 0 : rows[^1].Number;

        var late = all.Where(c => c.LooksAtClosed(plan)).ToArray();
        if (late.Length == 0)
        {
            closed.End(true);
            return;
        }

        var from = now - closedFor / Math.Max(1, plan.Header.TimeScale);
        var (at, number) = lastClosed.At > from ? lastClosed : (from, 0);
        rows = await db.Orders.AsNoTracking().Where(o => o.SettledAt != null && (o.SettledAt > at || (o.SettledAt == at && o.Number > number))).OrderBy(o => o.SettledAt).ThenBy(o => o.Number).Take(Page).ToListAsync(cancel);
        await CheckAsync(late, rows, closed);
        lastClosed = closed.End(rows.Count < Page) ? default : (rows[^1].SettledAt!.Value, rows[^1].Number);

        async Task CheckAsync(IOrderCheck[] which, List<OrderRow> page, Findings findings)
        {
            var stages = store.StagesNow();
            var orders = page.ConvertAll(r => new CheckedOrder(r, StoredStates.Of(r, stages), plan, now));
            foreach (var check in which)
            {
                findings.Add(check, await check.FindAsync(orders, db, cancel));
            }
        }
    }

    /// <summary>Of the walk that goes on and of the last that ended.</summary>
    private sealed class Findings
    {
        private Dictionary<string, List<CaseSignal>?> found = new(StringComparer.Ordinal);
        private Dictionary<string, List<CaseSignal>?>? whole;

        public bool IsWhole => whole is not null;

        public IReadOnlyList<CaseSignal>? Of(IOrderCheck check) => whole is null ? null : whole.TryGetValue(check.Name, out var signals) ? signals : [];

        public void Add(IOrderCheck check, IReadOnlyList<CaseSignal>? signals)
        {
            if (!found.TryGetValue(check.Name, out var before))
            {
                found[check.Name] = signals is null ? null : [.. signals];
            }
            else if (signals is null)
            {
                found[check.Name] = null;
            }
            else
            {
                before?.AddRange(signals);
            }
        }

        /// <returns><paramref name="ended"/>.</returns>
        public bool End(bool ended)
        {
            if (ended)
            {
                (whole, found) = (found, new Dictionary<string, List<CaseSignal>?>(StringComparer.Ordinal));
            }

            return ended;
        }
    }
}
