using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Traffic.Analysis;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Readiness.Gates.Checks;

/// <summary>Every system and interface has an owner, every system a contact.</summary>
internal sealed class LandscapeCheck(ActivePlan plan, TimeProvider time) : IGateCheck
{
    public string Name => "landscape";

    public Task<GateReading> ReadAsync(GateDefinition gate, GateCheck check, GateReading? last, CancellationToken cancel)
    {
        var now = plan.Required;
        List<string> lacking =
        [
            .. now.Systems.Where(s => string.IsNullOrWhiteSpace(s.Owner) || string.IsNullOrWhiteSpace(s.Contact)).Select(s => $"system {s.Id}"),
            .. now.Interfaces.Where(i => string.IsNullOrWhiteSpace(i.Owner)).Select(i => $"interface {i.Id}"),
        ];
        var size = $"{now.Systems.Count} systems, {now.Interfaces.Count} interfaces";
        return Task.FromResult(lacking.Count == 0
            ? GateReading.Passed($"{size}, every one with an owner.", time.GetUtcNow())
            : GateReading.Failed($"{lacking.Count} of {size} lack an owner or a contact: {GateWords.Few(lacking)}.", time.GetUtcNow()));
    }
}

/// <summary>Each named role is held by somebody who can be reached.</summary>
internal sealed class BridgeRolesCheck(ActivePlan plan, TimeProvider time) : IGateCheck
{
    public string Name => "bridge-roles";

    public Task<GateReading> ReadAsync(GateDefinition gate, GateCheck check, GateReading? last, CancellationToken cancel)
    {
        var roles = plan.Required.Roles;
        var empty = check.Names.Where(name => !roles.Any(r => r.Role == name && !string.IsNullOrWhiteSpace(r.Contact))).ToList();
        var figure = new GateFigure("Roles filled", $"{check.Names.Count - empty.Count} of {check.Names.Count}");
        return Task.FromResult(empty.Count == 0
            ? GateReading.Passed($"{check.Names.Count} of {check.Names.Count} can be reached.", time.GetUtcNow(), figure)
            : GateReading.Failed($"Nobody who can be reached holds the role {GateWords.Few(empty)}.", time.GetUtcNow(), figure));
    }
}

/// <summary>The plan has not changed since the freeze began. The first plan of a store changes nothing.</summary>
internal sealed class FreezeCheck(IDbContextFactory<CommandsDb> databases, TimeProvider time) : IGateCheck
{
    public string Name => "freeze";

    public async Task<GateReading> ReadAsync(GateDefinition gate, GateCheck check, GateReading? last, CancellationToken cancel)
    {
        var (now, from, until) = (time.GetUtcNow(), check.From!.Value, check.Until!.Value);
        if (now < from || now >= until)
        {
            return GateReading.Failed(now < from ? $"It begins {GateWords.At(from)}." : $"It ended {GateWords.At(until)}.", now);
        }

        await using var db = await databases.CreateDbContextAsync(cancel);
        var versions = await db.PlanVersions.AsNoTracking().OrderBy(v => v.Number).Select(v => new { v.Hash, v.AppliedAt, v.Actor }).ToListAsync(cancel);
        for (var i = versions.Count - 1; i > 0 && versions[i].AppliedAt >= from; i--)
        {
            if (versions[i].Hash != versions[i - 1].Hash)
            {
                return GateReading.Failed($"{versions[i].Actor} changed the plan {GateWords.At(versions[i].AppliedAt)}, after the freeze began.", now);
            }
        }

        return GateReading.Passed($"On since {GateWords.At(from)}; the plan was not changed.", now) with { Until = until };
    }
}

/// <summary>The thresholds are sealed.</summary>
internal sealed class ThresholdsSealedCheck(Thresholds.ThresholdBook book, TimeProvider time) : IGateCheck
{
    public string Name => "thresholds-sealed";

    public async Task<GateReading> ReadAsync(GateDefinition gate, GateCheck check, GateReading? last, CancellationToken cancel)
    {
        var now = await book.ReadAsync(cancel);
        if (now.IsSealed)
        {
            return new GateReading(
                CheckVerdict.Passed, $"{now.Thresholds.Count} thresholds, revision {now.Revision}, by {now.History[^1].First} and {now.History[^1].Second}.", [], [new GateDocument("Sealed thresholds", now.Hash, "/thresholds")], time.GetUtcNow());
        }

        return GateReading.Failed(now.Thresholds.Count == 0 ? "The plan has no thresholds." : $"{now.Thresholds.Count} thresholds are not sealed; {now.Signatures.Count} of 2 signatures are there.", time.GetUtcNow());
    }
}
