using CommandCenter.Decisions;
using CommandCenter.Live;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace CommandCenter.OrderExceptions;

/// <summary>
/// Brings cases in line with what their sources say, every few seconds, and keeps the counts for all pages. Every node does so: the fingerprint is unique, and writers of cases wait for one
/// another, so what one has written the other finds. A source that cannot tell changes nothing; a store that does not answer is tried again.
/// </summary>
internal sealed partial class CaseKeeper(
    IEnumerable<ICaseSource> sources, IDbContextFactory<CommandsDb> databases, CommandsGate gate, ActivePlan plan, CaseQueries queries, CaseWatch watch, StandingCommands standing, TimeProvider time,
    ILogger<CaseKeeper> log) : StandingReader(time, log)
{
    /// <summary>Signals of one source that are looked at: the most severe, then the oldest.</summary>
    public const int MostSignals = 5_000;

    /// <summary>Cases written in one transaction: intake and commands wait behind it.</summary>
    private const int MostAtOnce = 500;
    private const int MostAsked = 500;

    private readonly TimeProvider time = time;
    private readonly ILogger log = log;
    private (int Count, DateTimeOffset Newest) seen = (-1, default);

    protected override TimeSpan Pause => TimeSpan.FromSeconds(3);

    public override async Task ReadAsync(CancellationToken cancel)
    {
        var said = new List<SaidNow>();
        var silent = new List<string>();
        foreach (var source in sources)
        {
            if (await SaidAsync(source, cancel) is { } now)
            {
                said.Add(now);
            }
            else
            {
                silent.Add(source.Name);
            }
        }

        while (await WriteAsync(said, cancel))
        {
            // more than one transaction takes
        }

        await ShowAsync(cancel);
    }

    /// <summary>After somebody did something with cases.</summary>
    public async Task ShowAsync(CancellationToken cancel)
    {
        var tallies = await queries.CountAsync(cancel);
        (int Count, DateTimeOffset Newest) now;
        await using (var db = await databases.CreateDbContextAsync(cancel))
        {
            now = (await db.Cases.CountAsync(cancel), await db.Cases.MaxAsync(c => (DateTimeOffset?)c.UpdatedAt, cancel) ?? default);
        }

        var same = now == seen && watch.Current is { } before && before.Tallies.SequenceEqual(tallies);
        seen = now;
        var shown = new ExceptionStanding(tallies);
        watch.Show(shown);
        standing.Exceptions = shown;
        if (!same)
        {
            watch.Tell();
        }
    }

    /// <summary>The counts follow what people do; what the sources say is found by reading them.</summary>
    protected override IDisposable Follow() => watch.Subscribe(() =>
    {
        Wake();
        return Task.CompletedTask;
    });

    private async Task<SaidNow?> SaidAsync(ICaseSource source, CancellationToken cancel)
    {
        try
        {
            if (await source.ReadAsync(cancel) is not { } signals)
            {
                return null;
            }

            var distinct = signals.GroupBy(s => s.Fingerprint, StringComparer.Ordinal).Select(g => g.First());
            var whole = signals.Count <= MostSignals;
            if (!whole)
            {
                LogMany(log, source.Name, signals.Count, MostSignals);
                distinct = distinct.OrderByDescending(s => s.AtLeast).ThenBy(s => s.Since).Take(MostSignals);
            }

            return new SaidNow(source.Name, distinct.ToDictionary(s => s.Fingerprint, StringComparer.Ordinal), whole);
        }
        catch (Exception e) when (StorageErrors.IsFailure(e))
        {
            // the others are read all the same
            LogSilent(log, source.Name, e.Message);
            return null;
        }
    }

    /// <returns>Whether there is more to do.</returns>
    private async Task<bool> WriteAsync(List<SaidNow> said, CancellationToken cancel)
    {
        // most rounds find nothing new: they hold up nobody
        await using (var db = await databases.CreateDbContextAsync(cancel))
        {
            if (Differences(await ReadAsync(db.Cases.AsNoTracking(), said, cancel), said, 0, 1).Changed == 0)
            {
                return false;
            }
        }

        using var turn = await gate.EnterAsync();
        await using var writing = await databases.CreateDbContextAsync(cancel);
        await using var transaction = await writing.Database.BeginTransactionAsync(cancel);
        await DecisionLog.LockHeadAsync(writing, cancel);
        var last = await writing.Cases.MaxAsync(c => (long?)c.Number, cancel) ?? 0;
        var (changed, opened, entries) = Differences(await ReadAsync(writing.Cases, said, cancel), said, last, MostAtOnce);
        writing.Cases.AddRange(opened);
        writing.CaseEntries.AddRange(entries);
        await writing.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        return changed == MostAtOnce;
    }

    /// <summary>Every case that something may be said of: those that wait for somebody, those that were resolved while they were still seen, and those whose fingerprint is said.</summary>
    private static async Task<List<ExceptionCaseRow>> ReadAsync(IQueryable<ExceptionCaseRow> cases, List<SaidNow> said, CancellationToken cancel)
    {
        var rows = await cases.Where(c => c.Phase != CasePhase.Resolved || c.PassedAt == null || c.MutedUntil != null).OrderBy(c => c.Number).ToListAsync(cancel);
        var known = rows.Select(r => r.Fingerprint).ToHashSet(StringComparer.Ordinal);
        foreach (var asked in said.SelectMany(s => s.Signals.Keys).Where(f => !known.Contains(f)).Chunk(MostAsked))
        {
            rows.AddRange(await cases.Where(c => asked.Contains(c.Fingerprint)).ToListAsync(cancel));
        }

        return rows;
    }

    private (int Changed, List<ExceptionCaseRow> Opened, List<CaseEntryRow> Entries) Differences(List<ExceptionCaseRow> rows, List<SaidNow> said, long last, int most)
    {
        var now = time.GetUtcNow();
        var current = plan.Current;
        var book = new CaseBook(current?.Exceptions ?? ExceptionSettings.Default, current?.Header.TimeScale ?? 1, now);
        var bySource = said.ToDictionary(s => s.Source, StringComparer.Ordinal);
        var changed = 0;
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            known.Add(row.Fingerprint);
            if (changed == most)
            {
                continue;
            }

            var differs = !bySource.TryGetValue(row.Source, out var now1) ? book.Unknown(row)
                : now1.Signals.TryGetValue(row.Fingerprint, out var signal) ? book.Seen(row, signal) : now1.Whole ? book.Unseen(row) : book.Unknown(row);
            changed += differs ? 1 : 0;
        }

        var opened = new List<ExceptionCaseRow>();
        foreach (var (source, signal) in said.SelectMany(s => s.Signals.Values, (s, signal) => (s.Source, signal)).Where(p => known.Add(p.signal.Fingerprint)))
        {
            if (changed == most)
            {
                break;
            }

            opened.Add(book.Open(source, signal, ++last));
            changed++;
        }

        return (changed, opened, book.Entries);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Source} cannot tell what is wrong: {Reason}")]
    private static partial void LogSilent(ILogger log, string source, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Source} says {Count} troubles at once; the worst {Most} become cases.")]
    private static partial void LogMany(ILogger log, string source, int count, int most);
}
