using System.Text.Json;
using CommandCenter.Persistence;
using CommandCenter.Traffic.Analysis;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Readiness.Gates;

/// <summary>How a check was found last.</summary>
/// <param name="Since">Since when that verdict stands.</param>
public sealed record GateFound(string Gate, string Definition, GateReading Reading, DateTimeOffset Since, DateTimeOffset LookedAt);

/// <summary>A verdict from the moment on in which it was first given.</summary>
public sealed record GateVerdict(DateTimeOffset At, GateReading Reading);

/// <summary>Evidence that was handed in.</summary>
/// <param name="Item">What it is about; empty = the gate.</param>
/// <param name="Hash">SHA-256 of the file, lower-case hex; null without one.</param>
public sealed record GateEvidence(Guid Id, string Gate, string Item, bool IsPassed, string Summary, DateTimeOffset AsOf, DateTimeOffset At, string Person, string? Hash, string? FileName, long Decision);

/// <summary>Reads what the store has of gates.</summary>
public sealed class GateBook(IDbContextFactory<CommandsDb> databases)
{
    internal static readonly JsonSerializerOptions Stored = new(JsonSerializerDefaults.Web);
    private const int MostEvidence = 200;

    /// <summary>Everything that was done about gates, in its order.</summary>
    public async Task<ILookup<string, GateAct>> ActsAsync(CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await ActsAsync(db, null, cancel);
    }

    /// <summary>Within the caller's transaction.</summary>
    /// <param name="gates">Null = of all.</param>
    internal static async Task<ILookup<string, GateAct>> ActsAsync(CommandsDb db, IReadOnlyList<string>? gates, CancellationToken cancel)
    {
        var rows = db.GateActs.AsNoTracking();
        rows = gates is null ? rows : rows.Where(a => gates.Contains(a.Gate));
        return (await rows.OrderBy(a => a.Number).ToListAsync(cancel)).Select(Read).ToLookup(a => a.Gate, StringComparer.Ordinal);
    }

    /// <summary>How each check was found last, by gate.</summary>
    public async Task<Dictionary<string, GateFound>> FoundAsync(CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return (await db.GateStates.AsNoTracking().ToListAsync(cancel)).ToDictionary(
            s => s.Gate, s => new GateFound(s.Gate, s.Definition, GateReading.Read(s.Reading) with { Verdict = (CheckVerdict)s.Verdict }, s.Since, s.LookedAt), StringComparer.Ordinal);
    }

    /// <summary>Verdicts of one gate, the newest first.</summary>
    /// <param name="most">1 to 200.</param>
    public async Task<IReadOnlyList<GateVerdict>> HistoryAsync(string gate, int most, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return [.. (await db.GateVerdicts.AsNoTracking().Where(v => v.Gate == gate).OrderByDescending(v => v.At).ThenByDescending(v => v.Id).Take(Math.Clamp(most, 1, 200)).ToListAsync(cancel)).Select(v => new GateVerdict(v.At, GateReading.Read(v.Reading)))];
    }

    /// <summary>Evidence of one gate, the newest first, without the files.</summary>
    public async Task<IReadOnlyList<GateEvidence>> EvidenceAsync(string gate, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await db.GateEvidence.AsNoTracking().Where(e => e.Gate == gate).OrderByDescending(e => e.At).ThenByDescending(e => e.Id).Take(MostEvidence)
            .Select(e => new GateEvidence(e.Id, e.Gate, e.Item, e.IsPassed, e.Summary, e.AsOf, e.At, e.Person, e.Hash, e.FileName, e.Decision)).ToListAsync(cancel);
    }

    /// <summary>The file of one piece of evidence; null where there is none.</summary>
    public async Task<(string Name, byte[] Content)?> FileAsync(string gate, Guid id, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await db.GateEvidence.AsNoTracking().Where(e => e.Gate == gate && e.Id == id && e.Content != null).Select(e => new { e.FileName, e.Content }).FirstOrDefaultAsync(cancel) is { } found
            ? (found.FileName ?? "evidence", found.Content!)
            : null;
    }

    private static GateAct Read(GateActRow r) => new(
        r.Number, r.Gate, (GateActKind)r.Kind, r.Person, r.Role, r.At, r.Reason, r.Definition, r.Bound, r.BoundHash,
        r.Conditions is null ? [] : JsonSerializer.Deserialize<List<GateCondition>>(r.Conditions, Stored)!, r.About, r.Condition, r.Until, r.Decision);
}
