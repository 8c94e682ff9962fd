using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CommandCenter.Plan;
using CommandCenter.Shared;
using CommandCenter.Sources.Paging;

namespace CommandCenter.Sources.Http;

/// <summary>Numbered pages. Rows may move between pages while they are walked, so a walk is repeated until two passes saw the same records.</summary>
internal sealed class PageNumberPaging(HttpSettings settings, TimeSpan overlap, HighWater water) : IPaging
{
    private const int MostPasses = 5;
    private readonly bool takesLimit = settings.Takes("limit");

    public (PageRequest Request, PagingPosition Position) Ask(PagingPosition position, DateTimeOffset now)
    {
        var walk = position.Walking ? position : position with { Walking = true, Page = 1, Pass = 1, Seen = 0, At = Begin(position, now) };
        return (new PageRequest(walk.At ?? "", "", walk.Page.ToString(CultureInfo.InvariantCulture), settings.Limit), walk);
    }

    public Result<PageStep> Follow(PagingPosition position, PageRequest request, JsonElement root, IReadOnlyList<JsonElement> records)
    {
        var raised = water.Reads ? water.Raise(position, records) : position;
        raised = raised with { Seen = records.Aggregate(position.Seen, (sum, r) => unchecked(sum + Fingerprint(r))) };
        if (takesLimit ? records.Count >= request.Limit : records.Count > 0)
        {
            return new PageStep(raised with { Page = position.Page + 1 }, More: true);
        }

        if (raised.Seen == raised.SeenBefore)
        {
            return new PageStep(raised with { Walking = false, At = null, Page = 0, Pass = 0, Seen = 0 }, More: false);
        }

        // after the last allowed pass the walk ends without a watermark: it cannot say that it saw everything
        return position.Pass < MostPasses
            ? new PageStep(raised with { Page = 1, Pass = position.Pass + 1, SeenBefore = raised.Seen, Seen = 0 }, More: true)
            : new PageStep(raised with { Walking = false, At = null, Page = 0, Pass = 0, SeenBefore = raised.Seen, Seen = 0, Earned = null }, More: false);
    }

    private string Begin(PagingPosition position, DateTimeOffset now)
    {
        var least = water.Clock.LeastOverlap(now);
        return position.Time is { } time ? water.Clock.Move(time, -(overlap > least ? overlap : least)) : settings.From ?? "";
    }

    // a sum does not depend on the order, and a record that is met twice because it moved changes it
    private static ulong Fingerprint(JsonElement record) =>
        BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(record.GetRawText())));
}
