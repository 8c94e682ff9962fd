using System.Text.Json;
using CommandCenter.Live;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Rollback;
using CommandCenter.Traffic;
using CommandCenter.Traffic.Analysis;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Readiness.Gates.Checks;

/// <summary>The newest drill of a rollback that touched the gate's lanes: it ended healthy, is proven from both ledgers, took no longer than its window (in the plan's time), and is not too old (by the clock on the wall).</summary>
internal sealed class RollbackDrillCheck(IDbContextFactory<CommandsDb> databases, ActivePlan plan, TimeProvider time) : IGateCheck
{
    private const int Most = 50;

    public string Name => "rollback-drill";

    public async Task<GateReading> ReadAsync(GateDefinition gate, GateCheck check, GateReading? last, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var drills = await db.Rollbacks.AsNoTracking().Where(r => r.IsDrill && (r.Phase == (int)Phase.Healthy || r.Phase == (int)Phase.Degraded)).OrderByDescending(r => r.DecidedAt).Take(Most).Select(r => new { r.Id, r.Scope, r.Phase, r.DecidedAt, r.RestoredAt, r.ResolvedAt, r.Proof }).ToListAsync(cancel);
        var now = time.GetUtcNow();
        var newest = drills.FirstOrDefault(d => gate.Lanes.Count == 0 || Touches(JsonSerializer.Deserialize<RollbackScope>(d.Scope, RollBack.Stored)!, gate));
        if (newest is null)
        {
            return GateReading.Failed("No drill of a rollback has ended yet.", now);
        }

        var (within, until, scale) = (check.Within!.Value, newest.DecidedAt + check.NotOlderThan!.Value, plan.Current?.Header.TimeScale ?? 1);
        var proof = newest.Proof is { } text ? JsonSerializer.Deserialize<RollbackProof>(text, RollBack.Stored) : null;
        var document = new GateDocument($"Drill of {GateWords.At(newest.DecidedAt)}{(proof is null ? "" : $", {proof.Checked:N0} orders compared")}", proof?.Digest, $"/rollbacks/{newest.Id}");
        if (newest.Phase != (int)Phase.Healthy || newest.ResolvedAt is not { } resolved)
        {
            return GateReading.Failed($"The drill of {GateWords.At(newest.DecidedAt)} did not end healthy.", now) with { Documents = [document] };
        }

        // observed, or cannot tell: that is no proof, and only a proof opens
        if (proof is not { Verdict: ProofVerdict.Proven, ProblemCount: 0 })
        {
            return GateReading.Failed($"The drill of {GateWords.At(newest.DecidedAt)} is not proven from both ledgers{(proof?.Note is { } note ? $": {note}" : ".")}", now) with { Documents = [document] };
        }

        var took = (resolved - newest.DecidedAt) * scale;
        GateFigure[] figures =
        [
            new("Decision to last outcome", GateWords.Span(took), GateWords.Span(within)),
            .. newest.RestoredAt is { } restored ? (GateFigure[])[new("Traffic restored", FormattableString.Invariant($"{(restored - newest.DecidedAt).TotalSeconds:0.00} s"))] : [],
        ];
        return took > within ? GateReading.Failed($"The drill of {GateWords.At(newest.DecidedAt)} took {GateWords.Span(took)}, {GateWords.Span(within)} are allowed.", now, figures) with { Documents = [document] }
            : now >= until ? GateReading.Failed($"The drill of {GateWords.At(newest.DecidedAt)} is older than {GateWords.Span(check.NotOlderThan.Value)}.", now, figures) with { Documents = [document] }
            : new GateReading(CheckVerdict.Passed, $"{GateWords.Span(took)}, drill of {GateWords.At(newest.DecidedAt)}.", figures, [document], now, until);
    }

    private static bool Touches(RollbackScope scope, GateDefinition gate) => scope.Segment.Lane is not { } lane || gate.Lanes.Contains(lane, StringComparer.Ordinal);
}

/// <summary>Whether legacy could take everything back, looked at once a minute: it counts the orders in flight.</summary>
internal sealed class LegacyFitCheck(PreviewRollback preview, TimeProvider time) : IGateCheck
{
    private static readonly TimeSpan every = TimeSpan.FromMinutes(1);
    private (DateTimeOffset At, GateReading Reading)? kept;

    public string Name => "legacy-fit";

    public async Task<GateReading> ReadAsync(GateDefinition gate, GateCheck check, GateReading? last, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        if (kept is { } before && before.Reading.IsDecisive && now - before.At < every)
        {
            return before.Reading;
        }

        var seen = await preview.RunAsync(new RollbackScope(Segment.All), cancel);
        if (seen.Error is { } error)
        {
            return GateReading.Broken(error.Message);
        }

        var legacy = seen.Value.Legacy;
        var why = string.Join(" ", legacy.Checks.Where(c => c.Verdict != Fitness.Fit).Select(c => c.Why));
        var reading = legacy.Verdict switch
        {
            Fitness.Fit => GateReading.Passed("It answers, its sources are fresh, capacity and stock feed suffice.", now),
            Fitness.Unfit => GateReading.Failed(why, now),
            _ => GateReading.Unknown(why),
        };
        reading = reading with { Figures = [.. legacy.Checks.Select(c => new GateFigure(c.Check, c.Why))] };
        kept = (now, reading);
        return reading;
    }
}
