using CommandCenter.Plan;

namespace CommandCenter.Tests.Plan;

public class ActuatorProblemTests
{
    [Fact]
    public void Read_Actuators_GiveSettingsAndDefaults()
    {
        var actuators = SamplePlan.Read(SamplePlan.Text).Actuators;

        Assert.Equal(["intake", "shop-flags"], actuators.Select(a => a.Id));
        Assert.Equal([false, true], actuators.Select(a => a.IsOutside));
        Assert.Equal((TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(1)), (actuators[1].VerifyEvery, actuators[1].Timeout));
        Assert.Equal(new FlagdSettings("/srv/flags/orders.json", "order-owner"), actuators[1].Flagd);
    }

    [Theory]
    [InlineData("kind: built-in }", "kind: nginx }", "actuators[0].kind", "built-in, flagd-file")]
    [InlineData("flag: order-owner", "flag: \"a b\"", "actuators[1].flagd.flag", "letters, digits")]
    [InlineData("verifyEvery: 10s", "verifyEvery: 10ms", "actuators[1].verifyEvery", "a duration from 1s to 10m")]
    public void Read_Wrong_NamesWhereAndWhatIsAllowed(string good, string bad, string path, string words)
    {
        var problems = PlanReader.Read(SamplePlan.With(good, bad), "plan.yaml").Problems;

        Assert.Contains(problems, p => p.Path == path && p.ToString().Contains(words, StringComparison.Ordinal));
    }
}
