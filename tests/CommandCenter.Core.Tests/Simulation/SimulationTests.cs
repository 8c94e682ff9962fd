using Xunit;

namespace CommandCenter.Tests.Simulation;

/// <summary>A thousand seeds through the real intake, transfer and rollback; more by <c>SIMULATION_SEEDS=FROM-TO</c>.</summary>
public sealed class SimulationTests(ITestOutputHelper output)
{
    [Fact]
    public void Run_AnySeed_KeepsTheRules()
    {
        var (from, to) = Seeds();
        var (orders, deaths, rollbacks) = (0, 0, 0);
        var broken = new List<string>();
        for (var seed = from; seed <= to && broken.Count < 3; seed++)
        {
            using var world = new SimWorld(seed);
            broken.AddRange(world.Run().Take(1));
            (orders, deaths, rollbacks) = (orders + world.Acknowledged.Count, deaths + world.Deaths, rollbacks + world.Rollbacks);
        }

        output.WriteLine($"seeds {from} to {to}: {orders} orders acknowledged, {rollbacks} rollbacks asked for, {deaths} processes killed");
        Assert.True(broken.Count == 0, string.Join(Environment.NewLine + Environment.NewLine, broken));
        Assert.True(orders > 0 && rollbacks > 0);
    }

    private static (int From, int To) Seeds()
    {
        var parts = Environment.GetEnvironmentVariable("SIMULATION_SEEDS")?.Split('-');
        return parts is [var from, var to] ? (int.Parse(from, System.Globalization.CultureInfo.InvariantCulture), int.Parse(to, System.Globalization.CultureInfo.InvariantCulture)) : (1, 1000);
    }
}
