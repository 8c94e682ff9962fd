using System.Globalization;
using CommandCenter.Live;
using CommandCenter.Orders;
using CommandCenter.Plan;
using CommandCenter.Sources;
using CommandCenter.Sources.Files;
using CommandCenter.Sources.Http;
using CommandCenter.Tests.Persistence;
using CommandCenter.Traffic;
using CommandCenter.Traffic.Actuators;
using CommandCenter.Traffic.Actuators.BreakGlass;
using CommandCenter.Traffic.Actuators.HaProxy;

namespace CommandCenter.Tests.Traffic.Actuators;

/// <summary>A real HAProxy, order by order.</summary>
public class HaProxyTests
{
    private const string Missing = "no HAProxy: Debian's package haproxy is needed";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Apply_EveryKindOfTable_SendsEachOrderWhereTheProductWould(bool overTcp)
    {
        await using var server = await HaProxyServer.StartAsync();
        Assert.SkipWhen(server is null, Missing);
        using var driver = Driver(server, overTcp);
        IActuator actuator = driver;
        var orders = ManyOrders.Take(1_000, seed: overTcp ? 1 : 4712);
        Assert.Contains("no table", (await actuator.VerifyAsync(new CarriedTable(TrafficTable.Empty), default)).What, StringComparison.Ordinal);
        Assert.Equal("legacy", (await server.AskAsync(orders[0])).Side);
        var sides = new HashSet<Side>();

        foreach (var (name, table) in ManyOrders.Tables)
        {
            Assert.Null(await actuator.ApplyAsync(new CarriedTable(table), default));
            var verdict = await actuator.VerifyAsync(new CarriedTable(table), default);
            Assert.True(verdict.Confirmation == Confirmation.Confirmed, $"{name}: {verdict}");
            await Parallel.ForEachAsync(orders, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (order, _) =>
            {
                var (expected, said) = (order.By(table), await server.AskAsync(order));
                Assert.True(string.Equals(said.Side, expected.ToString(), StringComparison.OrdinalIgnoreCase) && said.Slot == TrafficSlot.Of(order.Key), $"{name}: {order} went to {said}, not to {expected}");
                lock (sides)
                {
                    sides.Add(expected);
                }
            });
        }

        Assert.Equal(2, sides.Count);
    }

    [Fact]
    public async Task Apply_WhileOrdersArrive_EachIsDecidedByOneTableWhole()
    {
        await using var server = await HaProxyServer.StartAsync();
        Assert.SkipWhen(server is null, Missing);
        using var actuator = Driver(server);
        var orders = ManyOrders.Take(2_000, seed: 4713);
        // the first rule and the last go up and down against one another, and what lies between makes reading a table take its time: who mixed two would send orders where neither does
        var between = Enumerable.Range(0, 200).Select(i => new TrafficRule($"f{i}", new Segment { Store = $"f{i:000}" }, 0, false, SplitBy.Order)).ToList();
        var tables = Enumerable.Range(1, 250).Select(revision => new TrafficTable(
            revision,
            [
                new TrafficRule("first", new Segment { Tenant = "eu" }, revision % 2 == 0 ? 9_000 : revision, false, SplitBy.Order), .. between,
                new TrafficRule("last", Segment.All, revision % 2 == 0 ? revision : 9_000, false, SplitBy.Order), TrafficRule.Default,
            ])).ToList();
        Assert.Null(await actuator.ApplyAsync(new CarriedTable(tables[0]), default));
        var byRevision = tables.ToDictionary(t => t.Revision.ToString(CultureInfo.InvariantCulture));
        var compared = 0;
        using var over = new CancellationTokenSource();
        var raising = Task.Run(async () =>
        {
            foreach (var table in tables.Skip(1))
            {
                Assert.Null(await actuator.ApplyAsync(new CarriedTable(table), default));
            }

            await over.CancelAsync();
        });
        while (!over.IsCancellationRequested)
        {
            await Parallel.ForEachAsync(orders, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (order, _) =>
            {
                if (over.IsCancellationRequested)
                {
                    return;
                }

                var said = await server.AskAsync(order);
                Interlocked.Increment(ref compared);
                Assert.True(string.Equals(said.Side, order.By(byRevision[said.Revision]).ToString(), StringComparison.OrdinalIgnoreCase), $"{order} went to {said}");
            });
        }

        await raising;
        Assert.True(compared > 500, $"{compared} orders compared");
    }

