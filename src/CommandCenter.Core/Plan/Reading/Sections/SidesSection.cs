using CommandCenter.Orders;

namespace CommandCenter.Plan.Reading.Sections;

/// <summary><c>sides</c>: each side's own order of stages and what it cannot observe.</summary>
internal sealed class SidesSection : IPlanSection
{
    private static readonly PlanShape Shape = PlanShape.Of("sides", "legacy", "orchestration");
    private static readonly PlanShape SideShape = PlanShape.Of("sides.SIDE", "name", "stages", "notObservable");

    public string Name => "sides";
    public IReadOnlyList<PlanShape> Shapes { get; } = [Shape, SideShape];

    public void Read(PlanMap root, PlanDraft draft)
    {
        if (root.RequiredMap(Name, Shape) is not { } sides)
        {
            return;
        }

        Read(sides, "legacy", Side.Legacy, draft);
        Read(sides, "orchestration", Side.Orchestration, draft);
    }

    private static void Read(PlanMap sides, string key, Side side, PlanDraft draft)
    {
        if (sides.RequiredMap(key, SideShape) is not { } map)
        {
            return;
        }

        var before = map.Reading.Problems.Count;
        var stages = map.Set("stages", PlanScalars.Stage);
        var notObservable = map.Set("notObservable", PlanScalars.Stage);
        if (!map.Has("stages"))
        {
            map.Missing("stages", "the side's stages in its own order");
        }

        draft.Sides.Add(new SideDefinition(side, map.Required("name", PlanScalars.TextOf(60)), stages, notObservable));
        if (map.Reading.Problems.Count == before)
        {
            var neither = Stages.Always.Except(stages).Except(notObservable).ToList();
            if (neither.Count > 0)
            {
                map.Problem("stages", "no " + Names(neither), "each of the nine stages that are always shown stands in stages or in notObservable: " + Names(Stages.Always));
            }

            map.Reading.AtEnd(() => CheckReports(map, side, stages, notObservable, draft));
        }
    }

    /// <summary>A stage that nobody reports would be shown as missing for ever: it must be reported by a source or declared as not observable.</summary>
    private static void CheckReports(PlanMap map, Side side, IReadOnlyList<Stage> stages, IReadOnlyList<Stage> notObservable, PlanDraft draft)
    {
        var sources = draft.Sources.Where(s => s.Side == side).ToList();
        if (sources.Count == 0)
        {
            return;
        }

        var reported = sources.SelectMany(s => s.Reports).ToHashSet();
        foreach (var stage in stages.Where(s => !reported.Contains(s) && !notObservable.Contains(s)))
        {
            map.Problem("stages", $"{stage.Name()}, which no source of this side reports", $"a stage in the reports of one of {string.Join(", ", sources.Select(s => s.Id))}, or {stage.Name()} in notObservable");
        }

        foreach (var stage in notObservable.Where(reported.Contains))
        {
            map.Problem("notObservable", $"{stage.Name()}, which {string.Join(", ", sources.Where(s => s.Reports.Contains(stage)).Select(s => s.Id))} reports", "stages that no source of this side reports");
        }
    }

    private static string Names(IEnumerable<Stage> stages) => string.Join(", ", stages.Select(s => s.Name()));
}
