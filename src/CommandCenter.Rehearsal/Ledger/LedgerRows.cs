namespace CommandCenter.Rehearsal.Ledger;

/// <summary>
/// One version of one record of a feed. All versions are written when the order is placed; a reader sees those whose time has come and that no newer one has replaced.
/// </summary>
/// <param name="Feed">Number of the feed within its ledger.</param>
/// <param name="Sort">What the feed is ordered by, as text that sorts.</param>
/// <param name="Id">Breaks ties of <paramref name="Sort"/>.</param>
/// <param name="Number">The order that it belongs to.</param>
/// <param name="Due">When it is committed, milliseconds since 1970.</param>
/// <param name="Until">When the next version replaces it; <see cref="long.MaxValue"/> for the last one and in feeds that only grow.</param>
/// <param name="Body">JSON.</param>
internal sealed record VersionRow(int Feed, string Sort, string Id, long Number, long Due, long Until, byte[] Body)
{
    /// <summary>When what it tells of happened, milliseconds since 1970; 0 = no change of the order's future touches it.</summary>
    public long At { get; init; }
}

/// <summary>The truth about a stage: when the order stood at it, whatever the feeds say.</summary>
internal readonly record struct StageRow(string Stage, long From, long Until);

/// <summary>All that a side will know of one order.</summary>
internal sealed record OrderRows(long Number, string Key, string Lane, bool IsCopy, IReadOnlyList<StageRow> Stages, IReadOnlyList<VersionRow> Versions, IReadOnlyList<StockMove> Stock)
{
    /// <summary>When it arrived, UTC ticks: with the number all that it takes to make the order again.</summary>
    public long ArrivedTicks { get; init; }

    public IReadOnlyList<EffectRow> Effects { get; init; } = [];

    public IReadOnlyList<ReleaseRow> Releases { get; init; } = [];
}

/// <summary>Something that the side does outside of itself for an order.</summary>
/// <param name="Kind">authorise, capture, reserve, label, ship, post or notify.</param>
/// <param name="Parcel">0 for the order as a whole.</param>
/// <param name="At">Milliseconds since 1970.</param>
/// <param name="IsCopy">The side held no more than a copy: it should have done nothing.</param>
internal readonly record struct EffectRow(string Kind, int Parcel, long At, bool IsCopy);

/// <summary>A parcel that goes to its node at an instant, unless releases are held by then.</summary>
internal readonly record struct ReleaseRow(int Parcel, long At);

/// <summary>A reservation at a node.</summary>
internal readonly record struct StockMove(string Sku, string Node, int Quantity, long At);

/// <summary>Where the stream of orders stands.</summary>
/// <param name="Number">Of the last order that is in the ledger.</param>
/// <param name="ArrivalTicks">When it arrived, UTC ticks: exact, so that the stream goes on as if it had never stopped.</param>
/// <param name="BurstNumber">Of the last extra order of a burst.</param>
/// <param name="Horizon">Everything due at or before this instant (milliseconds since 1970) is visible.</param>
internal sealed record LedgerPosition(long Number, long ArrivalTicks, long BurstNumber, long Horizon);
