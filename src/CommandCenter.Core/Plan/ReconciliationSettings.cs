using CommandCenter.OrderExceptions;
using CommandCenter.Orders;
using CommandCenter.Reconciliation.Comparing;

namespace CommandCenter.Plan;

/// <summary>Section <c>reconciliation</c> of the plan: how the two sides are compared. Durations are unscaled: divide by <see cref="PlanHeader.TimeScale"/>.</summary>
/// <param name="Allowance">How long one side may take to know what the other knows; until then a difference is pending.</param>
/// <param name="MaxPending">A difference that pends longer makes the parity of its lane something that cannot be told.</param>
/// <param name="Mirrored">Whether an order without an ownership record is expected on both sides.</param>
/// <param name="Full">How often everything is compared anew.</param>
/// <param name="Daily">Times of day, in the plan's zone, at which everything is compared besides: after peaks and at the end of a business day; rising.</param>
/// <param name="Ignored">Cells that are not compared.</param>
/// <param name="DualWriteEnds">What must be seen before writing to both sides may end.</param>
public sealed record ReconciliationSettings(
    TimeSpan Allowance, TimeSpan MaxPending, bool Mirrored, TimeSpan Full, IReadOnlyList<TimeOnly> Daily, IReadOnlyList<ParityCell> Ignored, IReadOnlyList<CellAllowance> Allowances,
    IReadOnlyList<CellTolerance> Tolerances, IReadOnlyList<Equivalence> Equivalences, IReadOnlyList<ClassRule> Rules, DualWriteRule DualWriteEnds)
{
    /// <summary>What holds where a plan says nothing.</summary>
    public static ReconciliationSettings Default { get; } = new(
        TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(30), true, TimeSpan.FromHours(1), [], [], [], [], [], [], new DualWriteRule(0.5, 20, 1000));
}

/// <summary>A longer or shorter allowance for one cell, one lane or one cell of one lane.</summary>
/// <param name="Cell">Null = every cell.</param>
/// <param name="Lane">Null = every lane.</param>
public sealed record CellAllowance(ParityCell? Cell, string? Lane, TimeSpan Allow);

/// <summary>How far two values may lie apart and still agree.</summary>
/// <param name="Within">Minor units for money, pieces for quantities, seconds for times.</param>
public sealed record CellTolerance(ParityCell Cell, long Within);

/// <summary>Two words for the same thing.</summary>
public sealed record Equivalence(ParityCell Cell, string Legacy, string Orchestration);

/// <summary>A rule of the plan's own: which differences belong into which bucket. The first that fits decides, after the built-in rules of retail and before what holds for every difference.</summary>
/// <param name="Id">Kebab-case, unique.</param>
/// <param name="Lane">Null = every lane.</param>
/// <param name="Legacy">What legacy must say; <c>*</c> = anything, <c>-</c> = nothing; null = whatever.</param>
/// <param name="Orchestration">The same of orchestration.</param>
/// <param name="Why">Shown with every difference that it classifies.</param>
public sealed record ClassRule(string Id, ParityCell Cell, string? Lane, string? Legacy, string? Orchestration, ExceptionBucket Bucket, OwnerTeam Team, CaseSeverity Severity, string Why);

/// <summary>When dual-write may end, by what was observed.</summary>
/// <param name="Percent">Orders that may differ, in percent; the upper end of the interval must lie below.</param>
/// <param name="Runs">Runs in a row that must have held.</param>
/// <param name="Orders">Orders of a lane that a run must have compared.</param>
public sealed record DualWriteRule(double Percent, int Runs, int Orders);
