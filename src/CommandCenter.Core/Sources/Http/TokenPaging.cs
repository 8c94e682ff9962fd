using System.Text.Json;
using CommandCenter.Plan;
using CommandCenter.Shared;
using CommandCenter.Sources.Mapping;
using CommandCenter.Sources.Paging;

namespace CommandCenter.Sources.Http;

/// <summary>
/// The answer hands out the token of the next page. With <c>{page}</c> in the url the token lives for one walk and <c>{cursor}</c> is the timestamp that the
/// walk began with; without, the token is the cursor itself and is kept, so that the last page is asked for again until it is full.
/// </summary>
internal sealed class TokenPaging(HttpSettings settings, TimeSpan overlap, HighWater water, JsonPath nextPage, JsonPath? hasMore) : IPaging
{
    private readonly bool takesPage = settings.Takes("page");

    public (PageRequest Request, PagingPosition Position) Ask(PagingPosition position, DateTimeOffset now)
    {
        if (!takesPage)
        {
            return (new PageRequest(position.Token ?? settings.From ?? "", "", "", settings.Limit), position with { Walking = true });
        }

        var at = position.Walking ? position.At ?? "" : Begin(position, now);
        var token = position.Walking ? position.Token : null;
        return (new PageRequest(at, "", token ?? "", settings.Limit), position with { Walking = true, At = at, Token = token });
    }

    public Result<PageStep> Follow(PagingPosition position, PageRequest request, JsonElement root, IReadOnlyList<JsonElement> records)
    {
        var token = nextPage.TryFind(root, out var found) && JsonScalar.TryRead(found, out var text, out _) ? text : null;
        var raised = water.Reads ? water.Raise(position, records) : position;
        var moved = token is not null && !string.Equals(token, takesPage ? request.Page : request.Cursor, StringComparison.Ordinal);
        // some hand out a token also with the last page, and say apart that it was the last
        moved &= hasMore is null || !hasMore.TryFind(root, out var says) || says.ValueKind != JsonValueKind.False;
        if (takesPage)
        {
            return moved
                ? new PageStep(raised with { Token = token }, More: true)
                : new PageStep(raised with { Walking = false, At = null, Token = null }, More: false);
        }

        // some feeds hand out a new token for ever; an empty page is the end of what there is now
        var more = moved && records.Count > 0;
        return new PageStep(raised with { Token = token ?? position.Token, Walking = more }, more);
    }

    private string Begin(PagingPosition position, DateTimeOffset now)
    {
        var least = water.Clock.LeastOverlap(now);
        return position.Time is { } time ? water.Clock.Move(time, -(overlap > least ? overlap : least)) : settings.From ?? "";
    }
}
