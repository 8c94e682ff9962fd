using CommandCenter.Shared;

namespace CommandCenter.OrderExceptions;

/// <summary>The filter of the page as its address writes it; what the address does not say is usual.</summary>
/// <param name="Team"><c>all</c>, a team, or null: the viewer's own.</param>
/// <param name="Selected">The case beside the list, such as EX-1187.</param>
public sealed record CaseFilterView(string? Team, string? Bucket, string? Lane, string? Phase, string? Assignee, string? Rule, string? Text, string? Muted, string? Sort, string? Cursor, string? Selected)
{
    public bool Any => Bucket is not null || Lane is not null || Phase is not null || Assignee is not null || Rule is not null || Text is not null || Muted is not null;

    /// <summary>The team whose queue it is.</summary>
    /// <param name="own">The viewer's; null where they have none.</param>
    public string? TeamOf(OwnerTeam? own) => Team switch
    {
        "all" => null,
        null => own?.Name(),
        _ => Team,
    };

    /// <returns>The search, or Validation where the address holds a word that is none.</returns>
    public Result<CaseSearch> ToSearch(OwnerTeam? own, int limit)
    {
        var filter = new CaseFilterRequest(TeamOf(own), Bucket, Lane, Phase, Assignee, Rule, Text, Muted == "true" ? true : null, null).Read();
        return filter.Error is { } error ? error : new CaseSearch(filter.Value, Sort ?? "due", Cursor, limit);
    }

    public string Address()
    {
        (string Name, string? Value)[] parts =
        [
            ("team", Team), ("bucket", Bucket), ("lane", Lane), ("phase", Phase), ("assignee", Assignee), ("rule", Rule), ("q", Text), ("muted", Muted), ("sort", Sort), ("cursor", Cursor),
        ];
        var query = string.Join('&', parts.Where(p => p.Value is not null).Select(p => $"{p.Name}={Uri.EscapeDataString(p.Value!)}"));
        return "/exceptions" + (Selected is { } name ? "/" + Uri.EscapeDataString(name) : "") + (query.Length == 0 ? "" : "?" + query);
    }
}
