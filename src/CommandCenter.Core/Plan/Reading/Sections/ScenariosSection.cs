using CommandCenter.OrderExceptions;
using CommandCenter.Readiness.Scenarios;

namespace CommandCenter.Plan.Reading.Sections;

/// <summary><c>scenarios</c>: what must be seen to work before traffic moves, and what the rehearsal can play of it by itself.</summary>
internal sealed class ScenariosSection : IPlanSection
{
    private const int Most = 200;
    private static readonly PlanShape Shape = PlanShape.Of("scenarios[]", "id", "title", "lanes", "trigger", "source", "routing", "statuses", "owner", "acceptance", "severity", "run");
    private static readonly PlanShape RoutingShape = PlanShape.Of("scenarios[].routing", "side", "node", "words");
    private static readonly PlanShape RunShape = PlanShape.Of("scenarios[].run", "play", "within", "pace", "wait", "region", "store", "nodes");
    private static readonly PlanScalar<OwnerTeam> Team = PlanScalars.Choice([.. ExceptionNames.Teams.Select(t => (t.Name(), t))]);
    private static readonly PlanScalar<PlayKind> Play = PlanScalars.Choice([.. ScenarioWords.Plays]);
    private static readonly PlanScalar<TimeSpan> Within = PlanScalars.Duration("1s", "30m");
    private static readonly PlanScalar<TimeSpan> Pace = PlanScalars.Duration("20ms", "10m");
    private static readonly PlanScalar<TimeSpan> Wait = PlanScalars.Duration("0s", "1h");

    private static readonly PlanScalar<CaseSeverity> Severity = PlanScalars.Choice(
        ("critical", CaseSeverity.Critical), ("high", CaseSeverity.High), ("medium", CaseSeverity.Medium), ("low", CaseSeverity.Low));

    public string Name => "scenarios";
    public IReadOnlyList<PlanShape> Shapes { get; } = [Shape, RoutingShape, RunShape];

    public void Read(PlanMap root, PlanDraft draft)
    {
        var maps = root.Maps(Name, Shape);
        foreach (var map in maps)
        {
            draft.Scenarios.Add(new Scenario(
                map.Reading.Declare(Declared.Scenario, map, "id", PlanScalars.Id), map.Required("title", PlanScalars.TextOf(120)), Lanes(map), map.Required("trigger", PlanScalars.Text),
                map.Reading.Refer(Declared.System, map, "source"), Routing(map), Statuses(map), map.Required("owner", Team), map.Required("acceptance", PlanScalars.Prose), map.Required("severity", Severity), Run(map)));
        }

        if (maps.Count > Most)
        {
            root.Problem(Name, $"{maps.Count} scenarios", $"at most {Most}");
        }
    }

    private static IReadOnlyList<string> Lanes(PlanMap map)
    {
        var items = map.Find("lanes")?.Items("a list of lanes");
        if (items is null or [])
        {
            map.Missing("lanes", "a list of one lane at least");
        }

        return [.. (items ?? []).Select(l => map.Reading.Refer(Declared.Lane, l))];
    }

    private static IReadOnlyList<Orders.Stage> Statuses(PlanMap map)
    {
        var before = map.Reading.Problems.Count;
        var statuses = map.Set("statuses", PlanScalars.Stage);
        if (statuses.Count == 0 && map.Reading.Problems.Count == before)
        {
            map.Missing("statuses", "a list of one stage at least");
        }

        return statuses;
    }

    private static ScenarioRouting Routing(PlanMap map) => map.Map("routing", RoutingShape) is { } routing
        ? new ScenarioRouting(routing.OptionalValue("side", PlanScalars.Side), routing.Optional("node", PlanScalars.TextOf(60)), routing.Optional("words", PlanScalars.Text))
        : new ScenarioRouting(null, null, null);

    private static ScenarioPlay? Run(PlanMap map) => map.Map("run", RunShape) is not { } run ? null : new ScenarioPlay(
        run.Required("play", Play), run.Optional("within", Within, TimeSpan.FromSeconds(60)), run.Optional("pace", Pace, TimeSpan.FromMilliseconds(500)), run.Optional("wait", Wait, TimeSpan.Zero),
        run.Optional("region", PlanScalars.TextOf(60)) ?? "west", run.Has("store") ? run.Reading.Refer(Declared.Store, run, "store") : null, run.Set("nodes", PlanScalars.TextOf(60)));
}
