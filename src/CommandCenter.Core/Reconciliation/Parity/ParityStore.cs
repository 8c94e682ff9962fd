using CommandCenter.OrderExceptions;
using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Reconciliation.Classes;
using CommandCenter.Reconciliation.Comparing;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Reconciliation.Parity;

/// <summary>
/// Keeps ripe differences in the store from when they were first seen until they are gone. Pending ones are not kept: most are over before anybody could look. What is to be written waits until
/// the store takes it. One writer.
/// </summary>
internal sealed class ParityStore(IDbContextFactory<EventsDb> events)
{
    private const int Batch = 500;
    private readonly Dictionary<string, List<ParityMismatchRow>> known = new(StringComparer.Ordinal);
    private readonly Dictionary<(string, string, string, DateTimeOffset), ParityMismatchRow> unwritten = [];
    private bool loaded;

    /// <summary>Keys of the orders that have a ripe difference.</summary>
    public IReadOnlyCollection<string> Orders => known.Keys;

    /// <summary>Reads what was open when the process ended.</summary>
    public async Task LoadAsync(CancellationToken cancel)
    {
        if (loaded)
        {
            return;
        }

        await using var db = await events.CreateDbContextAsync(cancel);
        await foreach (var row in db.ParityMismatches.AsNoTracking().Where(m => m.EndedAt == null).AsAsyncEnumerable().WithCancellation(cancel))
        {
            ListOf(row.OrderKey).Add(row);
        }

        loaded = true;
    }

    /// <summary>When a difference was seen first; null where it is not among the known.</summary>
    public DateTimeOffset? FirstSeen(Mismatch mismatch) => Find(mismatch)?.FirstSeen;

    /// <summary>What an order differs in now; the rest of what was known of it has ended.</summary>
    public void Apply(string orderKey, IReadOnlyList<Mismatch> now, DateTimeOffset at)
    {
        var ripe = now.Where(m => !m.Difference.IsPending).ToList();
        if (ripe.Count == 0 && !known.ContainsKey(orderKey))
        {
            return;
        }

        var rows = ListOf(orderKey);
        foreach (var gone in rows.Where(r => !ripe.Exists(m => IsSame(r, m))).ToList())
        {
            gone.EndedAt = at;
            rows.Remove(gone);
            Remember(gone);
        }

        foreach (var mismatch in ripe)
        {
            var row = rows.Find(r => IsSame(r, mismatch));
            var next = RowOf(mismatch, row?.FirstSeen ?? at);
            if (row is null)
            {
                rows.Add(next);
                Remember(next);
            }
            else if (row.Legacy != next.Legacy || row.Orchestration != next.Orchestration || row.Fingerprint != next.Fingerprint || row.Money != next.Money || row.ClassRule != next.ClassRule)
            {
                rows[rows.IndexOf(row)] = next;
                Remember(next);
            }
        }

        if (rows.Count == 0)
        {
            known.Remove(orderKey);
        }
    }

    /// <summary>Writes what waits, a few hundred in a transaction; what a failure leaves waits on.</summary>
    public async Task FlushAsync(CancellationToken cancel)
    {
        foreach (var some in unwritten.Values.Chunk(Batch).ToList())
        {
            await using var db = await events.CreateDbContextAsync(cancel);
            var keys = some.Select(r => r.OrderKey).Distinct().ToList();
            var moments = some.Select(r => r.FirstSeen).Distinct().ToList();
            var stored = (await db.ParityMismatches.Where(m => keys.Contains(m.OrderKey) && moments.Contains(m.FirstSeen)).ToListAsync(cancel)).ToDictionary(KeyOf);
            foreach (var row in some)
            {
                if (stored.TryGetValue(KeyOf(row), out var before))
                {
                    db.Entry(before).CurrentValues.SetValues(row);
                }
                else
                {
                    db.ParityMismatches.Add(row);
                }
            }

            await db.SaveChangesAsync(cancel);
            foreach (var row in some)
            {
                unwritten.Remove(KeyOf(row));
            }
        }
    }

    private ParityMismatchRow? Find(Mismatch mismatch) => known.TryGetValue(mismatch.OrderKey, out var rows) ? rows.Find(r => IsSame(r, mismatch)) : null;

    private void Remember(ParityMismatchRow row) => unwritten[KeyOf(row)] = row;

    private List<ParityMismatchRow> ListOf(string orderKey) => known.TryGetValue(orderKey, out var rows) ? rows : known[orderKey] = [];

    private static bool IsSame(ParityMismatchRow row, Mismatch mismatch) => row.Field == mismatch.Difference.Field && row.Rule == mismatch.Difference.Rule;

    private static (string, string, string, DateTimeOffset) KeyOf(ParityMismatchRow row) => (row.OrderKey, row.Field, row.Rule, row.FirstSeen);

    private static ParityMismatchRow RowOf(Mismatch m, DateTimeOffset firstSeen) => new()
    {
        OrderKey = m.OrderKey, Field = m.Difference.Field, Rule = m.Difference.Rule, FirstSeen = Instants.ToStored(firstSeen), Fingerprint = m.Fingerprint, Lane = m.Lane, Cell = m.Difference.Cell.Index,
        Kind = (int)m.Difference.Kind, Owner = m.Owner, Legacy = m.Difference.Legacy, Orchestration = m.Difference.Orchestration, Bucket = (int)m.Class.Bucket, Team = (int)m.Class.Team,
        Severity = (int)m.Class.Severity, ClassRule = m.Class.Rule, Why = m.Class.Why, Place = m.Place, Pattern = m.Pattern, Money = m.Money, Currency = m.Currency, IsPending = m.Difference.IsPending,
        Since = m.Difference.Since, RipensAt = m.Difference.RipensAt,
    };
}
