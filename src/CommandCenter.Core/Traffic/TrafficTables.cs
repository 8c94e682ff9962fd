using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
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

    internal static string Write(TrafficTable table) => JsonSerializer.Serialize(table.Rules, stored);

    private static TrafficRevision Read(TrafficTableRow row)
    {
        var rules = JsonSerializer.Deserialize<TrafficRule[]>(row.Rules, stored)!;
        return new TrafficRevision(new TrafficTable(row.Revision, [.. rules[..^1], TrafficRule.Default]), row.At, row.Actor, row.Reason, row.Decision);
    }
}