    [Fact]
    public async Task Apply_ThousandsOfRules_AreAllThere()
    {
        await using var server = await HaProxyServer.StartAsync();
        Assert.SkipWhen(server is null, Missing);
        using var driver = Driver(server);
        IActuator actuator = driver;
        var longest = new Segment { Lane = new string('市', 100), Region = new string('é', 100), Brand = new string('%', 100), Channel = new string(' ', 99) + "x", Store = "0007", SkuClass = new string('"', 100), Tenant = string.Concat(Enumerable.Repeat("𝒳", 50)) };
        var table = Enumerable.Range(0, 2_000).Aggregate(TrafficTable.Empty with { Revision = 0 }, (t, i) => t with { Rules = t.Rules.Insert(0, new TrafficRule($"r{i}", new Segment { Store = $"{i:0000}" }, i, false, SplitBy.Order)) })
            .With(longest, 10_000, false, SplitBy.Order);

        Assert.Null(await actuator.ApplyAsync(new CarriedTable(table), default));

        Assert.Equal(Confirmation.Confirmed, (await actuator.VerifyAsync(new CarriedTable(table), default)).Confirmation);
        foreach (var order in ManyOrders.Take(300, seed: 4714).Append(new SplitOrder("AR-1", new OrderAttributes(longest.Lane, longest.Region, longest.Brand, longest.Channel, "0007", longest.SkuClass, longest.Tenant))))
        {
            Assert.Equal(order.By(table).ToString(), (await server.AskAsync(order)).Side, ignoreCase: true);
        }
    }

