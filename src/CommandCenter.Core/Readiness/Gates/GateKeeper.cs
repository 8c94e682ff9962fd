using CommandCenter.Decisions;
using CommandCenter.Live;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Shared;
using Microsoft.Extensions.Logging;

namespace CommandCenter.Readiness.Gates;

/// <summary>
/// Looks at every gate of the plan every few seconds, and after each step that concerns one; keeps the picture in memory for pages and commands, and what checks found in the store. What cannot be told
/// makes a gate red at once; it is written, so that a signature falls, only once it has lasted.
/// </summary>
public sealed class GateKeeper : StandingReader
{
    /// <summary>How long a check may be unable to say anything before what it said last counts no longer.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim once = new(1, 1);
    private readonly Dictionary<string, DateTimeOffset> unsure = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IGateCheck> checks;
    private readonly GateBook book;
    private readonly GateLedger ledger;
    private readonly ActivePlan plan;
    private readonly DecisionLog decisions;
    private readonly StandingCommands? standing;
    private readonly TimeProvider time;
    private volatile GatesView? current;
    private volatile Error? error;

    internal GateKeeper(IEnumerable<IGateCheck> checks, GateBook book, GateLedger ledger, ActivePlan plan, DecisionLog decisions, StandingCommands? standing, TimeProvider time, ILogger<GateKeeper> log)
        : base(time, log) =>
        (this.checks, this.book, this.ledger, this.plan, this.decisions, this.standing, this.time) = (checks.ToDictionary(c => c.Name, StringComparer.Ordinal), book, ledger, plan, decisions, standing, time);

    /// <summary>Raised after something changed, also from readable to not; handlers must not throw and not block.</summary>
    public event Action? Changed;

    /// <summary>As of the last look; null before the first.</summary>
    public GatesView? Current => current;

    /// <summary>Why the store cannot be read or written; null while it can.</summary>
    public Error? Error => error;

    public override async Task ReadAsync(CancellationToken cancel)
    {
        var (before, failed) = (current?.Stamp, error?.Message);
        await once.WaitAsync(cancel);
        try
        {
            if (plan.Current is { } now)
            {
                var looked = await StoreReads.TryAsync(() => LookAsync(now, cancel));
                (current, error) = (looked.Succeeded ? looked.Value : current, looked.Error);
                Tell();
            }
        }
        finally
        {
            once.Release();
        }

        if (before != current?.Stamp || failed != error?.Message)
        {
            Changed?.Invoke();
        }
    }

    public override void Dispose()
    {
        once.Dispose();
        base.Dispose();
    }

    protected override IDisposable Follow() => new DecisionFollower(decisions, entry => entry.Subjects.Any(s => s is "gates" or "thresholds" or "plan") || entry.Command == "apply-plan", Wake);

    private async Task<GatesView> LookAsync(CutoverPlan now, CancellationToken cancel)
    {
        var found = await book.FoundAsync(cancel);
        var readings = new Dictionary<string, GateReading>(StringComparer.Ordinal);
        var due = new List<(GateDefinition, GateReading)>();
        foreach (var gate in now.Gates.Where(g => g.Check is not null))
        {
            var before = found.GetValueOrDefault(gate.Id);
            var reading = readings[gate.Id] = await ReadAsync(gate, before?.Definition == gate.Hash ? before.Reading : null, cancel);
            if (HasLasted(gate, reading) && GateLedger.IsDue(gate, reading, before, time.GetUtcNow()))
            {
                due.Add((gate, reading));
            }
        }

        await ledger.KeepAsync(due, cancel);
        var (acts, at) = (await book.ActsAsync(cancel), time.GetUtcNow());
        return new GatesView(at, now.Hash, now.Header.CutoverStart, [.. now.Gates.Select(g => ViewOf(g, readings.GetValueOrDefault(g.Id), [.. acts[g.Id]], now, at))]);
    }

    private void Tell()
    {
        if (standing is not null)
        {
            standing.Gates = current is { Items.Count: > 0 } view
                ? new GatesLive(view.Count(GateState.Red), view.Count(GateState.Amber), view.Count(GateState.Green), view.Count(GateState.Waived), view.Stopping.Count())
                : null;
        }
    }

    private static GateView ViewOf(GateDefinition gate, GateReading? reading, IReadOnlyList<GateAct> acts, CutoverPlan now, DateTimeOffset at) =>
        new(gate, GateRules.Stand(gate, reading, acts, now.Header.CutoverStart, at), reading, reading is null ? null : at, acts);

    private async Task<GateReading> ReadAsync(GateDefinition gate, GateReading? last, CancellationToken cancel)
    {
        if (!checks.TryGetValue(gate.Check!.Name, out var check))
        {
            return GateReading.Broken("nothing in this product measures it");
        }

        try
        {
            return await check.ReadAsync(gate, gate.Check, last, cancel);
        }
        catch (Exception e) when (StorageErrors.IsFailure(e))
        {
            return GateReading.Broken($"it could not be read: {e.Message}");
        }
    }

    /// <summary>A yes or no counts at once.</summary>
    private bool HasLasted(GateDefinition gate, GateReading reading)
    {
        if (reading.IsDecisive)
        {
            unsure.Remove(gate.Id);
            return true;
        }

        unsure.TryAdd(gate.Id, time.GetUtcNow());
        return time.GetUtcNow() - unsure[gate.Id] >= Patience;
    }
}
