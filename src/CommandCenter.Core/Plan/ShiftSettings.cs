namespace CommandCenter.Plan;

/// <summary>Section <c>shifts</c> of the plan: the steps that a shift takes where nobody says otherwise, and how it is judged.</summary>
/// <param name="Alpha">Probability that a shift without any harm is judged as failed, over all its checks and steps; above 0, at most 0.1.</param>
/// <param name="CarrierCutoffs">Times of day, in the plan's zone, at which carriers close their day; rising.</param>
/// <param name="Steps">In rising order.</param>
public sealed record ShiftSettings(double Alpha, IReadOnlyList<TimeOnly> CarrierCutoffs, IReadOnlyList<ShiftStepPlan> Steps)
{
    /// <summary>What holds where a plan says nothing.</summary>
    public static ShiftSettings Default { get; } = new(
        0.01, [],
        [
            new(1, TimeSpan.FromMinutes(30), 200, true, TimeSpan.FromMinutes(30), 200, 1, 1), new(5, TimeSpan.FromMinutes(30), 200, true, TimeSpan.FromMinutes(30), 200, 1, 1),
            new(25, TimeSpan.FromMinutes(30), 400, true, null, 0, 0, 0), new(50, TimeSpan.FromMinutes(45), 800, true, TimeSpan.FromMinutes(15), 0, 0, 0), new(100, TimeSpan.FromMinutes(60), 1500, true, null, 0, 0, 0),
        ]);
}

/// <summary>One step. Durations are unscaled: divide by <see cref="PlanHeader.TimeScale"/>.</summary>
/// <param name="Percent">Share of orchestration, above 0 and at most 100 with at most two decimals.</param>
/// <param name="Bake">How long it must have held before it can be passed.</param>
/// <param name="MinimumOrders">Orders of orchestration that the step must have had, old enough to be judged.</param>
/// <param name="Mirror">Whether the other side gets copies.</param>
/// <param name="Confirm">How long a person is waited for once the checks passed; over without an answer, traffic returns. Null: it promotes itself.</param>
/// <param name="Shipped">Orders of orchestration that must have been shipped.</param>
/// <param name="CarrierCutoffs">Carrier cut-offs that must have passed since the step began.</param>
/// <param name="ErpPostings">Postings to the ERP that must have been reconciled since the step began.</param>
public sealed record ShiftStepPlan(decimal Percent, TimeSpan Bake, int MinimumOrders, bool Mirror, TimeSpan? Confirm, int Shipped, int CarrierCutoffs, int ErpPostings);
