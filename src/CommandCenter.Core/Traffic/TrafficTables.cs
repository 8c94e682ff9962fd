using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using CommandCenter.Access;
using CommandCenter.Decisions;
using CommandCenter.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Traffic;

/// <summary>A revision of the traffic table with who made it.</summary>
/// <param name="Decision">Its entry in the decision log; 0 for the table before the first command.</param>
public sealed record TrafficRevision(TrafficTable Table, DateTimeOffset? At, string? Actor, string? Reason, long Decision);

/// <summary>The traffic table as it is stored: every revision, the newest of which holds.</summary>
public sealed class TrafficTables(IDbContextFactory<CommandsDb> databases)
{
    private static readonly JsonSerializerOptions stored = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>The newest revision, read from the store.</summary>
    public async Task<TrafficRevision> CurrentAsync(CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await CurrentAsync(db, cancel);
    }

    /// <summary>Revisions below <paramref name="before"/> (null = from the newest), newest first.</summary>
    /// <param name="limit">1 to 200.</param>
    public async Task<IReadOnlyList<TrafficRevision>> HistoryAsync(long? before, int limit, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var rows = await db.TrafficTables.AsNoTracking().Where(r => before == null || r.Revision < before).OrderByDescending(r => r.Revision).Take(Math.Clamp(limit, 1, 200)).ToListAsync(cancel);
        return rows.ConvertAll(Read);
    }

    /// <summary>Within the caller's transaction; the head of the decision log, which every command locks, keeps others from making the same revision.</summary>
    internal static async Task<TrafficRevision> CurrentAsync(CommandsDb db, CancellationToken cancel)
    {
        var row = await db.TrafficTables.AsNoTracking().OrderByDescending(r => r.Revision).FirstOrDefaultAsync(cancel);
        return row is null ? new TrafficRevision(TrafficTable.Empty, null, null, null, 0) : Read(row);
    }

    /// <summary>Makes a revision the newest, in the caller's transaction, which holds the head of the decision log and is to append its entry next.</summary>
    internal static async Task<TrafficRevision> AddAsync(CommandsDb db, TrafficTable next, Actor actor, string? reason, DateTimeOffset at, CancellationToken cancel)
    {
        var entry = (await DecisionLog.LockHeadAsync(db, cancel)).Sequence + 1;
        var revision = new TrafficRevision(next, at, actor.Name, reason?.Trim(), entry);
        db.TrafficTables.Add(new TrafficTableRow { Revision = next.Revision, At = at, Actor = actor.Name, Reason = revision.Reason, Rules = Write(next), Decision = entry });
        // what the intake holds on to while it decides
        await db.TrafficHeads.Where(h => h.Id == 1).ExecuteUpdateAsync(h => h.SetProperty(r => r.Revision, next.Revision), cancel);
        return revision;
    }

    internal static string Write(TrafficTable table) => JsonSerializer.Serialize(table.Rules, stored);

    /// <param name="rules">As <see cref="Write"/> wrote them.</param>
    internal static TrafficTable Read(long revision, string rules)
    {
        var read = JsonSerializer.Deserialize<TrafficRule[]>(rules, stored)!;
        return new TrafficTable(revision, [.. read[..^1], TrafficRule.Default]);
    }

    private static TrafficRevision Read(TrafficTableRow row) => new(Read(row.Revision, row.Rules), row.At, row.Actor, row.Reason, row.Decision);
}
