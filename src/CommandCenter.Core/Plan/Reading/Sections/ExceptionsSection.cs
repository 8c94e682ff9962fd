using System.Globalization;
using CommandCenter.OrderExceptions;

namespace CommandCenter.Plan.Reading.Sections;

/// <summary><c>exceptions</c>: whose work a case is, how severe, and by when.</summary>
internal sealed class ExceptionsSection : IPlanSection
{
    private const int MostOwners = 200;
    private const int MostMessages = 50;
    private static readonly PlanShape Shape = PlanShape.Of("exceptions", "owners", "due", "money", "raised", "age", "settle", "authorisation", "pickupHeld", "messages");
    private static readonly PlanShape AuthorisationShape = PlanShape.Of("exceptions.authorisation", "validFor", "atRiskBefore");
    private static readonly PlanShape MessageShape = PlanShape.Of("exceptions.messages[]", "stage", "template", "within");
    private static readonly PlanShape OwnerShape = PlanShape.Of("exceptions.owners[]", "rule", "bucket", "lane", "team");
    private static readonly PlanShape DueShape = PlanShape.Of("exceptions.due", "critical", "high", "medium", "low");
    private static readonly PlanShape MoneyShape = PlanShape.Of("exceptions.money", "critical", "high", "medium");
    private static readonly PlanScalar<TimeSpan> Time = PlanScalars.Duration("1m", "30d");
    private static readonly PlanScalar<TimeSpan> Long = PlanScalars.Duration("1m", "365d");
    private static readonly PlanScalar<OwnerTeam> Team = PlanScalars.Choice([.. ExceptionNames.Teams.Select(t => (t.Name(), t))]);
    private static readonly PlanScalar<ExceptionBucket> Bucket = PlanScalars.Choice([.. ExceptionNames.Buckets.Select(b => (b.Name(), b))]);
    private static readonly PlanScalar<int> Minor = PlanScalars.Integer(1, 2_000_000_000);

    public string Name => "exceptions";
    public IReadOnlyList<PlanShape> Shapes { get; } = [Shape, OwnerShape, DueShape, MoneyShape, AuthorisationShape, MessageShape];

    public void Read(PlanMap root, PlanDraft draft)
    {
        if (root.Map(Name, Shape) is not { } map)
        {
            return;
        }

        var usual = ExceptionSettings.Default;
        var owners = map.Maps("owners", OwnerShape).Select(Owner).ToList();
        if (owners.Count > MostOwners)
        {
            map.Problem("owners", $"{owners.Count} owners", $"at most {MostOwners}");
        }

        var due = new Dictionary<CaseSeverity, TimeSpan>(usual.Due);
        if (map.Map("due", DueShape) is { } times)
        {
            foreach (var severity in usual.Due.Keys)
            {
                due[severity] = times.Optional(Key(severity), Time, due[severity]);
            }

            foreach (var severity in due.Keys.Where(s => s > CaseSeverity.Low && due[s] > due[s - 1]))
            {
                times.Problem(Key(severity), "more time than a less severe case has", $"at most what {Key(severity - 1)} has");
            }
        }

        var (valid, atRisk) = Authorisation(map);
        draft.Exceptions = new ExceptionSettings(
            owners, due, map.Has("money") ? Money(map) : usual.Money, [.. (map.Find("raised")?.Items("a list of lanes") ?? []).Select(l => map.Reading.Refer(Declared.Lane, l))],
            map.Optional("age", Time, usual.Age), map.Optional("settle", Time, usual.Settle))
        {
            AuthorisationValid = valid, AuthorisationAtRisk = atRisk, PickupHeld = map.Optional("pickupHeld", Long, usual.PickupHeld), Messages = Messages(map),
        };
    }

    private static (TimeSpan Valid, TimeSpan AtRisk) Authorisation(PlanMap map)
    {
        var usual = ExceptionSettings.Default;
        if (map.Map("authorisation", AuthorisationShape) is not { } times)
        {
            return (usual.AuthorisationValid, usual.AuthorisationAtRisk);
        }

        var (valid, atRisk) = (times.Optional("validFor", Long, usual.AuthorisationValid), times.Optional("atRiskBefore", Long, usual.AuthorisationAtRisk));
        if (atRisk >= valid)
        {
            times.Problem("atRiskBefore", "no less than validFor", "less than validFor: an authorisation is not at risk from its first moment on");
        }

        return (valid, atRisk);
    }

    private static List<ExpectedMessage> Messages(PlanMap map)
    {
        var messages = map.Maps("messages", MessageShape).Select(m => new ExpectedMessage(m.Required("stage", PlanScalars.Stage), m.Required("template", PlanScalars.TextOf(120)), m.Optional("within", Long, TimeSpan.FromHours(1)))).ToList();
        if (messages.Count > MostMessages)
        {
            map.Problem("messages", $"{messages.Count} messages", $"at most {MostMessages}");
        }

        return messages;
    }

    private static Dictionary<CaseSeverity, long> Money(PlanMap map)
    {
        var money = new Dictionary<CaseSeverity, long>();
        if (map.Map("money", MoneyShape) is not { } limits)
        {
            return money;
        }

        long? before = null;
        foreach (var severity in new[] { CaseSeverity.Medium, CaseSeverity.High, CaseSeverity.Critical })
        {
            if (limits.OptionalValue(Key(severity), Minor) is not { } limit)
            {
                continue;
            }

            if (limit <= before)
            {
                limits.Problem(Key(severity), limit.ToString(CultureInfo.InvariantCulture), "more than a less severe case needs");
            }

            (money[severity], before) = (limit, limit);
        }

        return money;
    }

    private static CaseOwner Owner(PlanMap map)
    {
        if (!map.Has("rule") && !map.Has("bucket") && !map.Has("lane"))
        {
            map.Missing("rule", "a rule, a bucket or a lane: an owner of everything would leave nothing to the others");
        }

        return new CaseOwner(
            map.Required("team", Team), map.Optional("rule", PlanScalars.TextOf(120)), map.OptionalValue("bucket", Bucket), map.Has("lane") ? map.Reading.Refer(Declared.Lane, map, "lane") : null);
    }

    private static string Key(CaseSeverity severity) => severity.ToString().ToLowerInvariant();
}
