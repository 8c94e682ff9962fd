using System.Globalization;

namespace CommandCenter.Orders;

/// <summary>What the orders page shows, exactly as its address says it: whoever opens the address sees the same.</summary>
public sealed record OrderFilter(
    string? Text, string? Lane, string? Owner, string? Stage, string? Region, string? Store, string? From, string? To, bool Open, string? Sort, string? Cursor)
{
    public const string DefaultSort = "-placed";

    public bool Any => (Text, Lane, Owner, Stage, Region, Store, From, To) != (null, null, null, null, null, null, null, null) || Open;

    /// <summary>Null for a value that is not one of ours: the page then says so instead of guessing.</summary>
    public OrderSearch? ToSearch(int limit)
    {
        Side? owner = null;
        if (Owner is not null)
        {
            if (!Enum.TryParse<Side>(Owner, ignoreCase: true, out var side) || side == Side.Shared) return null;
            owner = side;
        }

        Stage? stage = null;
        if (Stage is not null)
        {
            if (!Stages.TryParse(Stage, out var known)) return null;
            stage = known;
        }

        return Moment(From, out var from) && Moment(To, out var to)
            ? new OrderSearch(Text, Lane, owner, stage, Region, Store, null, from, to, Open ? true : null, Sort ?? DefaultSort, Cursor, limit)
            : null;
    }

    /// <summary>The same filter from its first page, or with other parts, as an address.</summary>
    public string Address()
    {
        var parts = new List<string>(12);
        Add("q", Text);
        Add("lane", Lane);
        Add("owner", Owner);
        Add("stage", Stage);
        Add("region", Region);
        Add("store", Store);
        Add("from", From);
        Add("to", To);
        if (Open) parts.Add("open=true");
        if (Sort is not null and not DefaultSort) Add("sort", Sort);
        Add("cursor", Cursor);
        return parts.Count == 0 ? "/orders" : "/orders?" + string.Join('&', parts);

        void Add(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value)) parts.Add($"{name}={Uri.EscapeDataString(value)}");
        }
    }

    /// <summary>A column's head: sorts by it, and the other way round when it is sorted by already.</summary>
    public OrderFilter SortedBy(string column) => this with { Sort = (Sort ?? DefaultSort) == "-" + column ? column : "-" + column, Cursor = null };

    /// <summary>ascending, descending or null, for readers.</summary>
    public string? SortOf(string column) => (Sort ?? DefaultSort) switch
    {
        var s when s == column => "ascending",
        var s when s == "-" + column => "descending",
        _ => null,
    };

    private static bool Moment(string? text, out DateTimeOffset? at)
    {
        at = null;
        if (string.IsNullOrEmpty(text)) return true;
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var parsed)) return false;
        at = parsed.ToUniversalTime();
        return true;
    }
}
