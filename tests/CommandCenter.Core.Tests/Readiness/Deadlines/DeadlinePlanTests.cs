using CommandCenter.Plan;
using CommandCenter.Readiness.Deadlines;
using CommandCenter.Tests.Live;
using CommandCenter.Tests.Plan;

namespace CommandCenter.Tests.Readiness.Deadlines;

/// <summary>Risks, issues and decisions as the plan writes them, and as Live shows them.</summary>
public class DeadlinePlanTests
{
    [Fact]
    public void Read_Sample_GivesEveryKindWithItsOwnKeys()
    {
        var items = SamplePlan.Read(SamplePlan.Text).Deadlines;

        Assert.Equal(
            [(DeadlineKind.Risk, "label-vendor", DeadlineState.Open), (DeadlineKind.Risk, "settled", DeadlineState.Mitigated), (DeadlineKind.KnownIssue, "two-gift-cards", DeadlineState.Open),
                (DeadlineKind.OpenDecision, "peak-freeze", DeadlineState.Open), (DeadlineKind.OpenDecision, "old-one", DeadlineState.Decided)],
            items.Select(i => (i.Kind, i.Id, i.State)));
        Assert.Equal((DeadlineLevel.Medium, DeadlineLevel.High, "A second profile is ready."), (items[0].Likelihood, items[0].Impact, items[0].Remedy));
        Assert.Equal((DeadlineLevel.High, new DateTimeOffset(2026, 11, 9, 17, 0, 0, TimeSpan.Zero)), (items[2].Severity, items[2].Due));
        Assert.Equal("Ship to home.", items[4].Outcome);
    }

    [Theory]
    [InlineData("America/Los_Angeles", "2026-11-03", "2026-11-04T08:00:00Z")]
    [InlineData("America/Los_Angeles", "2026-10-31", "2026-11-01T07:00:00Z")]
    [InlineData("America/Santiago", "2026-09-05", "2026-09-06T04:00:00Z")] // clocks jump over that midnight
    public void Read_DueIsADate_IsTheEndOfThatDayInThePlansZone(string zone, string due, string expected)
    {
        var text = SamplePlan.Text.Replace("zone: America/Los_Angeles\n  cutoverStart", $"zone: {zone}\n  cutoverStart", StringComparison.Ordinal).Replace("due: 2026-11-03", "due: " + due, StringComparison.Ordinal);

        Assert.Equal(DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), SamplePlan.Read(text).Deadlines[0].Due);
    }

    [Theory]
    [InlineData("due: 2026-11-03", "due: next week", "risks[0].due", "\"next week\"", "a date, such as 2026-11-03")]
    [InlineData("likelihood: medium, impact", "likelihood: often, impact", "risks[0].likelihood", "\"often\"", "one of critical, high")]
    [InlineData("state: mitigated", "state: done", "risks[1].state", "\"done\"", "one of open, mitigated")]
    [InlineData("{ id: settled,", "{ id: label-vendor,", "risks[1].id", "\"label-vendor\" a second time", "each risk once")]
    [InlineData("severity: high, workaround", "severety: high, workaround", "knownIssues[0].severety", "an unknown key", "did you mean \"severity\"?")]
    [InlineData("owner: Hannah Voss, due: 2026-11-05", "due: 2026-11-05", "openDecisions[0].owner", "nothing", "a text of 1 to 120")]
    public void Read_WrongValue_IsNamedWithPlaceAndWhatIsAllowed(string from, string to, string path, string found, string allowed)
    {
        Assert.Contains(from, SamplePlan.Text, StringComparison.Ordinal);

        var problems = PlanReader.Read(SamplePlan.Text.Replace(from, to, StringComparison.Ordinal), "plan.yaml").Problems;

        Assert.Contains(problems, p => p.Path == path && p.Found == found && p.Allowed.StartsWith(allowed, StringComparison.Ordinal) && p.Line > 0);
    }

    [Fact]
    public void Snapshot_OpenPastTheirDates_StandInTheAttentionListWithOwnerAndSince()
    {
        var world = new LiveWorld();
        var first = LiveWorld.Start.AddHours(-7);
        var items = Enumerable.Range(0, 7).Select(i => new Deadline(DeadlineKind.Risk, "r" + i, "Risk " + i, "Team " + i, first.AddHours(i), i == 1 ? DeadlineState.Accepted : DeadlineState.Open, null, null, null, null, null));
        world.Standing.Deadlines = DeadlineBoard.Judge([.. items, new Deadline(DeadlineKind.OpenDecision, "later", "Later", "Hannah", LiveWorld.Start.AddTicks(10), DeadlineState.Open, null, null, null, null, null)], new Dictionary<string, TakenDecision>(StringComparer.Ordinal), LiveWorld.Start).Items;

        var shown = world.Snapshot().Attention.Where(a => a.Kind == CommandCenter.Live.AttentionKind.Overdue).ToList();

        Assert.Equal(("Risk", "Risk 0: open past its date", "Team 0", first, "/risks?overdue=true"), (shown[0].Subject, shown[0].Text, shown[0].Owner, shown[0].Since, shown[0].Link));
        Assert.Equal((6, "1 more is open past its date"), (shown.Count, shown[5].Text));
        world.Now = LiveWorld.Start.AddSeconds(1);
        Assert.Contains(world.Snapshot().Attention, a => a.Subject == "Risks and issues" && a.Text.StartsWith("2 more", StringComparison.Ordinal));
    }
}
