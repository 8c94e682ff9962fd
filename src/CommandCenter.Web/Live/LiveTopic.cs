using System.Runtime.CompilerServices;
using System.Text.Json;
using CommandCenter.Shared;

namespace CommandCenter.Live;

/// <summary>
/// What a hub connection may follow: <c>live</c>, the whole snapshot; <c>lane/{id}</c>, one lane's row, timers and attention; <c>rollback</c>, the rollbacks that run and
/// the newest of all; <c>shift</c>, the shifts that run and the newest of all; <c>exceptions</c>, the counts of cases and those that are due first.
/// </summary>
internal sealed record LiveTopic(string Name, string? Lane)
{
    private const string RollbackName = "rollback";
    private const string ShiftName = "shift";
    private const string ExceptionsName = "exceptions";

    private const string LanePrefix = "lane/";

    /// <summary>Sections of a snapshot are written once, however many connections follow.</summary>
    private static readonly ConditionalWeakTable<LiveSnapshot, Dictionary<string, JsonElement>> written = [];

    /// <summary>Null where there is no such topic.</summary>
    public static LiveTopic? Parse(string? name, LiveSnapshot? snapshot)
    {
        if (name is "live" or RollbackName or ShiftName or ExceptionsName)
        {
            return new LiveTopic(name, null);
        }

        var lane = name?.StartsWith(LanePrefix, StringComparison.Ordinal) == true ? name[LanePrefix.Length..] : null;
        return lane is not null && snapshot?.Lanes.Any(l => l.Lane == lane) == true ? new LiveTopic(name!, lane) : null;
    }

    /// <summary>It changes with rollbacks, not with the snapshot.</summary>
    public bool IsRollback => Name == RollbackName;

    /// <summary>It changes with shifts, not with the snapshot.</summary>
    public bool IsShift => Name == ShiftName;

    /// <summary>It changes with cases, not with the snapshot.</summary>
    public bool IsExceptions => Name == ExceptionsName;

    /// <summary>It has nothing of the snapshot.</summary>
    public bool IsApart => IsRollback || IsShift || IsExceptions;

    /// <summary>Named parts of the topic's data; a change sends those that differ.</summary>
    public IReadOnlyDictionary<string, JsonElement> Sections(LiveSnapshot snapshot)
    {
        if (Lane is null)
        {
            return written.GetValue(snapshot, static s => JsonSerializer.SerializeToElement(s, ApiJson.Options).EnumerateObject()
                .Where(p => p.Name is not ("revision" or "asOf")).ToDictionary(p => p.Name, p => p.Value, StringComparer.Ordinal));
        }

        var row = snapshot.Lanes.FirstOrDefault(l => l.Lane == Lane);
        return new Dictionary<string, JsonElement>(StringComparer.Ordinal)
        {
            ["lane"] = JsonSerializer.SerializeToElement(row, ApiJson.Options),
            ["timers"] = JsonSerializer.SerializeToElement(snapshot.Timers.Where(t => t.Lane == Lane), ApiJson.Options),
            ["attention"] = JsonSerializer.SerializeToElement(snapshot.Attention.Where(a => a.Subject == row?.Name), ApiJson.Options),
        };
    }
}

/// <summary>What a follower gets: first with number 0 and every section, then what changed.</summary>
/// <param name="Number">0, 1, 2, … per subscription. A client that sees a gap subscribes again and gets everything.</param>
/// <param name="Revision">Commit that the data contains; the same twice means that only time went on.</param>
public sealed record LiveMessage(string Topic, long Number, long Revision, DateTimeOffset AsOf, IReadOnlyDictionary<string, JsonElement> Sections);
