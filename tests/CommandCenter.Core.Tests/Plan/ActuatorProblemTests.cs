using CommandCenter.Plan;

namespace CommandCenter.Tests.Plan;

public class ActuatorProblemTests
{
    [Fact]
    public void Read_Actuators_GiveSettingsAndDefaults()
    {
        var actuators = SamplePlan.Read(SamplePlan.Text).Actuators;

        Assert.Equal(["intake", "edge", "edge-two", "shop-flags", "partner"], actuators.Select(a => a.Id));
        Assert.Equal([false, true, true, true, true], actuators.Select(a => a.IsOutside));
        Assert.Equal((TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(1)), (actuators[1].VerifyEvery, actuators[1].Timeout));
        Assert.Equal((TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(2)), (actuators[2].VerifyEvery, actuators[2].Timeout));
        Assert.Equal(new HaProxySettings("/run/haproxy/admin.sock", "/etc/haproxy/order-split.map"), actuators[1].HaProxy);
        Assert.Equal(new FlagdSettings("/srv/flags/orders.json", "order-owner"), actuators[3].Flagd);
        Assert.Equal(new ActuatorWebhook("https://split.example.com/table", "${env:CC_SECRET_SPLIT}"), actuators[4].Webhook);
    }

    [Theory]
    [InlineData("kind: built-in }", "kind: nginx }", "actuators[0].kind", "built-in, haproxy, flagd-file, webhook")]
    [InlineData("id: edge-two, kind: haproxy,", "id: edge-two, kind: webhook,", "actuators[2].haproxy", "haproxy only where kind is haproxy")]
    [InlineData("id: edge-two, kind: haproxy,", "id: edge-two, kind: webhook,", "actuators[2].webhook", "a map with url, secret")]
    [InlineData("id: edge-two, kind: haproxy, haproxy: { socket: \"127.0.0.1:9999\", map: order-split.map }", "id: two, kind: built-in", "actuators[2].kind", "one built-in")]
    [InlineData("id: edge-two", "id: edge", "actuators[2].id", "each actuator once")]
    [InlineData("127.0.0.1:9999", "10.0.0.1:9999", "actuators[2].haproxy.socket", "loopback")]
    [InlineData("127.0.0.1:9999", "127.0.0.1", "actuators[2].haproxy.socket", "loopback")]
    [InlineData("map: order-split.map", "map: \"a;clear map #0\"", "actuators[2].haproxy.map", "letters, digits")]
    [InlineData("flag: order-owner", "flag: \"a b\"", "actuators[3].flagd.flag", "letters, digits")]
    [InlineData("secret: \"${env:CC_SECRET_SPLIT}\"", "secret: hunter2", "actuators[4].webhook.secret", "a value in clear (not shown)")]
    [InlineData("https://split.example.com/table", "https://${env:CC_SECRET_X}/", "actuators[4].webhook.url", "${…} only in")]
    [InlineData("verifyEvery: 10s", "verifyEvery: 10ms", "actuators[1].verifyEvery", "a duration from 1s to 10m")]
    public void Read_Wrong_NamesWhereAndWhatIsAllowed(string good, string bad, string path, string words)
    {
        var problems = PlanReader.Read(SamplePlan.With(good, bad), "plan.yaml").Problems;

        Assert.Contains(problems, p => p.Path == path && p.ToString().Contains(words, StringComparison.Ordinal));
    }
}
