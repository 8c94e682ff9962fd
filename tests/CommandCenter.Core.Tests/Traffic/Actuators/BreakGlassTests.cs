using System.Text.Json;
using CommandCenter.Decisions;
using CommandCenter.Sources;
using CommandCenter.Sources.Files;
using CommandCenter.Sources.Http;
using CommandCenter.Tests.Persistence;
using CommandCenter.Traffic;
using CommandCenter.Traffic.Actuators;
using CommandCenter.Traffic.Actuators.BreakGlass;

namespace CommandCenter.Tests.Traffic.Actuators;

/// <summary>Traffic returned to legacy without the store, and what the product makes of it when it runs again.</summary>
public abstract class BreakGlassTests(StoreKind kind)
{
    private const string Why = "the store is down and orders misroute";
    private readonly StringWriter output = new();
    private readonly StringWriter errors = new();

    [Fact]
    public async Task Return_ProductRunsAgain_KeepsTrafficWithLegacyAndSaysWhoOnce()
    {
        await using var world = await StartAsync();
        await world.MoveAsync(new Segment { Lane = "ship-to-home" }, 100);
        await world.MoveAsync(Segment.All, 50);
        await world.RunAsync();
        await world.ConfirmedAsync(2);
        await world.StopAsync();

        var code = await BreakAsync(world);
        var there = JsonDocument.Parse(await File.ReadAllTextAsync(FileOf(world))).RootElement.GetProperty("flags").GetProperty("order-owner").GetProperty("metadata");
        await world.RestartAsync();
        await world.RunAsync();
        await world.ConfirmedAsync(3);
        // whatever ended the process before the record was put away: it lies there again
        var put = Assert.Single(Directory.GetFiles(RecordsOf(world)));
        File.Move(put, put.Replace(".taken-up.json", ".json", StringComparison.Ordinal));
        await world.RestartAsync();
        await world.RunAsync();
        await world.UntilAsync("it is put away again", () => Directory.GetFiles(RecordsOf(world), "*.taken-up.json").Length == 1);
        await world.ConfirmedAsync(3);

        Assert.Equal((0, "flags: confirmed"), (code, output.ToString().Split('\n')[0].Trim()));
        Assert.True(there.TryGetProperty("breakGlass", out var id));
        var table = await world.TableAsync();
        Assert.All(table.Rules, r => Assert.Equal(0, r.Hundredths));
        var entry = Assert.Single(await EntriesAsync(world));
        Assert.Equal(("cutover-command-center", Why), (entry.Actor, entry.Reason));
        Assert.StartsWith("oscar on edge-7 broke the glass at 20", entry.Title, StringComparison.Ordinal);
        Assert.Equal(["traffic", $"break-glass:{id.GetString()}"], entry.Subjects);
        Assert.Equal(("flags confirmed", "3"), (entry.Details["outcome"], entry.Details["revision"]));
        Assert.True((await world.Files.Get<DecisionVerification>().VerifyAsync(null, default)).Valid);

        // from then on people move it again, and nobody takes it back
        await world.MoveAsync(Segment.All, 25);
        await world.ConfirmedAsync(4);
        Assert.Contains("2500", await File.ReadAllTextAsync(FileOf(world)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Return_WhileTheProductRuns_IsTakenUpAndNeverBroughtBackToOrchestration()
    {
        await using var world = await StartAsync();
        await world.MoveAsync(Segment.All, 100);
        await world.RunAsync();
        await world.ConfirmedAsync(1);

        Assert.Equal(0, await BreakAsync(world));
        await world.ConfirmedAsync(2);

        Assert.All((await world.TableAsync()).Rules, r => Assert.Equal(0, r.Hundredths));
        Assert.Single(await EntriesAsync(world));
    }

    [Fact]
    public async Task Return_RecordIsLost_IsFoundAtTheActuatorAndTakenUpOnce()
    {
        await using var world = await StartAsync();
        await world.MoveAsync(Segment.All, 100);
        await world.RunAsync();
        await world.ConfirmedAsync(1);
        await world.StopAsync();
        await BreakAsync(world);
        Directory.Delete(RecordsOf(world), recursive: true);

        await world.RunAsync();
        await world.ConfirmedAsync(2);

        Assert.All((await world.TableAsync()).Rules, r => Assert.Equal(0, r.Hundredths));
        Assert.Equal("The glass was found broken at the actuator flags: all traffic to legacy.", Assert.Single(await EntriesAsync(world)).Title);
    }

    [Fact]
    public async Task Return_RecordIsDamaged_TrafficGoesToLegacyAllTheSame()
    {
        await using var world = await StartAsync();
        await world.MoveAsync(Segment.All, 100);
        await BreakAsync(world);
        var record = Assert.Single(Directory.GetFiles(RecordsOf(world)));
        await File.WriteAllTextAsync(record, (await File.ReadAllTextAsync(record))[..40]);

        await world.RunAsync();
        await world.ConfirmedAsync(2);

        Assert.All((await world.TableAsync()).Rules, r => Assert.Equal(0, r.Hundredths));
        Assert.Contains("cannot be read", Assert.Single(await EntriesAsync(world)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Return_OneCannotBeReached_SaysSoForThatOneAndIsOnRecord()
    {
        await using var world = await StartAsync();
        var plan = PlanOf(world, """
            actuators:
              - { id: intake, kind: built-in }
              - { id: flags, kind: flagd-file, flagd: { path: FLAGS, flag: order-owner } }
              - { id: elsewhere, kind: flagd-file, flagd: { path: /etc/flags.json, flag: order-owner } }
              - { id: edge, kind: haproxy, timeout: 100ms, haproxy: { socket: FOLDER/none.sock, map: m } }
            nonsense: this version does not know
            """);

        var code = await BreakAsync(world, plan);

        Assert.Equal(3, code);
        var said = output.ToString();
        Assert.Contains("intake: built-in.", said, StringComparison.Ordinal);
        Assert.Contains("flags: confirmed", said, StringComparison.Ordinal);
        Assert.Contains("elsewhere: failed. The path '/etc/flags.json' lies outside", said, StringComparison.Ordinal);
        Assert.Contains("edge: failed. HAProxy's runtime socket", said, StringComparison.Ordinal);
        var record = JsonDocument.Parse(await File.ReadAllTextAsync(Assert.Single(Directory.GetFiles(RecordsOf(world))))).RootElement;
        Assert.Equal(["built-in", "confirmed", "failed", "failed"], record.GetProperty("actuators").EnumerateArray().Select(a => a.GetProperty("outcome").GetString()));
        Assert.Equal(("oscar", "edge-7", Why), (record.GetProperty("who").GetString(), record.GetProperty("machine").GetString(), record.GetProperty("reason").GetString()));
    }

    [Fact]
    public async Task Return_RecordCannotBeWritten_TrafficGoesBackAllTheSameAndItSaysWhatToKeep()
    {
        await using var world = await StartAsync();
        await File.WriteAllTextAsync(RecordsOf(world), "a file where the folder would be");

        Assert.Equal(3, await BreakAsync(world));

        Assert.Contains("flags: confirmed", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("Keep this: oscar on edge-7", errors.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("too short", null, 2)]
    [InlineData(Why, "nobody", 1)]
    public async Task Return_WrongWords_TouchesNothing(string reason, string? id, int code)
    {
        await using var world = await StartAsync();

        Assert.Equal(code, await BreakAsync(world, reason: reason, id: id));

        Assert.False(File.Exists(FileOf(world)));
        Assert.False(Directory.Exists(RecordsOf(world)));
        Assert.NotEmpty(errors.ToString());
    }

    private static string FileOf(ActuatorWorld world) => Path.Combine(world.Folder, "flags.json");

    private static string RecordsOf(ActuatorWorld world) => Path.Combine(world.Files.Directory, "break-glass");

    private static string PlanOf(ActuatorWorld world, string text)
    {
        var file = Path.Combine(world.Folder, "plan.yaml");
        File.WriteAllText(file, text.Replace("FLAGS", FileOf(world), StringComparison.Ordinal).Replace("FOLDER", world.Folder, StringComparison.Ordinal));
        return file;
    }

    private async Task<ActuatorWorld> StartAsync()
    {
        var world = await ActuatorWorld.PrepareAsync(kind);
        world.Plan(ActuatorWorld.FlagdFile(FileOf(world)));
        return world;
    }

    /// <summary>With what a process without any store has: settings, the plan file and the two folders.</summary>
    private Task<int> BreakAsync(ActuatorWorld world, string? plan = null, string reason = Why, string? id = null)
    {
        plan ??= PlanOf(world, "actuators:\n  - { id: flags, kind: flagd-file, flagd: { path: FLAGS, flag: order-owner } }\n");
        var reach = new ActuatorReach(new AllowedFolders([world.Folder], world.Folder, []), new OutboundGuard([]), new Secrets(world.Folder), TimeProvider.System);
        return new ReturnToLegacy(reach, new GlassFolder(world.Files.Directory)).RunAsync(new ReturnRequest(plan, id, reason, "oscar", "edge-7"), output, errors, default);
    }

    private static async Task<IReadOnlyList<Decision>> EntriesAsync(ActuatorWorld world) =>
        (await world.Files.Get<DecisionQueries>().SearchAsync(new DecisionSearch(Command: "break-glass", Limit: 10), default)).Value.Items;
}

public sealed class SqliteBreakGlassTests() : BreakGlassTests(StoreKind.Sqlite);

public sealed class PostgresBreakGlassTests() : BreakGlassTests(StoreKind.Postgres);
