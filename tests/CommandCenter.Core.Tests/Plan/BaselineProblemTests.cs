using CommandCenter.Plan;
using CommandCenter.Scorecard.Baselines;

namespace CommandCenter.Tests.Plan;

public class BaselineProblemTests
{
    [Fact]
    public void Read_Sample_HasValuesInTheUnitsOfTheirMeasures()
    {
        var baseline = SamplePlan.Read(SamplePlan.Text).Baseline;

        Assert.Equal([new EnteredValue("click-to-ship", null, 41 * 3600, "Fulfilment report, September 2026"), new EnteredValue("contacts-per-1000", "ship-to-home", 38.5, "Care report, September 2026")], baseline.Values);
        Assert.Equal((98.0, 97.5, null), (baseline.Target("on-time-ship", "ship-to-home")?.Value, baseline.Target("on-time-ship", "regulated")?.Value, baseline.Entered("contacts-per-1000", null)));
        Assert.Equal(("USD", new ReviewRhythm(new TimeOnly(8, 30), 14, 91)), (baseline.Currency, baseline.Reviews));
    }

    [Theory]
    [InlineData("value: 41h", "value: 41", "baseline.values[0].value")]
    [InlineData("value: 97.5", "value: 101", "baseline.targets[0].value")]
    [InlineData("value: 38.5", "value: -1", "baseline.values[1].value")]
    [InlineData("currency: USD", "currency: usd", "baseline.currency")]
    [InlineData("measure: contacts-per-1000, lane", "measure: contacts, lane", "baseline.values[1].measure")]
    [InlineData(", origin: \"Care report, September 2026\"", "", "baseline.values[1].origin")]
    [InlineData("to: 2026-10-01T07:00:00Z", "to: 2026-08-01T07:00:00Z", "baseline.to")]
    [InlineData("to: 2026-10-01T07:00:00Z", "to: 2027-11-01T07:00:00Z", "baseline.from")]
    [InlineData("  to: 2026-10-01T07:00:00Z\n", "", "baseline.to")]
    [InlineData("on-time-ship, lane: ship-to-home, value: 98", "on-time-ship, value: 98", "baseline.targets[1].measure")]
    [InlineData("lane: ship-to-home, value: 98", "lane: nowhere, value: 98", "baseline.targets[1].lane")]
    [InlineData("dailyFor: 14d", "dailyFor: 400d", "baseline.reviews.dailyFor")]
    public void Read_BadBaseline_NamesTheField(string old, string replacement, string field) =>
        Assert.Contains(PlanReader.Read(SamplePlan.With(old, replacement), "plan.yaml").Problems, p => p.Path == field);
}
