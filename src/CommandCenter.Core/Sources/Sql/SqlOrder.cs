using System.Text.Json;
using CommandCenter.Plan;
using CommandCenter.Shared;
using CommandCenter.Sources.Paging;

namespace CommandCenter.Sources.Sql;

/// <summary>Whether a page can be read on behind: a query that forgets its order would lose rows without a word.</summary>
internal static class SqlOrder
{
    /// <summary>What is wrong with the rows; null when nothing is.</summary>
    public static Error? Problem(IReadOnlyList<JsonElement> rows, IReadOnlyDictionary<int, UnreadRecord> unread, SqlSettings settings, HighWater water, bool moves)
    {
        var sample = rows.Where((_, i) => !unread.ContainsKey(i)).FirstOrDefault();
        if (sample.ValueKind == JsonValueKind.Object && Twice(sample) is { } twice)
        {
            return Error.Unavailable("two-columns", $"The query names two columns {twice}; allowed: each name once.");
        }

        if (sample.ValueKind == JsonValueKind.Object && settings.GroupBy.FirstOrDefault(c => !sample.TryGetProperty(c, out _)) is { } missing)
        {
            return Error.Unavailable("no-column", $"The query has no column {missing}, which groupBy names.");
        }

        if (!moves)
        {
            return null;
        }

        long? before = null;
        foreach (var row in rows)
        {
            if (water.Of(row) is not { } place)
            {
                continue;
            }

            if (place.Ticks < before)
            {
                return Error.Unavailable("not-ordered", $"The rows do not come in the order of {settings.CursorTime}: {place.Time} stands behind a later one. End the query with order by {settings.CursorTime}{(settings.CursorId is null ? "" : ", " + settings.CursorId)} limit @limit.");
            }

            before = place.Ticks;
        }

        // SQLite holds every text for larger than every number: an id that is asked for as text would skip those at the cursor
        if (settings.Provider == SqlProvider.Sqlite && settings.CursorId is { } id && sample.ValueKind == JsonValueKind.Object && sample.TryGetProperty(id, out var value) && (value.ValueKind == JsonValueKind.Number) != long.TryParse(settings.FromId, System.Globalization.CultureInfo.InvariantCulture, out _))
        {
            return Error.Unavailable("cursor-id", $"The column {id} holds {(value.ValueKind == JsonValueKind.Number ? "numbers: fromId is 0 then" : "texts: fromId is empty then")}.");
        }

        return null;
    }

    private static string? Twice(JsonElement row)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in row.EnumerateObject())
        {
            if (!seen.Add(member.Name))
            {
                return member.Name;
            }
        }

        return null;
    }
}
