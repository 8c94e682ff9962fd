using CommandCenter.OrderExceptions;
using CommandCenter.Reconciliation.Classes;
using CommandCenter.Reconciliation.Comparing;

namespace CommandCenter.Reconciliation.Parity;

/// <summary>Whether parity can be told.</summary>
public enum ParityStanding
{
    /// <summary>Nothing has been compared.</summary>
    NoOrders,
    Known,

    /// <summary>A side has not been read far enough, or a difference has been pending for too long: the figures are the last ones known.</summary>
    CannotTell,
}

/// <summary>One cell of one lane.</summary>
/// <param name="Understood">Of those that differ, orders whose difference people marked as understood.</param>
public sealed record ParityCount(ParityCell Cell, CellCounts Counts, long Understood)
{
    /// <summary>Orders that differ and that nobody has explained.</summary>
    public long Unexplained => Counts.Differs - Understood;

    /// <summary>0 to 100, what is understood left out; null where nothing could be compared.</summary>
    public double? Percent => Counts.Agrees + Unexplained == 0 ? null : 100.0 * Counts.Agrees / (Counts.Agrees + Unexplained);
}

/// <summary>One lane's row of the matrix.</summary>
/// <param name="Differing">Orders with at least one ripe difference that is not understood.</param>
/// <param name="Reason">Why it cannot be told; null while it can.</param>
public sealed record LaneParity(string Lane, ParityStanding Standing, string? Reason, long Orders, long Differing, long Understood, long Pending, IReadOnlyList<ParityCount> Cells)
{
    public ParityCount? Of(ParityCell cell) => Cells.FirstOrDefault(c => c.Cell == cell);

    /// <summary>Orders of the lane without an unexplained difference, percent of those that were compared; null where there are none.</summary>
    public double? Percent => Orders == 0 ? null : 100.0 * (Orders - Differing) / Orders;
}

/// <summary>A difference as it stands now.</summary>
/// <param name="FirstSeen">When this product saw it first.</param>
public sealed record OpenMismatch(Mismatch Mismatch, DateTimeOffset FirstSeen, bool IsUnderstood);

/// <summary>Differences with one rule behind them.</summary>
/// <param name="Money">Minor units at stake by currency.</param>
/// <param name="FirstSeen">Of the oldest that is open.</param>
/// <param name="LastSeen">Of the newest that is open.</param>
/// <param name="Samples">Up to three order keys, those with the most money first.</param>
public sealed record MismatchGroup(
    string Fingerprint, string Rule, OrderClass Class, string? Lane, ParityCell Cell, string? Place, string Pattern, int Orders, int Pending, int Understood, IReadOnlyDictionary<string, long> Money,
    DateTimeOffset FirstSeen, DateTimeOffset LastSeen, IReadOnlyList<string> Samples)
{
    /// <summary>How bad it is by itself.</summary>
    public CaseSeverity Severity => Class.Severity;

    /// <summary>How many were open at the end of each of the last twelve hours, oldest first; empty where it was not read.</summary>
    public IReadOnlyList<int> Trend { get; init; } = [];
}

/// <summary>How both sides stand to each other now. Immutable.</summary>
/// <param name="Full">When everything was compared last; null before the first time.</param>
/// <param name="Running">How far a full comparison has come; null while none runs.</param>
/// <param name="Trouble">Why it is not kept up; null while it is.</param>
public sealed record ParitySnapshot(
    long Revision, DateTimeOffset AsOf, string? PlanHash, Horizon ReadTo, DateTimeOffset? Full, RunProgress? Running, string? Trouble, IReadOnlyList<LaneParity> Lanes, IReadOnlyList<OpenMismatch> Open)
{
    public static ParitySnapshot Empty { get; } = new(0, DateTimeOffset.MinValue, null, default, null, null, null, [], []);

    /// <summary>Open differences by the rule behind them; those with the most at stake first.</summary>
    public IReadOnlyList<MismatchGroup> Groups { get; init; } = [];
}

/// <param name="Total">Orders to compare; null while it is not known.</param>
public sealed record RunProgress(Guid Id, long Done, long? Total, DateTimeOffset Since);
