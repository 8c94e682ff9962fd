using CommandCenter.Shared;

namespace CommandCenter.Plan;

/// <summary>Refusals of this feature.</summary>
public static class PlanErrors
{
    /// <summary>Code of the conflict "another plan runs than the caller believes".</summary>
    public const string Changed = "plan-changed";

    public static Error NoPlan { get; } = Error.NotFound("no-plan", "No plan is applied yet. Apply one with 'plan apply FILE'.");

    public static Error ReasonMissing { get; } = Error.Validation("reason-missing", "Say why the plan is applied, in 3 to 500 characters.", "reason");

    /// <summary>Running work goes on by the plan that it began with.</summary>
    /// <param name="who">Begins the sentence.</param>
    /// <param name="path">What the plan would change of what it uses.</param>
    internal static Error InUse(string who, string path) =>
        Error.Conflict("plan-in-use", $"{who} runs and uses {path}, which this plan would change. Wait for its end or end it, or leave that as it is; other changes may be applied. Nothing was applied.");

    public static Error Invalid(IReadOnlyList<PlanProblem> problems) =>
        Error.Validation("plan-invalid", $"The plan has {problems.Count} problem{(problems.Count == 1 ? "" : "s")}. The first: {problems[0]}", "plan");
}
