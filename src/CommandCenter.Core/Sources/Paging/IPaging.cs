using System.Text.Json;
using CommandCenter.Shared;

namespace CommandCenter.Sources.Paging;

/// <summary>One of the ways in which sources hand out pages.</summary>
internal interface IPaging
{
    /// <summary>The request at <paramref name="position"/>; a walk begins where the position is in none.</summary>
    (PageRequest Request, PagingPosition Position) Ask(PagingPosition position, DateTimeOffset now);

    /// <summary>Where the answer leads; an error where no progress can be made.</summary>
    Result<PageStep> Follow(PagingPosition position, PageRequest request, JsonElement root, IReadOnlyList<JsonElement> records);
}
