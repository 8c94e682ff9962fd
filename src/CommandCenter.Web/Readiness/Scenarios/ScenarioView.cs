using CommandCenter.Layout;
using CommandCenter.OrderExceptions;
using CommandCenter.Orders;
using CommandCenter.Plan;

namespace CommandCenter.Readiness.Scenarios;

/// <summary>How scenarios read on the page.</summary>
internal static class ScenarioView
{
    /// <summary>Icon, look and word of a run.</summary>
    public static (string Icon, string Css, string Word) Sign(ScenarioRun? run) => run switch
    {
        null => ("dash", "", "Never run"),
        { State: ScenarioRunState.Queued } => ("pending", "", "Waits"),
        { State: ScenarioRunState.Running } => ("run", "run", "Runs"),
        { Verdict: ScenarioVerdict.Passed } => ("ok", "", "Passed"),
        { Verdict: ScenarioVerdict.Failed } => ("no", "crit", "Failed"),
        { Verdict: ScenarioVerdict.Error } => ("missing", "qual", "Error"),
        _ => ("half", "", "Inconclusive"),
    };

    /// <summary>Icon and look of a step.</summary>
    public static (string Icon, string Css, string Word) Sign(ScenarioStep step) => step.Passed switch { true => ("ok", "", "Met"), false => ("no", "crit", "Not met"), _ => ("notobs", "", "Cannot be told") };

    public static string Lanes(Scenario scenario, CutoverPlan? plan) => string.Join(", ", scenario.Lanes.Select(l => plan?.Lane(l)?.Name ?? l));

    public static string Source(Scenario scenario, CutoverPlan? plan) => plan?.Systems.FirstOrDefault(s => s.Id == scenario.Source)?.Name ?? scenario.Source;

    /// <summary>Such as <c>Orchestration, SFS-0418</c>.</summary>
    public static string Routing(Scenario scenario, CutoverPlan? plan) => string.Join(", ", new[]
    {
        scenario.Routing.Words, scenario.Routing.Side is { } side ? plan?.Of(side).Name ?? side.ToString() : null, scenario.Routing.Node,
    }.Where(p => p is not null));

    public static string Statuses(Scenario scenario) => string.Join(" → ", scenario.Statuses.Select(s => s.Name()));

    public static string Severity(CaseSeverity severity) => severity.ToString();

    /// <summary>Such as <c>11 of 15 passed, 2 failed</c>.</summary>
    public static string Tally(IReadOnlyList<ScenarioStanding> items)
    {
        var passed = items.Count(i => i.Newest?.Verdict == ScenarioVerdict.Passed);
        var failed = items.Count(i => i.Newest?.Verdict == ScenarioVerdict.Failed);
        var never = items.Count(i => i.Newest is null);
        return $"{Wording.Number(passed)} of {Wording.Number(items.Count)} passed{(failed > 0 ? $", {Wording.Number(failed)} failed" : "")}{(never > 0 ? $", {Wording.Number(never)} never run" : "")}";
    }
}
