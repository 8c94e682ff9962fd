using System.Text.Json;
using CommandCenter.Shared;

namespace CommandCenter.Sources.Paging;

/// <summary>A question without a cursor and without pages: every answer is the whole of what there is, such as queue depths.</summary>
internal sealed class SnapshotPaging(int limit) : IPaging
{
    public (PageRequest Request, PagingPosition Position) Ask(PagingPosition position, DateTimeOffset now) => (new PageRequest("", "", "", limit), position with { Walking = true });

    public Result<PageStep> Follow(PagingPosition position, PageRequest request, JsonElement root, IReadOnlyList<JsonElement> records) =>
        new PageStep(new PagingPosition { Earned = position.Earned }, More: false);
}
