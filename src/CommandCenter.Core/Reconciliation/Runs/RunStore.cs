using System.Text.Json;
using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Reconciliation.Comparing;
using CommandCenter.Reconciliation.Parity;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Reconciliation.Runs;

/// <summary>Runs with what they came to, in the store.</summary>
public sealed class RunStore(IDbContextFactory<EventsDb> events)
{
    private static readonly JsonSerializerOptions json = new(JsonSerializerDefaults.Web);

    internal async Task BeginAsync(ParityRun run, CancellationToken cancel)
    {
        await using var db = await events.CreateDbContextAsync(cancel);
        db.ParityRuns.Add(RowOf(run));
        await db.SaveChangesAsync(cancel);
    }

    /// <summary>Writes how a run ended with its counts and totals; a run that was never begun is written whole.</summary>
    internal async Task EndAsync(ParityRun run, CancellationToken cancel)
    {
        await using var db = await events.CreateDbContextAsync(cancel);
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        await db.ParityRuns.Where(r => r.Id == run.Id).ExecuteDeleteAsync(cancel);
        db.ParityRuns.Add(RowOf(run));
        db.ParityCounts.AddRange(run.Counts.Select(c => new ParityCountRow
        {
            RunId = run.Id, Lane = c.Lane, Cell = c.Count.Cell.Index, Agrees = c.Count.Counts.Agrees, Differs = c.Count.Counts.Differs, Understood = c.Count.Understood, Pending = c.Count.Counts.Pending,
            NotObservable = c.Count.Counts.NotObservable, NotExpected = c.Count.Counts.NotExpected,
        }));
        db.ParityTotals.AddRange(run.Totals.Select(t => new ParityTotalRow
        {
            RunId = run.Id, Day = t.Day.DayNumber, Currency = t.Currency, Tender = t.Tender, Figure = (int)t.Figure, Legacy = t.Legacy, Orchestration = t.Orchestration, Residue = JsonSerializer.Serialize(t.Residue, json),
        }));
        await db.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
    }

    /// <summary>Runs that a process left behind are not running any more.</summary>
    internal async Task StopOrphansAsync(DateTimeOffset at, CancellationToken cancel)
    {
        await using var db = await events.CreateDbContextAsync(cancel);
        await db.ParityRuns.Where(r => r.State == (int)ParityRunState.Running)
            .ExecuteUpdateAsync(u => u.SetProperty(r => r.State, (int)ParityRunState.Stopped).SetProperty(r => r.EndedAt, at).SetProperty(r => r.Error, "the process ended before it was done"), cancel);
    }

    /// <summary>Runs before this moment are deleted with what belongs to them, and differences that ended before it.</summary>
    internal async Task<int> ForgetAsync(DateTimeOffset fullBefore, DateTimeOffset incrementalBefore, CancellationToken cancel)
    {
        await using var db = await events.CreateDbContextAsync(cancel);
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        var old = db.ParityRuns.Where(r => (r.Kind == (int)ParityRunKind.Full && r.StartedAt < fullBefore) || (r.Kind == (int)ParityRunKind.Incremental && r.StartedAt < incrementalBefore));
        var ids = await old.OrderBy(r => r.StartedAt).Select(r => r.Id).Take(500).ToListAsync(cancel);
        await db.ParityCounts.Where(c => ids.Contains(c.RunId)).ExecuteDeleteAsync(cancel);
        await db.ParityTotals.Where(c => ids.Contains(c.RunId)).ExecuteDeleteAsync(cancel);
        await db.ParityRuns.Where(r => ids.Contains(r.Id)).ExecuteDeleteAsync(cancel);
        var ended = await db.ParityMismatches.Where(m => m.EndedAt != null && m.EndedAt < fullBefore).ExecuteDeleteAsync(cancel);
        await transaction.CommitAsync(cancel);
        return ids.Count + ended;
    }

