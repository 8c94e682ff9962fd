using System.Globalization;
using CommandCenter.OrderExceptions;
using CommandCenter.Reconciliation.Comparing;

namespace CommandCenter.Plan.Reading.Sections;

/// <summary><c>reconciliation</c>: how the two sides are compared, and into which bucket a difference belongs.</summary>
internal sealed class ReconciliationSection : IPlanSection
{
    private const int MostRules = 200;
    private static readonly PlanShape Shape = PlanShape.Of(
        "reconciliation", "allowance", "maxPending", "mirrored", "full", "daily", "ignore", "allowances", "tolerances", "equivalences", "rules", "dualWriteEnds");
    private static readonly PlanShape AllowanceShape = PlanShape.Of("reconciliation.allowances[]", "cell", "lane", "allow");
    private static readonly PlanShape ToleranceShape = PlanShape.Of("reconciliation.tolerances[]", "cell", "within");
    private static readonly PlanShape EquivalenceShape = PlanShape.Of("reconciliation.equivalences[]", "cell", "legacy", "orchestration");
    private static readonly PlanShape RuleShape = PlanShape.Of("reconciliation.rules[]", "id", "cell", "lane", "legacy", "orchestration", "bucket", "team", "severity", "why");
    private static readonly PlanShape EndShape = PlanShape.Of("reconciliation.dualWriteEnds", "percent", "runs", "orders");

    private static readonly PlanScalar<ParityCell> Cell = PlanScalars.Choice([.. ParityCells.All.Select(c => (c.Name, c))]);
    private static readonly PlanScalar<TimeSpan> Allowance = PlanScalars.Duration("0s", "30d");
    private static readonly PlanScalar<TimeSpan> Every = PlanScalars.Duration("5m", "7d");

    private static readonly PlanScalar<TimeOnly> TimeOfDay = new(
        "a time of day such as \"02:30\"",
        (string text, out TimeOnly value) => TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out value),
        default);

    public string Name => "reconciliation";
    public IReadOnlyList<PlanShape> Shapes { get; } = [Shape, AllowanceShape, ToleranceShape, EquivalenceShape, RuleShape, EndShape];

    public void Read(PlanMap root, PlanDraft draft)
    {
        if (root.Map(Name, Shape) is not { } map)
        {
            return;
        }

        var usual = ReconciliationSettings.Default;
        var allowance = map.Optional("allowance", Allowance, usual.Allowance);
        var pending = map.Optional("maxPending", Allowance, usual.MaxPending);
        if (pending < allowance)
        {
            map.Problem(map.Has("maxPending") ? "maxPending" : "allowance", $"maxPending {pending:c} below allowance {allowance:c}", "no less than the allowance: a difference pends that long in any case");
        }

        draft.Reconciliation = new ReconciliationSettings(
            allowance, pending, map.Optional("mirrored", PlanScalars.Flag, usual.Mirrored), map.Optional("full", Every, usual.Full), [.. map.Set("daily", TimeOfDay).Order()],
            map.Set("ignore", Cell), ReadAllowances(map), ReadTolerances(map), ReadEquivalences(map), ReadRules(map), ReadEnd(map, usual.DualWriteEnds));
    }

    private static List<CellAllowance> ReadAllowances(PlanMap map)
    {
        var allowances = new List<CellAllowance>();
        foreach (var one in map.Maps("allowances", AllowanceShape))
        {
            if (!one.Has("cell") && !one.Has("lane"))
            {
                one.Missing("cell", "a cell, a lane, or both; without either it is the plan's allowance");
            }

            allowances.Add(new CellAllowance(one.Has("cell") ? one.Required("cell", Cell) : null, LaneOf(one), one.Required("allow", Allowance)));
        }

        return allowances;
    }

    private static List<CellTolerance> ReadTolerances(PlanMap map)
    {
        var tolerances = new List<CellTolerance>();
        foreach (var one in map.Maps("tolerances", ToleranceShape))
        {
            var cell = one.Required("cell", Cell);
            if (cell is not null && tolerances.Exists(t => t.Cell == cell))
            {
                one.Problem("cell", cell.Name + " a second time", "each cell once");
            }

            tolerances.Add(new CellTolerance(cell!, one.Required("within", PlanScalars.Integer(0, 1_000_000_000))));
        }

        return tolerances;
    }

    private static List<Equivalence> ReadEquivalences(PlanMap map) =>
    [
        .. map.Maps("equivalences", EquivalenceShape).Select(one => new Equivalence(
            one.Required("cell", Cell), one.Required("legacy", PlanScalars.TextOf(200)), one.Required("orchestration", PlanScalars.TextOf(200)))),
    ];

    private static List<ClassRule> ReadRules(PlanMap map)
    {
        var rules = new List<ClassRule>();
        foreach (var one in map.Maps("rules", RuleShape))
        {
            var id = one.Required("id", PlanScalars.Id);
            if (rules.Exists(r => r.Id == id))
            {
                one.Problem("id", id + " a second time", "each id once");
            }

            rules.Add(new ClassRule(
                id, one.Required("cell", Cell), LaneOf(one), one.Optional("legacy", PlanScalars.TextOf(200)), one.Optional("orchestration", PlanScalars.TextOf(200)),
                one.Required("bucket", PlanScalars.Choice([.. ExceptionNames.Buckets.Select(b => (b.Name(), b))])), one.Required("team", PlanScalars.Choice([.. ExceptionNames.Teams.Select(t => (t.Name(), t))])),
                one.Optional("severity", PlanScalars.Choice([.. Enum.GetValues<CaseSeverity>().Select(s => (s.ToString().ToLowerInvariant(), s))]), CaseSeverity.Medium), one.Required("why", PlanScalars.Prose)));
        }

        if (rules.Count > MostRules)
        {
            map.Problem("rules", $"{rules.Count} rules", $"at most {MostRules}");
        }

        return rules;
    }

    private static DualWriteRule ReadEnd(PlanMap map, DualWriteRule usual) => map.Map("dualWriteEnds", EndShape) is not { } end
        ? usual
        : new DualWriteRule(
            end.Optional("percent", PlanScalars.Number(0.001, 100), usual.Percent), end.Optional("runs", PlanScalars.Integer(1, 1000), usual.Runs), end.Optional("orders", PlanScalars.Integer(1, 10_000_000), usual.Orders));

    private static string? LaneOf(PlanMap map)
    {
        if (map.Find("lane") is not { } value)
        {
            return null;
        }

        map.Reading.Refer(Declared.Lane, value);
        return map.Optional("lane", PlanScalars.Id);
    }
}
