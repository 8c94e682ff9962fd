using CommandCenter.Orders;

namespace CommandCenter.Plan.Reading.Sections;

/// <summary><c>rollback</c>: how long each step of a rollback may take, and what may still be transferred.</summary>
internal sealed class RollbackSection : IPlanSection
{
    private static readonly PlanShape Shape = PlanShape.Of("rollback", "restored", "observed", "resolved", "proven", "lanes");
    private static readonly PlanScalar<TimeSpan> Window = PlanScalars.Duration("1s", "24h");

    /// <summary>Up to the wave: later ones are never transferred, and a plan may narrow that, not widen it.</summary>
    private static readonly PlanScalar<Stage> Furthest = PlanScalars.Choice([.. Stages.All.Where(s => s <= Stage.Released).Select(s => (s.Name(), s))]);

    public string Name => "rollback";
    public IReadOnlyList<PlanShape> Shapes { get; } = [Shape];

    public void Read(PlanMap root, PlanDraft draft)
    {
        if (root.Map(Name, Shape) is not { } map)
        {
            return;
        }

        var usual = RollbackSettings.Default;
        var before = map.Reading.Problems.Count;
        var settings = new RollbackSettings(
            map.Optional("restored", Window, usual.Restored), map.Optional("observed", Window, usual.Observed), map.Optional("resolved", Window, usual.Resolved),
            map.Optional("proven", Window, usual.Proven), new Dictionary<string, Stage>(StringComparer.Ordinal));
        if (map.Reading.Problems.Count == before)
        {
            CheckOrder(map, ("restored", settings.Restored), ("observed", settings.Observed), ("resolved", settings.Resolved), ("proven", settings.Proven));
        }

        draft.Rollback = settings with { Lanes = ReadLanes(map) };
    }

    /// <summary>All count from the beginning of the rollback: a later step cannot be due before an earlier one.</summary>
    private static void CheckOrder(PlanMap map, params ReadOnlySpan<(string Key, TimeSpan Window)> windows)
    {
        for (var i = 1; i < windows.Length; i++)
        {
            var (earlier, later) = (windows[i - 1], windows[i]);
            if (later.Window < earlier.Window)
            {
                var at = map.Has(later.Key) ? later.Key : earlier.Key;
                map.Problem(at, $"{later.Key} {later.Window:c} before {earlier.Key} {earlier.Window:c}", "windows that rise: restored, observed, resolved, proven");
            }
        }
    }

    private static Dictionary<string, Stage> ReadLanes(PlanMap map)
    {
        var lanes = new Dictionary<string, Stage>(StringComparer.Ordinal);
        foreach (var (entry, value) in map.Entries("lanes", "a map of lane to the furthest stage that is still transferred"))
        {
            map.Reading.Refer(Declared.Lane, value with { Node = new ScalarNode(entry.Line, entry.Key, Quoted: true) });
            lanes[entry.Key] = value.Read(Furthest);
        }

        return lanes;
    }
}
