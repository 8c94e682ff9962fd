using CommandCenter.Orders;

namespace CommandCenter.Reconciliation.Comparing;

/// <summary>In which way two sides differ. Numbers are stored: never reuse one.</summary>
public enum DifferenceKind
{
    /// <summary>Both say something, and not the same.</summary>
    Differs = 1,

    /// <summary>Legacy lacks it.</summary>
    MissingOnLegacy = 2,

    /// <summary>Orchestration lacks it.</summary>
    MissingOnOrchestration = 3,

    /// <summary>Legacy went on to a later stage without it.</summary>
    SkippedOnLegacy = 4,

    /// <summary>Orchestration went on to a later stage without it.</summary>
    SkippedOnOrchestration = 5,

    /// <summary>What both sides say together cannot be, although they need not differ.</summary>
    Impossible = 6,

    /// <summary>The sides do not differ from each other, but from what the system of record says.</summary>
    AgainstRecord = 7,
}

/// <summary>One difference between the two states of an order, or of both from the system of record.</summary>
/// <param name="Field">What exactly: a stage's name, or the path of the fact, such as <c>lines[2].quantity</c>.</param>
/// <param name="Rule">The rule behind it, such as <c>missing-on-legacy:picked</c>; differences are grouped by it.</param>
/// <param name="Legacy">What legacy says, culture-free; null = nothing.</param>
/// <param name="Orchestration">What orchestration says; null = nothing.</param>
/// <param name="Since">When the newer of the two statements was made.</param>
/// <param name="RipensAt">Until both sides have been read up to here, it is pending: the other side may still say the same.</param>
/// <param name="IsPending">It was not ripe when it was compared.</param>
/// <param name="Money">Minor units that lie between the two; null where it is no money.</param>
public sealed record Difference(
    ParityCell Cell, string Field, string Rule, DifferenceKind Kind, string? Legacy, string? Orchestration, DateTimeOffset Since, DateTimeOffset RipensAt, bool IsPending, long? Money)
{
    /// <summary>What the system of record makes of it; null where the plan names none for it.</summary>
    public RecordSays? Record { get; init; }

    /// <summary>The side that lacks it; null where none does.</summary>
    public Side? Lacking => Kind switch
    {
        DifferenceKind.MissingOnLegacy or DifferenceKind.SkippedOnLegacy => Side.Legacy,
        DifferenceKind.MissingOnOrchestration or DifferenceKind.SkippedOnOrchestration => Side.Orchestration,
        _ => null,
    };

    /// <summary>The same seen from the other side.</summary>
    internal Difference Swapped()
    {
        var kind = Kind switch
        {
            DifferenceKind.MissingOnLegacy => DifferenceKind.MissingOnOrchestration,
            DifferenceKind.MissingOnOrchestration => DifferenceKind.MissingOnLegacy,
            DifferenceKind.SkippedOnLegacy => DifferenceKind.SkippedOnOrchestration,
            DifferenceKind.SkippedOnOrchestration => DifferenceKind.SkippedOnLegacy,
            _ => Kind,
        };
        return this with { Legacy = Orchestration, Orchestration = Legacy, Kind = kind, Rule = RuleOf(kind, Cell), Record = Record?.Swapped() };
    }

    internal static string RuleOf(DifferenceKind kind, ParityCell cell) => kind switch
    {
        DifferenceKind.MissingOnLegacy => "missing-on-legacy:",
        DifferenceKind.MissingOnOrchestration => "missing-on-orchestration:",
        DifferenceKind.SkippedOnLegacy => "skipped-on-legacy:",
        DifferenceKind.SkippedOnOrchestration => "skipped-on-orchestration:",
        DifferenceKind.AgainstRecord => "against-record:",
        _ => "differs:",
    } + cell.Name;
}

/// <summary>How the cells of an order stand: each is in one of the masks, or in none.</summary>
internal readonly record struct CellMasks(ulong Agrees, ulong Differs, ulong Pending, ulong NotObservable, ulong NotExpected)
{
    public ulong Any => Agrees | Differs | Pending | NotObservable | NotExpected;
}

/// <summary>Two sides of one order, compared. Each cell is in one of the masks, or in none where neither side has anything to compare.</summary>
/// <param name="Owner">The side that answers for it; null where that is not known.</param>
/// <param name="Agrees">Bits of the cells that agree.</param>
/// <param name="Differs">That differ.</param>
/// <param name="Pending">That differ and are not ripe.</param>
/// <param name="NotObservable">That a side cannot tell: they count neither way.</param>
/// <param name="NotExpected">That only the owner is to have.</param>
public sealed record OrderComparison(
    string OrderKey, string? Lane, Side? Owner, string? Currency, long? Total, string? Node, string? Carrier, ulong Agrees, ulong Differs, ulong Pending, ulong NotObservable, ulong NotExpected,
    IReadOnlyList<Difference> Differences)
{
    internal CellMasks Masks => new(Agrees, Differs, Pending, NotObservable, NotExpected);

    /// <summary>When the first pending difference becomes ripe; null where none is pending.</summary>
    public DateTimeOffset? RipensAt => Differences.Where(d => d.IsPending).Min(d => (DateTimeOffset?)d.RipensAt);
}
