namespace CommandCenter.Rehearsal.Retail;

/// <summary>Everything about one order, from the basket to the last scan: decided when it is placed, told to both sides bit by bit.</summary>
internal sealed record RetailOrder
{
    public required long Number { get; init; }
    public required string Key { get; init; }

    /// <summary>When the customer pressed the button, to the second.</summary>
    public required DateTimeOffset PlacedAt { get; init; }

    /// <summary>When the storefront handed it over; within a second of <see cref="PlacedAt"/>.</summary>
    public required DateTimeOffset ArrivedAt { get; init; }

    public required Lane Lane { get; init; }

    /// <summary>Decided by the storefront's splitter; the other side gets a copy.</summary>
    public required bool OrchestrationOwns { get; init; }

    public required string Brand { get; init; }

    /// <summary>web, app, store or marketplace.</summary>
    public required string Channel { get; init; }

    public required string Region { get; init; }

    /// <summary>The store that sold or hands it over; null for orders that no store has to do with.</summary>
    public Store? Store { get; init; }

    public string? Register { get; init; }
    public string? Receipt { get; init; }
    public required string WebNumber { get; init; }
    public string? MarketplaceNumber { get; init; }
    public string? OriginalKey { get; init; }
    public required Customer Customer { get; init; }
    public required IReadOnlyList<RetailLine> Lines { get; init; }
    public required Money Money { get; init; }
    public required IReadOnlyList<Parcel> Parcels { get; init; }
    public required DateTimeOffset? ShipBy { get; init; }
    public required DateTimeOffset? DeliverBy { get; init; }
    public required DateTimeOffset? ReadyBy { get; init; }

    public Node Node => Parcels[0].Node;

    public bool IsSplit => Parcels.Count > 1;
}

internal sealed record Customer(string Id, string Name, string Phone);

/// <param name="Id">1, 2, 3, …</param>
internal sealed record RetailLine(int Id, Sku Sku, int Quantity, string Method);

/// <summary>In cents.</summary>
/// <param name="GiftCard">Paid by gift card; 0 for one tender.</param>
internal sealed record Money(long Goods, long Discount, long Shipping, long Tax, long GiftCard)
{
    public long Total => Goods - Discount + Shipping + Tax;
}

/// <summary>One box, from one node.</summary>
/// <param name="Index">1, 2.</param>
/// <param name="Lines">Which lines travel in it.</param>
internal sealed record Parcel(int Index, Node Node, string Carrier, string Service, string Tracking, IReadOnlyList<RetailLine> Lines);
