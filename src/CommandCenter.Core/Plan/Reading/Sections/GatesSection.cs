using System.Globalization;
using CommandCenter.Access;
using CommandCenter.Readiness.Gates;

namespace CommandCenter.Plan.Reading.Sections;

/// <summary><c>gates</c>: what has to be so before traffic moves, and who says that it is.</summary>
internal sealed class GatesSection : IPlanSection
{
    private const int Most = 100;
    private static readonly PlanShape Shape = PlanShape.Of("gates[]", "id", "title", "asks", "kind", "role", "owner", "phase", "lanes", "fromPercent", "blocking", "expires", "check");
    private static readonly PlanShape CheckShape = PlanShape.Of("gates[].check", "name", "atLeast", "atMost", "for", "within", "notOlderThan", "runs", "perMinute", "from", "until", "items");
    private static readonly PlanScalar<GateKind> Kind = PlanScalars.Choice(("automatic", GateKind.Automatic), ("signed", GateKind.Signed));
    private static readonly PlanScalar<GatePhase> Phase = PlanScalars.Choice(("prepare", GatePhase.Prepare), ("cut-over", GatePhase.CutOver), ("stabilise", GatePhase.Stabilise));
    private static readonly PlanScalar<Role> Signer = PlanScalars.Choice([.. Enum.GetValues<Role>().Where(r => r != Role.Administrator).Select(r => (r.ToString(), r))]);
    private static readonly PlanScalar<TimeSpan> Span = PlanScalars.Duration("1s", "365d");
    private static readonly PlanScalar<string> CheckName = PlanScalars.Choice([.. GateChecks.All.Select(c => (c.Name, c.Name))]);
    private static readonly PlanScalar<decimal> Percent = Number("a percentage from 0 to 100 with at most four decimals", 100);
    private static readonly PlanScalar<decimal> PerMinute = Number("orders a minute from 0 to 1000000 with at most four decimals", 1_000_000);

    public string Name => "gates";
    public IReadOnlyList<PlanShape> Shapes { get; } = [Shape, CheckShape];

    public void Read(PlanMap root, PlanDraft draft)
    {
        var maps = root.Maps(Name, Shape);
        foreach (var map in maps)
        {
            var kind = map.Required("kind", Kind);
            var check = map.Map("check", CheckShape) is { } found ? Check(found) : null;
            if (kind == GateKind.Automatic && check is null)
            {
                map.Missing("check", "what an automatic gate is held to");
            }

            draft.Gates.Add(new GateDefinition(
                root.Reading.Declare("gate", map, "id", PlanScalars.Id), map.Required("title", PlanScalars.TextOf(120)), map.Optional("asks", PlanScalars.Prose), kind,
                map.Optional("role", Signer, kind == GateKind.Signed ? Role.BusinessOwner : Role.TechnicalLead), map.Optional("owner", PlanScalars.TextOf(120)), map.Optional("phase", Phase, GatePhase.Prepare),
                [.. map.Find("lanes")?.Items("a list of lanes").Select(l => root.Reading.Refer(Declared.Lane, l)) ?? []], map.Optional("fromPercent", Percent, 0), map.Optional("blocking", PlanScalars.Flag, true),
                map.OptionalValue("expires", Span), check));
        }

        if (maps.Count > Most)
        {
            root.Problem(Name, $"{maps.Count} gates", $"at most {Most}");
        }
    }

    private static GateCheck Check(PlanMap map)
    {
        var name = map.Required("name", CheckName);
        var definition = GateChecks.Of(name)!;
        foreach (var key in CheckShape.Keys.Where(k => k != "name" && map.Has(k) && !definition.Takes.Contains(k, StringComparer.Ordinal)))
        {
            map.Problem(key, key, definition.Takes.Count == 0 ? $"nothing besides the name, for {name}" : $"{string.Join(", ", definition.Takes)}, for {name}");
        }

        foreach (var key in definition.Needs.Where(k => !map.Has(k)))
        {
            map.Missing(key, $"what {name} is held to");
        }

        var check = new GateCheck(
            name, map.OptionalValue("atLeast", Percent), map.OptionalValue("atMost", PlanScalars.Integer(0, 1_000_000)), map.OptionalValue("for", Span), map.OptionalValue("within", Span),
            map.OptionalValue("notOlderThan", Span), map.OptionalValue("runs", PlanScalars.Integer(1, 100)), map.OptionalValue("perMinute", PerMinute), map.OptionalValue("from", PlanScalars.Instant),
            map.OptionalValue("until", PlanScalars.Instant), map.Has("items") ? Items(map, name) : null);
        if (check.From >= check.Until)
        {
            map.Problem("until", string.Create(CultureInfo.InvariantCulture, $"{check.Until:O}"), "an instant after from");
        }

        return check;
    }

    /// <summary>What the names stand for depends on the check.</summary>
    private static IReadOnlyList<string> Items(PlanMap map, string name)
    {
        switch (name)
        {
            case "sources-healthy":
                return [.. map.Find("items")!.Value.Items("a list of sources").Select(i => map.Reading.Refer(Declared.Source, i))];
            case "alert-route":
                return [.. map.Find("items")!.Value.Items("a list of webhooks").Select(i => map.Reading.Refer(Declared.Webhook, i))];
            case "scenario-tests":
                return [.. map.Find("items")!.Value.Items("a list of scenarios").Select(i => map.Reading.Refer(Declared.Scenario, i))];
            case "bridge-roles":
                return map.Set("items", RolesSection.Role);
            default:
                return map.Set("items", PlanScalars.Id);
        }
    }

    private static PlanScalar<decimal> Number(string allowed, decimal most) => new(
        allowed,
        (string text, out decimal value) => decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value) && value >= 0 && value <= most && decimal.Round(value, 4) == value,
        0);
}
