using CommandCenter.OrderExceptions;
using CommandCenter.Plan;
using CommandCenter.Reconciliation.Comparing;

namespace CommandCenter.Reconciliation.Classes;

/// <summary>Puts a difference into its bucket: by the rules of retail, then by the plan's own, then by what holds for every difference.</summary>
internal sealed class Classifier(CutoverPlan plan)
{
    private static readonly OrderClass lost = new(
        "order-missing", ExceptionBucket.DataDelay, OwnerTeam.Engineering, CaseSeverity.High, "The other side has the order, and both have been read beyond the time that it may take to arrive.");

    private static readonly OrderClass skipped = new(
        "stage-skipped", ExceptionBucket.DataDelay, OwnerTeam.Engineering, CaseSeverity.Medium, "The side went on without reporting the stage: its message was lost, or the step was left out.");

    private static readonly OrderClass late = new(
        "stage-missing", ExceptionBucket.DataDelay, OwnerTeam.Engineering, CaseSeverity.Medium, "The other side reached the stage, and both have been read beyond the time that it may take to arrive.");

    private static readonly OrderClass empty = new(
        "field-missing", ExceptionBucket.SchemaMismatch, OwnerTeam.Engineering, CaseSeverity.Medium, "The mapping reads this field on both sides, and one side's record has none: the record has another shape than was agreed.");

    private static readonly OrderClass other = new(
        "value-differs", ExceptionBucket.BusinessRuleMismatch, OwnerTeam.Operations, CaseSeverity.Medium, "Both sides say something, and not the same.");

    public OrderClass Classify(Difference difference, OrderPair pair) =>
        Impossibilities.ClassOf(difference) ?? RetailRules.Find(difference, pair) ?? OfPlan(difference, pair.Text("lane")) ?? General(difference);

    private OrderClass? OfPlan(Difference difference, string? lane)
    {
        foreach (var rule in plan.Reconciliation.Rules)
        {
            if (rule.Cell == difference.Cell && (rule.Lane is null || rule.Lane == lane) && Fits(rule.Legacy, difference.Legacy) && Fits(rule.Orchestration, difference.Orchestration))
            {
                return new OrderClass(rule.Id, rule.Bucket, rule.Team, rule.Severity, rule.Why);
            }
        }

        return null;
    }

    private static OrderClass General(Difference difference) => difference.Kind switch
    {
        _ when difference.Cell == ParityCells.Presence => lost,
        DifferenceKind.SkippedOnLegacy or DifferenceKind.SkippedOnOrchestration => skipped,
        DifferenceKind.MissingOnLegacy or DifferenceKind.MissingOnOrchestration => difference.Cell.Stage is null ? empty : late,
        _ => other,
    };

    private static bool Fits(string? asked, string? said) => asked switch
    {
        null => true,
        "*" => said is not null,
        "-" => said is null,
        _ => asked == said,
    };
}