    [Fact]
    public async Task Ask_WhatIsNoKeyOrNoAttribute_GoesToLegacy()
    {
        await using var server = await HaProxyServer.StartAsync();
        Assert.SkipWhen(server is null, Missing);
        using var actuator = Driver(server);
        Assert.Null(await actuator.ApplyAsync(new CarriedTable(ManyOrders.Tables[1].Table), default));
        const string key = "X-Order-Key";

        Assert.Equal("orchestration", (await server.AskAsync((key, "AR-1"))).Side);
        Assert.Equal("orchestration", (await server.AskAsync((key, "AR-1"), ("X-Order-Lane", ""))).Side);
        Assert.Equal("legacy", (await server.AskAsync()).Side);
        Assert.Equal("legacy", (await server.AskAsync((key, ""))).Side);
        Assert.Equal("legacy", (await server.AskAsync((key, "AR 1"))).Side);
        Assert.Equal("legacy", (await server.AskAsync((key, new string('x', 201)))).Side);
        Assert.Equal("legacy", (await server.AskAsync((key, "AR-1"), ("X-Order-Lane", "100%"))).Side);
        Assert.Equal("legacy", (await server.AskAsync((key, "AR-1"), ("X-Order-Store", "%zz"))).Side);
        Assert.StartsWith("orchestration", await server.SendAsync($"{key}: AR-1\r\nX-Order-Region: a\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("legacy", await server.SendAsync($"{key}: AR-1\r\n{key}: AR-1\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("legacy", await server.SendAsync($"{key}: AR-1\r\nX-Order-Region: a\r\nX-Order-Region: b\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("legacy", await server.SendAsync($"{key}: Zürich\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_MapWasChangedByHand_DiffersAndIsMendedForRequestsToo()
    {
        await using var server = await HaProxyServer.StartAsync();
        Assert.SkipWhen(server is null, Missing);
        using var driver = Driver(server);
        IActuator actuator = driver;
        var table = new CarriedTable(TrafficTable.Empty.With(Segment.All, 0, false, SplitBy.Order));
        Assert.Null(await actuator.ApplyAsync(table, default));
        Assert.Equal("legacy", (await server.AskAsync(("X-Order-Key", "AR-1"))).Side);
        var socket = new RuntimeSocket(server.Socket, Folders(server), new OutboundGuard([]));
        var rule = (await socket.AskAsync($"show map {server.Map}", default)).Value.Split('\n').First(l => l.Contains("/1 ", StringComparison.Ordinal)).Split(' ')[1];
        // both threads of the Lua file keep what they read until the head changes
        var head = (await socket.AskAsync($"show map {server.Map}", default)).Value.Split('\n').First(l => l.Contains(" head ", StringComparison.Ordinal)).Split(' ')[2];
        await socket.AskAsync($"set map {server.Map} {rule} 10000|o|;set map {server.Map} head {head}x", default);

        var edited = await actuator.VerifyAsync(table, default);
        Assert.Equal("orchestration", (await server.AskAsync(("X-Order-Key", "AR-1"))).Side);
        Assert.Null(await actuator.ApplyAsync(table, default));

        Assert.Equal((Confirmation.Differs, "It holds other rules under revision 1."), (edited.Confirmation, edited.What));
        Assert.Equal(Confirmation.Confirmed, (await actuator.VerifyAsync(table, default)).Confirmation);
        foreach (var _ in Enumerable.Range(0, 50))
        {
            Assert.Equal("legacy", (await server.AskAsync(("X-Order-Key", "AR-1"))).Side);
        }
    }

    [Fact]
    public async Task Loop_HaProxyIsRestartedAndDies_NoticesAppliesAgainAndSaysUnknown()
    {
        await using var server = await HaProxyServer.StartAsync();
        Assert.SkipWhen(server is null, Missing);
        await using var world = await ActuatorWorld.PrepareAsync(StoreKind.Sqlite, server.Definition(overTcp: true).HaProxy!.Socket);
        world.Plan(server.Definition(overTcp: true));
        await world.MoveAsync(Segment.All, 100);
        await world.RunAsync();
        await world.ConfirmedAsync(1, "edge");
        Assert.Equal("orchestration", (await server.AskAsync(("X-Order-Key", "AR-1"))).Side);

        await server.KillAsync();
        await world.UntilAsync("it is unknown", () => world.Of("edge") is { Verdict: Confirmation.Unknown, Phase: Phase.Degraded, Reason: "not-applied" or "cannot-tell" });
        Assert.Contains("cannot be reached", world.Of("edge")!.Message, StringComparison.Ordinal);
        await world.MoveAsync(Segment.All, 40);
        await server.BeginAsync();
        Assert.Equal("legacy", (await server.AskAsync(("X-Order-Key", "AR-1"))).Side);
        await world.ConfirmedAsync(2, "edge");

        await server.KillAsync();
        await server.BeginAsync();
        await world.UntilAsync("its map is filled again", async () => (await server.AskAsync(("X-Order-Key", "AR-1"))).Revision == "2");
    }

    [Fact]
    public async Task Return_GlassIsBroken_EveryOrderGoesToLegacyThenAndWhenTheProductRunsAgain()
    {
        await using var server = await HaProxyServer.StartAsync();
        Assert.SkipWhen(server is null, Missing);
        var definition = server.Definition(overTcp: true);
        await using var world = await ActuatorWorld.PrepareAsync(StoreKind.Sqlite, definition.HaProxy!.Socket);
        world.Plan(definition);
        await world.MoveAsync(Segment.All, 100);
        await world.RunAsync();
        await world.ConfirmedAsync(1, "edge");
        await world.StopAsync();
        var plan = Path.Combine(world.Folder, "plan.yaml");
        await File.WriteAllTextAsync(plan, $"actuators:\n  - {{ id: edge, kind: haproxy, haproxy: {{ socket: \"{definition.HaProxy.Socket}\", map: {server.Map} }} }}\n");
        var orders = ManyOrders.Take(200, seed: 4715);
        using var output = new StringWriter();
        var reach = new ActuatorReach(Folders(server), new OutboundGuard([definition.HaProxy.Socket]), new Secrets(server.Folder), TimeProvider.System);

        Assert.Equal("orchestration", (await server.AskAsync(orders[0])).Side);
        var code = await new ReturnToLegacy(reach, new GlassFolder(world.Files.Directory))
            .RunAsync(new ReturnRequest(plan, "edge", "the store is down and orders misroute", "oscar", "edge-7"), output, output, default);
        foreach (var order in orders)
        {
            Assert.Equal(("legacy", "0"), await server.AskAsync(order) is var said ? (said.Side, said.Revision) : default);
        }

        Assert.True(code == 0, output.ToString());
        Assert.Contains("edge: confirmed", output.ToString(), StringComparison.Ordinal);
        await world.RestartAsync();
        await world.RunAsync();
        await world.ConfirmedAsync(2, "edge");
        foreach (var order in orders)
        {
            Assert.Equal(("legacy", "2"), await server.AskAsync(order) is var said ? (said.Side, said.Revision) : default);
        }
    }

    [Fact]
    public async Task Read_LinkLeadsToAPathThatIsTooLongForASocket_IsUnreachable()
    {
        var folder = Directory.CreateTempSubdirectory("hap-").FullName;
        var deep = Directory.CreateDirectory(Path.Combine(folder, new string('x', 120))).FullName;
        Directory.CreateSymbolicLink(Path.Combine(folder, "s"), deep);
        using var actuator = new HaProxyActuator(
            new ActuatorDefinition("edge", ActuatorKind.HaProxy, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(2)) { HaProxy = new HaProxySettings(Path.Combine(folder, "s", "a.sock"), "order-split.map") },
            new ActuatorReach(new AllowedFolders([folder], folder, []), new OutboundGuard([]), new Secrets(folder), TimeProvider.System));

        Assert.Equal("haproxy-unreachable", (await actuator.ReadAsync(default)).Error?.Code);
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("/nowhere/admin.sock", "not-allowed")]
    [InlineData("127.0.0.1:1", "haproxy-unreachable")]
    public async Task Read_SocketThatTheSettingsDoNotName_IsNotConnectedTo(string socket, string code)
    {
        var folder = Path.GetTempPath();
        using var actuator = new HaProxyActuator(
            new ActuatorDefinition("edge", ActuatorKind.HaProxy, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(2)) { HaProxy = new HaProxySettings(socket, "order-split.map") },
            new ActuatorReach(new AllowedFolders([folder], folder, []), new OutboundGuard([]), new Secrets(folder), TimeProvider.System));

        var read = await actuator.ReadAsync(default);

        Assert.Equal(code, read.Error?.Code);
        Assert.Equal(code, (await actuator.ApplyAsync(new CarriedTable(TrafficTable.Empty), default))?.Code);
        Assert.Contains(socket.StartsWith('/') ? "AllowedFolders" : "AllowedPrivateHosts", read.Error!.Message, StringComparison.Ordinal);
    }

    private static AllowedFolders Folders(HaProxyServer server) => new([server.Folder], server.Folder, []);

    private static HaProxyActuator Driver(HaProxyServer server, bool overTcp = false)
    {
        var definition = server.Definition(overTcp);
        return new HaProxyActuator(definition, new ActuatorReach(Folders(server), new OutboundGuard([definition.HaProxy!.Socket]), new Secrets(server.Folder), TimeProvider.System));
    }
}
