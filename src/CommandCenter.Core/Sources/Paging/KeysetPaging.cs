using System.Globalization;
using System.Text.Json;
using CommandCenter.Shared;
using CommandCenter.Sources.Mapping;

namespace CommandCenter.Sources.Paging;

/// <summary>
/// Asks for what lies behind a (timestamp, id). Each walk begins the overlap before the newest timestamp read, so that what was committed late is found;
/// inside a walk each page begins exactly where the last one ended, so that rows which move are met again at their new place.
/// Where the source takes no id, a page begins one step before the last timestamp: rows that share it are read twice rather than never.
/// </summary>
internal sealed class KeysetPaging(KeysetRules rules, TimeSpan overlap, HighWater water, JsonPath? handedOut) : IPaging
{
    public const int LargestLimit = 10_000;
    private static readonly TimeSpan wideEvery = TimeSpan.FromMinutes(5);

    private DateTimeOffset? lastWide;

    public (PageRequest Request, PagingPosition Position) Ask(PagingPosition position, DateTimeOffset now)
    {
        var limit = position.Limit > 0 ? position.Limit : rules.Limit;
        if (position.Walking)
        {
            return (new PageRequest(position.At ?? "", position.AtId ?? "", "", limit), position);
        }

        var (at, id) = Begin(position, now);
        var walk = position with { Walking = true, At = at, AtId = id };
        return (new PageRequest(at, id, "", limit), walk);
    }

    public Result<PageStep> Follow(PagingPosition position, PageRequest request, JsonElement root, IReadOnlyList<JsonElement> records)
    {
        return Follow(position, request, root, records, rules.TakesLimit ? records.Count >= request.Limit : null);
    }

    /// <param name="full">Whether there is more behind the records; null where only the records can tell.</param>
    public Result<PageStep> Follow(PagingPosition position, PageRequest request, JsonElement root, IReadOnlyList<JsonElement> records, bool? full)
    {
        var handed = handedOut is not null && handedOut.TryFind(root, out var found) && JsonScalar.TryRead(found, out var text, out _) ? text : null;
        var raised = water.Reads ? water.Raise(position, records) : position with { Time = handed ?? position.Time };
        var last = water.LastOf(records);
        if (records.Count > 0 && handed is null && last is null)
        {
            return Error.Unavailable("no-cursor", $"None of {records.Count} records has {rules.Timestamp}; reading cannot go on behind them.");
        }

        var (at, id) = handed is not null ? (handed, "")
            : last is not { } place ? (request.Cursor, request.CursorId)
            : rules.TakesId ? (place.Time, place.Id)
            : (water.Clock.Move(place.Time, -water.Clock.Resolution), "");
        var moved = Moved(request, at, id);
        if (!(full ?? (records.Count > 0 && moved)))
        {
            return new PageStep(raised with { Walking = false, At = null, AtId = null, Limit = 0 }, More: false);
        }

        if (moved)
        {
            return new PageStep(raised with { At = at, AtId = id }, More: true);
        }

        // a whole page of one timestamp: only a larger page leads out of it
        if (request.Limit >= LargestLimit)
        {
            return Error.Unavailable("cursor-stuck", $"More than {LargestLimit} records share the timestamp {at}; {rules.WithoutId} reading cannot go on behind them.");
        }

        return Widen(raised, request);
    }

    /// <summary>The same page again, but larger.</summary>
    public static PageStep Widen(PagingPosition position, PageRequest request) =>
        new(position with { At = request.Cursor, AtId = request.CursorId, Limit = Math.Min(request.Limit * 2, LargestLimit) }, More: true);

    private (string At, string Id) Begin(PagingPosition position, DateTimeOffset now)
    {
        // a timestamp that cannot be read was written before the plan changed: begin again, repeats are harmless
        if (position.Time is not { } time || (water.Reads && water.Clock.Read(time) is null))
        {
            return (rules.From, rules.FirstId ?? "");
        }

        var back = overlap;
        var least = water.Clock.LeastOverlap(now);
        if (lastWide is null || now - lastWide >= wideEvery)
        {
            lastWide = now;
            least = least > water.Clock.WideOverlap ? least : water.Clock.WideOverlap;
        }

        back = back > least ? back : least;
        if (back == TimeSpan.Zero && rules.TakesId)
        {
            return (time, position.Id ?? "");
        }

        back = back > water.Clock.Resolution ? back : water.Clock.Resolution;
        // an empty id comes before every other; where ids are numbers, so does 0
        var first = rules.FirstId ?? (long.TryParse(position.Id, NumberStyles.None, CultureInfo.InvariantCulture, out _) ? "0" : "");
        return (water.Clock.Move(time, -back), first);
    }

    private bool Moved(PageRequest request, string at, string id)
    {
        if (rules.TakesId || water.Clock.Read(at) is not { } to || water.Clock.Read(request.Cursor) is not { } from)
        {
            return !string.Equals(at, request.Cursor, StringComparison.Ordinal) || (rules.TakesId && !string.Equals(id, request.CursorId, StringComparison.Ordinal));
        }

        return to > from;
    }
}

/// <summary>What a keyset walk knows of the question that it asks.</summary>
/// <param name="TakesId">It asks behind an id too, not only behind a timestamp.</param>
/// <param name="TakesLimit">It asks for at most so many records.</param>
/// <param name="From">Where the first walk begins, in the source's writing.</param>
/// <param name="FirstId">The id that comes before every other; null: empty, or 0 where ids are numbers.</param>
/// <param name="Timestamp">What records should have, for messages.</param>
/// <param name="WithoutId">What the question lacks when it takes no id, for messages.</param>
internal sealed record KeysetRules(bool TakesId, bool TakesLimit, int Limit, string From, string? FirstId, string Timestamp, string WithoutId);
