using CommandCenter.Orders;
using CommandCenter.Plan;

namespace CommandCenter.Tests.Plan;

public class TimerPlanTests
{
    [Fact]
    public void Read_Limits_OfEveryKind()
    {
        var plan = SamplePlan.Read(SamplePlan.Text);

        var limits = plan.Lane("ship-to-home")!.Sla;
        Assert.Equal(
            ["routed from eligible", "shipped from placed", "shipped from placed due shipBy", "shipped from allocated due carrierCutoff", "label from picked", "propagation from reached"],
            limits.Select(l => l.Id.ToString()));
        Assert.Equal((null, LimitDue.ShipBy, "carrier-days", true), (limits[2].Within, limits[2].Due, limits[2].Calendar, limits[2].RollForward));
        Assert.Equal([TimeSpan.FromHours(4), TimeSpan.FromHours(1)], limits[2].AtRiskBefore);
        Assert.Equal(("store-hours", null), (plan.Lane("curbside")!.Sla[0].Calendar, plan.Lane("curbside")!.Sla[0].Due));
    }

    [Fact]
    public void Read_Calendars_AndCutoffs()
    {
        var plan = SamplePlan.Read(SamplePlan.Text);

        var stores = plan.Calendar("store-hours")!;
        Assert.Equal(("America/Denver", new TimeSpan(9, 0, 0), new TimeSpan(21, 0, 0)), (stores.Zone, stores.Hours[0].Open, stores.Hours[0].Close));
        Assert.Equal([DayOfWeek.Sunday], stores.Hours[1].Days);
        Assert.Equal([new DateOnly(2026, 12, 25)], stores.Closed);
        Assert.Equal(new ExtraHours(new DateOnly(2026, 11, 27), TimeSpan.FromHours(6), TimeSpan.FromHours(24)), stores.Extra[0]);
        Assert.Equal("America/Los_Angeles", plan.Calendar("carrier-days")!.Zone);
        var (reno, anywhere) = (plan.CarrierCutoffs[0], plan.CarrierCutoffs[1]);
        Assert.Equal(["DC-RENO", "ground", "carrier-days"], [.. reno.Nodes, .. reno.Services, reno.Calendar!]);
        Assert.Equal([new TimeOnly(12, 0), new TimeOnly(16, 0)], reno.Times);
        Assert.Equal((0, 0, 7, "America/Los_Angeles", null), (anywhere.Nodes.Count, anywhere.Services.Count, anywhere.Days.Count, anywhere.Zone, anywhere.Calendar));
    }

