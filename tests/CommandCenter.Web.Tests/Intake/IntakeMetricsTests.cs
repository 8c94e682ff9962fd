namespace CommandCenter.Tests.Intake;

/// <summary>Meters are the process's: what they say is this host's only while no other runs in it.</summary>
[Collection(nameof(OnlyHost))]
public class IntakeMetricsTests
{
    [Fact]
    public async Task Metrics_AfterAnOrder_TellAcceptedOpenAndOldest()
    {
        await using var host = await AppHost.StartAsync();
        using var ops = await host.TokenClientAsync("ops");
        await host.StopWorldAsync();
        using var accepted = await IntakeSurfaceTests.PostAsync(ops, "IM-1");
        Assert.True(accepted.IsSuccessStatusCode, await accepted.Content.ReadAsStringAsync());
        using var client = host.CreateClient();

        // how many orders are taken over from the ledgers meanwhile is another matter
        await AppHost.UntilAsync(async () => (await client.GetStringAsync("/metrics")).Split('\n').Any(l => l.StartsWith("command_center_intake_accepted ", StringComparison.Ordinal) && !l.EndsWith(" 0", StringComparison.Ordinal)), "the order is counted", TimeSpan.FromSeconds(60));
        var text = await client.GetStringAsync("/metrics");

        Assert.Contains("command_center_intake_open{side=\"legacy\",state=\"parked\"} 0\n", text, StringComparison.Ordinal);
        Assert.Matches("command_center_intake_oldest_seconds [0-9.E-]+\n", text);
        Assert.Contains("command_center_intake_open{side=\"orchestration\",state=\"waiting\"}", text, StringComparison.Ordinal);
    }
}

/// <summary>Tests of what <c>/metrics</c> says: one after the other, when no other host is left in the process.</summary>
[CollectionDefinition(nameof(OnlyHost), DisableParallelization = true)]
public sealed class OnlyHost;
