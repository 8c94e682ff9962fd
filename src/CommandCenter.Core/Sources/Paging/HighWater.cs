using System.Globalization;
using System.Text.Json;
using CommandCenter.Sources.Mapping;

namespace CommandCenter.Sources.Paging;

/// <summary>Finds the cursor's timestamp and id in records and keeps the newest.</summary>
internal sealed class HighWater(CursorClock clock, JsonPath? time, JsonPath? id, TaggedValues? tagged = null)
{
    public CursorClock Clock => clock;
    public bool Reads => time is not null;

    /// <summary>Timestamp and id of a record; null where it has none that can be read.</summary>
    public (string Time, string Id, long Ticks)? Of(JsonElement record)
    {
        if (time is null || !time.TryFind(record, out var found) || !TryText(found, out var text) || clock.Read(text) is not { } ticks)
        {
            return null;
        }

        return (text, id is not null && id.TryFind(record, out var name) && TryText(name, out var number) ? number : "", ticks);
    }

    /// <summary>The last record that has a timestamp: a broken one at the end of a page must not hide where the page ended.</summary>
    public (string Time, string Id, long Ticks)? LastOf(IReadOnlyList<JsonElement> records)
    {
        for (var i = records.Count - 1; i >= 0; i--)
        {
            if (Of(records[i]) is { } place)
            {
                return place;
            }
        }

        return null;
    }

    /// <summary>
    /// The position with its newest timestamp raised by what was read, but not beyond the moment at which the walk began. A record dated into the future would
    /// otherwise put everything until then behind the cursor; and what is committed late while a long walk is under way would fall out of the next one's overlap.
    /// </summary>
    public PagingPosition Raise(PagingPosition position, IReadOnlyList<JsonElement> records)
    {
        var best = clock.Read(position.Time);
        var (bestText, bestId) = (position.Time, position.Id);
        foreach (var record in records)
        {
            if (Of(record) is { } place && (best is null || place.Ticks > best || (place.Ticks == best && IsAfter(place.Id, bestId))))
            {
                (best, bestText, bestId) = (place.Ticks, place.Time, place.Id);
            }
        }

        if (best is { } ticks && position.Began is { } began && clock.TicksAt(Orders.Instants.FromMicros(began)) is { } cap && ticks > cap)
        {
            (bestText, bestId) = (clock.Write(cap), null);
        }

        return position with { Time = bestText, Id = bestId };
    }

    private static bool IsAfter(string id, string? other) =>
        long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var a) && long.TryParse(other, NumberStyles.None, CultureInfo.InvariantCulture, out var b)
            ? a > b
            : string.CompareOrdinal(id, other) > 0;

    private bool TryText(JsonElement value, out string text)
    {
        var read = JsonScalar.TryRead(value, out var found, out _, tagged);
        text = found ?? "";
        return read && text.Length > 0;
    }
}
