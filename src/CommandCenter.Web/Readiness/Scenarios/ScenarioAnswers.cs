using System.Globalization;
using CommandCenter.OrderExceptions;
using CommandCenter.Orders;

namespace CommandCenter.Readiness.Scenarios;

/// <param name="State">queued, running or ended.</param>
/// <param name="Verdict">passed, failed, error or inconclusive; null until it has ended.</param>
/// <param name="IsReported">A person or a tool said so; false: the rehearsal played it.</param>
/// <param name="EvidenceHash">SHA-256 of the evidence's stored bytes.</param>
public sealed record ScenarioRunAnswer(
    Guid Id, string Scenario, string PlanHash, string State, DateTimeOffset AskedAt, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt, string? Verdict, string Reason, string StartedBy, bool IsReported,
    string? EvidenceHash)
{
    internal static ScenarioRunAnswer Of(ScenarioRun run) => new(
        run.Id, run.Scenario, run.PlanHash, run.State.ToString().ToLower(CultureInfo.InvariantCulture), run.AskedAt, run.StartedAt, run.EndedAt, run.Verdict?.Key(), run.Reason, run.StartedBy, run.IsReported, run.EvidenceHash);
}

/// <param name="Side">legacy or orchestration; null = whichever the traffic table names.</param>
public sealed record ScenarioRoutingAnswer(string? Side, string? Node, string? Words);

/// <param name="Play">What the rehearsal does by itself; null where people or tools report the result.</param>
/// <param name="Last">The newest run that has ended.</param>
/// <param name="Open">A run that waits or runs.</param>
public sealed record ScenarioAnswer(
    string Id, string Title, IReadOnlyList<string> Lanes, string Trigger, string Source, ScenarioRoutingAnswer Routing, IReadOnlyList<string> Statuses, string Owner, string Acceptance, string Severity, string? Play,
    ScenarioRunAnswer? Last, ScenarioRunAnswer? Open)
{
    internal static ScenarioAnswer Of(ScenarioStanding item) => new(
        item.Scenario.Id, item.Scenario.Title, item.Scenario.Lanes, item.Scenario.Trigger, item.Scenario.Source,
        new ScenarioRoutingAnswer(item.Scenario.Routing.Side?.ToString().ToLowerInvariant(), item.Scenario.Routing.Node, item.Scenario.Routing.Words), [.. item.Scenario.Statuses.Select(s => s.Name())],
        item.Scenario.Owner.Name(), item.Scenario.Acceptance, item.Scenario.Severity.ToString().ToLowerInvariant(), item.Scenario.Play?.Kind.Key(),
        item.Newest is { } newest ? ScenarioRunAnswer.Of(newest) : null, item.Open is { } open ? ScenarioRunAnswer.Of(open) : null);
}

/// <param name="Items">In the order of the plan.</param>
/// <param name="Cursor">Always null: the list is whole.</param>
public sealed record ScenariosAnswer(IReadOnlyList<ScenarioAnswer> Items, string? Cursor);

/// <param name="Evidence">What the verdict rests on; null until it has ended.</param>
/// <param name="IsIntact">Whether the stored bytes still have their hash.</param>
public sealed record ScenarioRunDetailAnswer(ScenarioRunAnswer Run, ScenarioEvidence? Evidence, bool IsIntact);

/// <param name="World">Both systems; one that is out of reach says why.</param>
public sealed record RehearsalAnswer(IReadOnlyList<WorldSide> World, IReadOnlyList<ScenarioAnswer> Scenarios);

/// <param name="Reason">3 to 500 characters on one line.</param>
/// <param name="RequestId">The same again does nothing and answers the same.</param>
public sealed record RehearsalRequest(string? Reason, Guid? RequestId);

/// <param name="Passed">Whether the plan's acceptance was met.</param>
/// <param name="Summary">3 to 500 characters on one line.</param>
/// <param name="AsOf">When it was seen; null = now.</param>
/// <param name="Evidence">Text, at most 1 MiB.</param>
/// <param name="RequestId">The same again does nothing and answers the same.</param>
public sealed record ScenarioResultRequest(bool? Passed, string? Summary, DateTimeOffset? AsOf, string? Evidence, Guid? RequestId);
