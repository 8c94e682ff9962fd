using CommandCenter.Orders;

namespace CommandCenter.Plan.Reading.Sections;

/// <summary><c>sla</c> of a lane: what must be reached, and until when.</summary>
internal static class SlaReader
{
    private const int MostLevels = 5;

    private static readonly PlanScalar<string> From = PlanScalars.Choice(
        [("placed", "placed"), ("eligible", "eligible"), .. Stages.All.Select(s => (s.Name(), s.Name())), (SlaLimit.Reached, SlaLimit.Reached)]);

    private static readonly PlanScalar<LimitDue> Due = PlanScalars.Choice([.. LimitDues.All.Select(d => (d.Name(), d))]);
    private static readonly PlanScalar<TimeSpan> AtRisk = PlanScalars.Duration("0s", "90d");

    private static readonly PlanScalar<Milestone> Reach = new(
        "a stage, or one of reservation, label, propagation, confirmed",
        (string text, out Milestone value) => Milestone.TryParse(text, out value),
        Stage.Created);

    public static PlanShape Shape { get; } = PlanShape.Of("lanes[].sla[]", "stage", "from", "within", "due", "calendar", "rollForward", "target", "atRiskBefore");

    public static IReadOnlyList<SlaLimit> Read(PlanMap lane, PlanDraft draft)
    {
        var limits = new List<SlaLimit>();
        foreach (var map in lane.Maps("sla", Shape))
        {
            var before = map.Reading.Problems.Count;
            var limit = new SlaLimit(
                map.Required("stage", Reach), map.Required("from", From), map.OptionalValue("within", PlanScalars.Duration("1s", "90d")), map.Required("target", PlanScalars.Number(0, 100)), Levels(map))
            {
                Due = map.OptionalValue("due", Due),
                Calendar = map.Has("calendar") ? map.Reading.Refer(Declared.Calendar, map, "calendar") : null,
                RollForward = map.Optional("rollForward", PlanScalars.Flag, fallback: false),
            };
            if (map.Reading.Problems.Count > before)
            {
                continue;
            }

            Check(map, limit, draft);
            if (limits.Exists(l => l.Id == limit.Id))
            {
                map.Problem("stage", $"{limit.Id} a second time", "each pair of stage and from once in a lane, and once with each due");
            }

            limits.Add(limit);
        }

        return limits;
    }

    private static void Check(PlanMap map, SlaLimit limit, PlanDraft draft)
    {
        if ((limit.Within is null) == (limit.Due is null))
        {
            map.Problem(limit.Within is null ? "within" : "due", limit.Within is null ? "neither within nor due" : "both within and due", "exactly one of within and due");
        }

        if (limit.Within is { } within && limit.AtRiskBefore.Any(b => b >= within))
        {
            map.Problem("atRiskBefore", Text(map, "atRiskBefore"), $"less than within, {Text(map, "within")}");
        }

        if (string.Equals(limit.From, limit.Stage.Name, StringComparison.Ordinal))
        {
            map.Problem("from", limit.From, "another stage than the one that must be reached");
        }

        if ((limit.Stage == Milestone.Propagation) != (limit.From == SlaLimit.Reached))
        {
            map.Problem("from", limit.From, limit.Stage == Milestone.Propagation ? "reached: propagation counts from each stage that the owner reaches" : "placed, eligible or another stage; reached is for propagation");
        }

        CheckDue(map, limit, draft);
    }

    private static void CheckDue(PlanMap map, SlaLimit limit, PlanDraft draft)
    {
        var isPromise = limit.Due is LimitDue.ShipBy or LimitDue.ReadyBy or LimitDue.DeliverBy;
        if (limit.Stage == Milestone.Propagation && (limit.Due is not null || limit.Calendar is not null))
        {
            map.Problem(limit.Due is not null ? "due" : "calendar", Text(map, limit.Due is not null ? "due" : "calendar"), "within alone: news travels at any hour and has no promise");
        }
        else if (limit.RollForward && (!isPromise || limit.Calendar is null))
        {
            map.Problem("rollForward", "true", "only with due: shipBy, readyBy or deliverBy and a calendar; within counts open time, and a cut-off rolls by itself");
        }
        else if (limit.Due is not null && limit.Calendar is not null && !limit.RollForward)
        {
            map.Problem("calendar", limit.Calendar, isPromise ? "with due only together with rollForward: true" : "the calendar of the carrier cut-off instead: carrierCutoffs[].calendar");
        }

        if (limit.Due == LimitDue.CarrierCutoff && draft.CarrierCutoffs.Count == 0)
        {
            map.Problem("due", "carrierCutoff", "a section carrierCutoffs that says when carriers close");
        }
    }

    /// <summary>One duration, or a list of them; longest first.</summary>
    private static List<TimeSpan> Levels(PlanMap map)
    {
        if (map.Find("atRiskBefore") is not { Node: ListNode list })
        {
            var one = map.Optional("atRiskBefore", AtRisk, TimeSpan.Zero);
            return one == TimeSpan.Zero ? [] : [one];
        }

        var levels = map.Set("atRiskBefore", AtRisk).Where(l => l > TimeSpan.Zero).OrderDescending().ToList();
        if (list.Items.Count > MostLevels)
        {
            map.Problem("atRiskBefore", $"{list.Items.Count} levels", $"at most {MostLevels}");
        }

        return levels;
    }

    private static string Text(PlanMap map, string key) => map.Find(key)?.Node switch
    {
        ScalarNode scalar => scalar.Text,
        ListNode list => "[" + string.Join(", ", list.Items.OfType<ScalarNode>().Select(i => i.Text)) + "]",
        _ => "nothing",
    };
}
