using System.Globalization;
using System.Text.Json;
using CommandCenter.Plan;
using CommandCenter.Shared;
using CommandCenter.Sources.Mapping;

namespace CommandCenter.Sources.Http;

/// <summary>
/// Asks for what lies behind a (timestamp, id). Each walk begins the overlap before the newest timestamp read, so that what was committed late is found;
/// inside a walk each page begins exactly where the last one ended, so that rows which move are met again at their new place.
/// Where the source takes no id, a page begins one step before the last timestamp: rows that share it are read twice rather than never.
/// </summary>
internal sealed class KeysetPaging(HttpSettings settings, TimeSpan overlap, HighWater water, JsonPath? handedOut) : IPaging
{
    private const int LargestLimit = 10_000;
    private static readonly TimeSpan wideEvery = TimeSpan.FromMinutes(5);

    private readonly bool takesId = settings.Takes("cursorId");
    private readonly bool takesLimit = settings.Takes("limit");
    private DateTimeOffset? lastWide;

    public (PageRequest Request, PagingPosition Position) Ask(PagingPosition position, DateTimeOffset now)
    {
        var limit = position.Limit > 0 ? position.Limit : settings.Limit;
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
        var handed = handedOut is not null && handedOut.TryFind(root, out var found) && JsonScalar.TryRead(found, out var text, out _) ? text : null;
        var raised = water.Reads ? water.Raise(position, records) : position with { Time = handed ?? position.Time };
        var last = water.LastOf(records);
        if (records.Count > 0 && handed is null && last is null)
        {
            return Error.Unavailable("no-cursor", $"None of {records.Count} records has a timestamp at {settings.CursorTime} written {settings.CursorFormat ?? "rfc3339"}; reading cannot go on behind them.");
        }

        var (at, id) = handed is not null ? (handed, "")
            : last is not { } place ? (request.Cursor, request.CursorId)
            : takesId ? (place.Time, place.Id)
            : (water.Clock.Move(place.Time, -water.Clock.Resolution), "");
        var moved = Moved(request, at, id);
        var full = takesLimit ? records.Count >= request.Limit : records.Count > 0 && moved;
        if (!full)
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
            return Error.Unavailable("cursor-stuck", $"More than {LargestLimit} records share the timestamp {at}; without {{cursorId}} in the url reading cannot go on behind them.");
        }

        return new PageStep(raised with { At = request.Cursor, AtId = request.CursorId, Limit = Math.Min(request.Limit * 2, LargestLimit) }, More: true);
    }

    private (string At, string Id) Begin(PagingPosition position, DateTimeOffset now)
    {
        if (position.Time is not { } time)
        {
            return (settings.From ?? "", "");
        }

        var back = overlap;
        var least = water.Clock.LeastOverlap(now);
        if (lastWide is null || now - lastWide >= wideEvery)
        {
            lastWide = now;
            least = least > water.Clock.WideOverlap ? least : water.Clock.WideOverlap;
        }

        back = back > least ? back : least;
        if (back == TimeSpan.Zero && takesId)
        {
            return (time, position.Id ?? "");
        }

        back = back > water.Clock.Resolution ? back : water.Clock.Resolution;
        // an empty id comes before every other; where ids are numbers, so does 0
        var first = long.TryParse(position.Id, NumberStyles.None, CultureInfo.InvariantCulture, out _) ? "0" : "";
        return (water.Clock.Move(time, -back), first);
    }

    private bool Moved(PageRequest request, string at, string id)
    {
        if (takesId || water.Clock.Read(at) is not { } to || water.Clock.Read(request.Cursor) is not { } from)
        {
            return !string.Equals(at, request.Cursor, StringComparison.Ordinal) || (takesId && !string.Equals(id, request.CursorId, StringComparison.Ordinal));
        }

        return to > from;
    }
}
