using System.Text.Json;
using CommandCenter.Orders;
using CommandCenter.Plan;
using CommandCenter.Sources.Files;
using CommandCenter.Traffic;
using CommandCenter.Traffic.Actuators;
using CommandCenter.Traffic.Actuators.Flagd;

namespace CommandCenter.Tests.Traffic.Actuators;

/// <summary>A flagd file, evaluated by what its readers evaluate it with.</summary>
public sealed class FlagdFileTests : IDisposable
{
    private const string Script = """
        import { readFileSync } from "node:fs";
        import { FlagdCore } from "@openfeature/flagd-core";
        const quiet = { debug() {}, info() {}, warn() {}, error() {} };
        const [orders, ...files] = process.argv.slice(2);
        const contexts = JSON.parse(readFileSync(orders, "utf8"));
        for (const file of files) {
          const core = new FlagdCore(undefined, quiet);
          core.setConfigurations(readFileSync(file, "utf8"));
          console.log(contexts.map(c => core.resolveStringEvaluation("order-owner", "none", c, quiet).value[0]).join(""));
        }
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("flagd-").FullName;

    [Fact]
    public async Task Apply_FlagdCoreEvaluatesIt_AgreesOrderByOrder()
    {
        var node = await NodePackage.InstallAsync("@openfeature/flagd-core@4.0.1");
        Assert.SkipWhen(node is null, "no npm package @openfeature/flagd-core: node and npm are needed, and a registry");
        var orders = ManyOrders.Take(4_000, seed: 4711);
        var contexts = Path.Combine(folder, "orders.json");
        await File.WriteAllTextAsync(contexts, JsonSerializer.Serialize(orders.Select(Context)));
        var files = new List<string>();
        foreach (var (name, table) in ManyOrders.Tables)
        {
            var file = Path.Combine(folder, $"{files.Count}.json");
            using var actuator = Actuator(file);
            Assert.Null(await actuator.ApplyAsync(new CarriedTable(table), default));
            Assert.Equal(Confirmation.Confirmed, (await ((IActuator)actuator).VerifyAsync(new CarriedTable(table), default)).Confirmation);
            files.Add(file);
        }

        var (code, output) = await NodePackage.RunScriptAsync(node, Script, [contexts, .. files]);

        Assert.True(code == 0, output);
        var lines = output.Trim().Split('\n');
        foreach (var ((name, table), said) in ManyOrders.Tables.Zip(lines))
        {
            var wrong = orders.Where((o, i) => said[i] != (o.By(table) == Side.Orchestration ? 'o' : 'l')).Take(3).ToList();
            Assert.True(wrong.Count == 0, $"{name}: {string.Join("; ", wrong)}");
        }

        Assert.Equal(ManyOrders.Tables.Count, lines.Length);
        // the tables tell sides apart, or the comparison would say nothing
        Assert.True(lines.Count(l => l.Contains('o', StringComparison.Ordinal) && l.Contains('l', StringComparison.Ordinal)) >= ManyOrders.Tables.Count - 2);
    }

    [Fact]
    public async Task Apply_NoKeyOrNoneThatCanBeSplit_IsLegacysThere()
    {
        var node = await NodePackage.InstallAsync("@openfeature/flagd-core@4.0.1");
        Assert.SkipWhen(node is null, "no npm package @openfeature/flagd-core: node and npm are needed, and a registry");
        var (contexts, file) = (Path.Combine(folder, "orders.json"), Path.Combine(folder, "all.json"));
        await File.WriteAllTextAsync(contexts, """[{}, {"targetingKey": ""}, {"targetingKey": "a b"}, {"targetingKey": 7}, {"targetingKey": "AR-1"}]""");
        using var actuator = Actuator(file);
        Assert.Null(await actuator.ApplyAsync(new CarriedTable(ManyOrders.Tables[1].Table), default));

        var (_, output) = await NodePackage.RunScriptAsync(node, Script, contexts, file);

        Assert.Equal("llllo", output.Trim());
    }

    [Fact]
    public async Task Verify_FileIsChangedOrGone_SaysWhat()
    {
        var file = Path.Combine(folder, "flags.json");
        using var driver = Actuator(file);
        IActuator actuator = driver;
        var (old, table) = (new CarriedTable(ManyOrders.Tables[3].Table), new CarriedTable(ManyOrders.Tables[9].Table));
        Assert.Contains("no table", (await actuator.VerifyAsync(table, default)).What, StringComparison.Ordinal);
        await actuator.ApplyAsync(old, default);
        Assert.Contains("holds revision 3, not 18", (await actuator.VerifyAsync(table, default)).What, StringComparison.Ordinal);
        await actuator.ApplyAsync(table, default);

        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file)).Replace("5400", "5401", StringComparison.Ordinal));
        var edited = await actuator.VerifyAsync(table, default);
        await File.WriteAllTextAsync(file, "{}");
        var foreign = await actuator.VerifyAsync(table, default);
        File.Delete(file);
        Directory.CreateDirectory(file);
        var unreadable = await actuator.VerifyAsync(table, default);

        Assert.Equal((Confirmation.Differs, "It holds other rules under revision 18."), (edited.Confirmation, edited.What));
        Assert.Equal(Confirmation.Differs, foreign.Confirmation);
        Assert.Equal(Confirmation.Unknown, unreadable.Confirmation);
        Assert.Equal("file-unwritable", (await actuator.ApplyAsync(table, default))?.Code);
        Assert.Empty(Directory.GetFiles(folder, ".*"));
    }

    [Theory]
    [InlineData("../elsewhere.json", "not-allowed")]
    [InlineData("/etc/flags.json", "not-allowed")]
    [InlineData("own/flags.json", "own-files")]
    public async Task Apply_PathOutsideOfWhatTheSettingsAllow_IsRefused(string path, string code)
    {
        using var actuator = Actuator(path);

        Assert.Equal(code, (await actuator.ApplyAsync(new CarriedTable(TrafficTable.Empty), default))?.Code);
        Assert.Equal(code, (await actuator.ReadAsync(default)).Error?.Code);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static Dictionary<string, string> Context(SplitOrder order)
    {
        var a = order.Attributes;
        return new (string Name, string? Value)[]
            {
                ("targetingKey", order.Key), ("lane", a.Lane), ("region", a.Region), ("brand", a.Brand), ("channel", a.Channel), ("store", a.Store), ("skuClass", a.SkuClass), ("tenant", a.Tenant),
            }
            .Where(p => p.Value is not null).ToDictionary(p => p.Name, p => p.Value!, StringComparer.Ordinal);
    }

    private FlagdFileActuator Actuator(string path) => new(
        new ActuatorDefinition("flags", ActuatorKind.FlagdFile, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(2)) { Flagd = new FlagdSettings(path, "order-owner") },
        new AllowedFolders([folder], folder, [Path.Combine(folder, "own")], "CommandCenter:Actuators:AllowedFolders"));
}