    /// <summary>The newest first.</summary>
    /// <param name="kind">Null = both.</param>
    /// <param name="before">Only those that began before; null = from the newest on.</param>
    public async Task<IReadOnlyList<ParityRun>> ListAsync(ParityRunKind? kind, DateTimeOffset? before, int most, CancellationToken cancel)
    {
        await using var db = await events.CreateDbContextAsync(cancel);
        var rows = db.ParityRuns.AsNoTracking();
        rows = kind is { } only ? rows.Where(r => r.Kind == (int)only) : rows;
        rows = before is { } until ? rows.Where(r => r.StartedAt < until) : rows;
        return [.. (await rows.OrderByDescending(r => r.StartedAt).Take(most).ToListAsync(cancel)).Select(Read)];
    }

    /// <summary>One run with its counts and totals; null where there is none.</summary>
    public async Task<ParityRun?> ReadAsync(Guid id, CancellationToken cancel)
    {
        await using var db = await events.CreateDbContextAsync(cancel);
        if (await db.ParityRuns.AsNoTracking().FirstOrDefaultAsync(r => r.Id == id, cancel) is not { } row)
        {
            return null;
        }

        var totals = await db.ParityTotals.AsNoTracking().Where(t => t.RunId == id).OrderByDescending(t => t.Day).ThenBy(t => t.Currency).ThenBy(t => t.Tender).ThenBy(t => t.Figure).ToListAsync(cancel);
        return Read(row) with
        {
            Counts = [.. (await db.ParityCounts.AsNoTracking().Where(c => c.RunId == id).ToListAsync(cancel)).Select(Read)],
            Totals =
            [
                .. totals.Select(t => new ControlTotal(
                    DateOnly.FromDayNumber(t.Day), t.Currency, t.Tender, (ControlFigure)t.Figure, t.Legacy, t.Orchestration, JsonSerializer.Deserialize<Dictionary<string, long>>(t.Residue, json)!)),
            ],
        };
    }

    /// <summary>How whole lanes stood at the end of the last runs of every order, oldest first.</summary>
    /// <param name="kind">Null = of both.</param>
    /// <param name="mostRuns">The newest of them, at least 1.</param>
    public async Task<IReadOnlyList<LaneCount>> LanesAsync(ParityRunKind? kind, DateTimeOffset since, int mostRuns, CancellationToken cancel)
    {
        await using var db = await events.CreateDbContextAsync(cancel);
        // a run counts hundreds of cells, of which one a lane is wanted
        var last = db.ParityRuns.AsNoTracking().Where(r => r.StartedAt >= since && r.State == (int)ParityRunState.Done && r.Scope == null && (kind == null || r.Kind == (int)kind)).OrderByDescending(r => r.StartedAt).Take(mostRuns);
        var rows = await (from run in last
                          join count in db.ParityCounts.AsNoTracking().Where(c => c.Cell == ParityCells.Whole.Index) on run.Id equals count.RunId
                          orderby run.StartedAt
                          select count).ToListAsync(cancel);
        return [.. rows.Select(Read)];
    }

    private static LaneCount Read(ParityCountRow c) => new(
        c.Lane, new ParityCount(ParityCells.At(c.Cell) ?? ParityCells.Status, new CellCounts(c.Agrees, c.Differs, c.Pending, c.NotObservable, c.NotExpected), c.Understood));

    private static ParityRun Read(ParityRunRow r) => new(
        r.Id, (ParityRunKind)r.Kind, (ParityRunState)r.State, r.RequestedBy, r.PlanHash, r.StartedAt, r.EndedAt, r.LegacyReadTo, r.OrchestrationReadTo,
        r.Scope is null ? null : JsonSerializer.Deserialize<ParityScope>(r.Scope, json), r.Orders, r.Differing, r.Pending, r.Error);

    private static ParityRunRow RowOf(ParityRun r) => new()
    {
        Id = r.Id, Kind = (int)r.Kind, State = (int)r.State, RequestedBy = r.RequestedBy, PlanHash = r.PlanHash, StartedAt = Instants.ToStored(r.StartedAt),
        EndedAt = r.EndedAt, LegacyReadTo = r.LegacyReadTo, OrchestrationReadTo = r.OrchestrationReadTo, Scope = r.Scope is null ? null : JsonSerializer.Serialize(r.Scope, json),
        Orders = r.Orders, Differing = r.Differing, Pending = r.Pending, Error = r.Error,
    };
}
