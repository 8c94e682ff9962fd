using CommandCenter.Shared;

namespace CommandCenter.Plan;

/// <summary>Refusals of this feature.</summary>
public static class PlanErrors
{
    /// <summary>Code of the conflict "another plan runs than the caller believes".</summary>
    public const string Changed = "plan-changed";

    public static Error NoPlan { get; } = Error.NotFound("no-plan", "No plan is applied yet. Apply one with 'plan apply FILE'.");

    public static Error ReasonMissing { get; } = Error.Validation("reason-missing", "Say why the plan is applied, in 3 to 500 characters.", "reason");

    public static Error Invalid(IReadOnlyList<PlanProblem> problems) =>
        Error.Validation("plan-invalid", $"The plan has {problems.Count} problem{(problems.Count == 1 ? "" : "s")}. The first: {problems[0]}", "plan");
}