    [Theory]
    [InlineData("stage: label, from: picked", "stage: lable, from: picked", "lanes[0].sla[4].stage", "a stage, or one of reservation, label, propagation, confirmed")]
    [InlineData("from: reached, within: 2m", "from: placed, within: 2m", "lanes[0].sla[5].from", "reached: propagation counts from each stage")]
    [InlineData("stage: label, from: picked", "stage: label, from: reached", "lanes[0].sla[4].from", "reached is for propagation")]
    [InlineData("from: allocated, due: carrierCutoff, ", "from: allocated, ", "lanes[0].sla[3].within", "exactly one of within and due")]
    [InlineData("due: carrierCutoff", "due: carrierCutoff, within: 2h", "lanes[0].sla[3].due", "exactly one of within and due")]
    [InlineData("due: shipBy", "due: sendBy", "lanes[0].sla[2].due", "one of shipBy, readyBy, deliverBy, carrierCutoff")]
    [InlineData("calendar: carrier-days, rollForward: true", "rollForward: true", "lanes[0].sla[2].rollForward", "with due: shipBy, readyBy or deliverBy and a calendar")]
    [InlineData("calendar: carrier-days, rollForward: true", "calendar: carrier-days", "lanes[0].sla[2].calendar", "together with rollForward: true")]
    [InlineData("due: carrierCutoff", "due: carrierCutoff, calendar: store-hours", "lanes[0].sla[3].calendar", "carrierCutoffs[].calendar")]
    [InlineData("from: reached, within: 2m", "from: reached, within: 2m, calendar: store-hours", "lanes[0].sla[5].calendar", "within alone")]
    [InlineData("calendar: store-hours, target", "calendar: store-hour, target", "lanes[2].sla[0].calendar", "did you mean \"store-hours\"? a calendar of the plan")]
    [InlineData("calendar: store-hours, target", "calendar: store-hours, rollForward: true, target", "lanes[2].sla[0].rollForward", "within counts open time")]
    [InlineData("atRiskBefore: [1h, 4h]", "atRiskBefore: [1h, 1h]", "lanes[0].sla[2].atRiskBefore[1]", "each item once")]
    [InlineData("atRiskBefore: [1h, 4h]", "atRiskBefore: [1h, 2h, 3h, 4h, 5h, 6h]", "lanes[0].sla[2].atRiskBefore", "at most 5")]
    [InlineData("atRiskBefore: 15m", "atRiskBefore: [15m, 3h]", "lanes[2].sla[0].atRiskBefore", "less than within, 2h")]
    [InlineData("from: placed, due: shipBy, calendar: carrier-days, rollForward: true", "from: allocated, due: carrierCutoff", "lanes[0].sla[3].stage", "shipped from allocated due carrierCutoff a second time")]
    [InlineData("zone: America/Denver", "zone: Denver", "calendars[0].zone", "an IANA time zone")]
    [InlineData("days: [sun]", "days: [sunday]", "calendars[0].hours[1].days[0]", "one of mon, tue")]
    [InlineData("days: [sun]", "days: []", "calendars[0].hours[1].days", "all of them where days is left out")]
    [InlineData("open: \"10:00\", close: \"18:00\"", "open: \"10:00\", close: \"09:00\"", "calendars[0].hours[1].close", "later than open on the same day")]
    [InlineData("open: \"10:00\"", "open: 10am", "calendars[0].hours[1].open", "a time of day in quotes")]
    [InlineData("close: \"18:00\"", "close: \"24:30\"", "calendars[0].hours[1].close", "or \"24:00\"")]
    [InlineData("closed: [2026-12-25]", "closed: [12/25]", "calendars[0].closed[0]", "a date such as 2026-12-25")]
    [InlineData("date: 2026-11-27", "date: 1999-11-27", "calendars[0].extra[0].date", "from 2000 to 2099")]
    [InlineData("id: carrier-days, hours", "id: store-hours, hours", "calendars[1].id", "each calendar once")]
    [InlineData("hours: [{ days: [mon, tue, wed, thu, fri], open: \"00:00\", close: \"24:00\" }]", "hours: []", "calendars[1].hours", "at least one entry")]
    [InlineData("times: [\"12:00\", \"16:00\"]", "times: []", "carrierCutoffs[0].times", "a list of times of day")]
    [InlineData("times: [\"12:00\", \"16:00\"]", "times: [noon]", "carrierCutoffs[0].times[0]", "such as \"16:00\"")]
    [InlineData("id: anywhere", "id: reno-ground", "carrierCutoffs[1].id", "each carrier cut-off once")]
    [InlineData("calendar: carrier-days }", "calendar: holidays }", "carrierCutoffs[0].calendar", "a calendar of the plan: store-hours, carrier-days")]
    [InlineData("nodes: [DC-RENO]", "node: DC-RENO", "carrierCutoffs[0].node", "an unknown key")]
    public void Read_Wrong_NamesWhereAndWhatIsAllowed(string good, string bad, string path, string words)
    {
        var problems = PlanReader.Read(SamplePlan.With(good, bad), "plan.yaml").Problems;

        Assert.Contains(problems, p => p.Path.StartsWith(path, StringComparison.Ordinal) && p.ToString().Contains(words, StringComparison.Ordinal));
    }

    [Fact]
    public void Read_CutoffWithoutItsSection_IsAProblem()
    {
        var at = SamplePlan.Text.IndexOf("carrierCutoffs:\n", StringComparison.Ordinal);
        var without = SamplePlan.Text.Remove(at, SamplePlan.Text.IndexOf("lanes:\n", StringComparison.Ordinal) - at);

        Assert.Contains(PlanReader.Read(without, "plan.yaml").Problems, p => p.Path == "lanes[0].sla[3].due" && p.ToString().Contains("a section carrierCutoffs", StringComparison.Ordinal));
    }

    [Fact]
    public void Compare_TwoLimitsToOneStage_AreToldApart()
    {
        var changes = PlanDiff.Compare(SamplePlan.Text, SamplePlan.With("target: 96, atRiskBefore: [1h, 4h]", "target: 95, atRiskBefore: [1h, 4h]"));

        Assert.Equal(["lanes[ship-to-home].sla[shipped placed shipBy].target"], changes.Select(c => c.Path));
    }

    [Theory]
    [InlineData("routed from eligible")]
    [InlineData("ready-for-pickup from placed due readyBy")]
    [InlineData("propagation from reached")]
    [InlineData("routed")]
    public void TryParse_Name_GivesTheSameLimit(string name)
    {
        Assert.True(LimitId.TryParse(name, out var id));
        Assert.Equal(name, id.ToString());
        Assert.False(LimitId.TryParse(name + " due never", out _));
    }
}
