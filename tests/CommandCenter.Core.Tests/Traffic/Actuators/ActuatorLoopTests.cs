using CommandCenter.Live;
using CommandCenter.Plan;
using CommandCenter.Tests.Persistence;
using CommandCenter.Traffic;
using CommandCenter.Traffic.Actuators;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Tests.Traffic.Actuators;

/// <summary>The newest table on its way to what lies outside of the process, on a real store.</summary>
public abstract class ActuatorLoopTests(StoreKind kind)
{
    [Fact]
    public async Task Move_OutsideActuator_HoldsTheNewestTableAndIsConfirmed()
    {
        await using var world = await ActuatorWorld.PrepareAsync(kind);
        var file = Path.Combine(world.Folder, "flags.json");
        world.Plan(new ActuatorDefinition("intake", ActuatorKind.BuiltIn, default, default), ActuatorWorld.FlagdFile(file));
        await world.RunAsync();
        await world.ConfirmedAsync(0);

        TrafficTable? table = null;
        foreach (var percent in new[] { 1, 5, 25 })
        {
            table = await world.MoveAsync(Segment.All, percent);
        }

        await world.ConfirmedAsync(3);
        var (intake, flags) = (world.Of("intake")!, world.Of("flags")!);
        Assert.Equal((Phase.Healthy, Confirmation.Confirmed, 3L), (intake.Phase, intake.Verdict, intake.AppliedRevision));
        Assert.Equal((Phase.Healthy, "confirmed", 3L, 3L), (flags.Phase, flags.Reason, flags.AskedRevision, flags.AppliedRevision));
        Assert.Contains("2500", await File.ReadAllTextAsync(file), StringComparison.Ordinal);
        var outside = await world.Files.Get<IOutsideActuators>().OfAsync(table!.Revision, default);
        Assert.Empty(outside.Unconfirmed);
        Assert.Equal(["flags"], (await world.Files.Get<IOutsideActuators>().OfAsync(table.Revision + 1, default)).Unconfirmed);
    }

    [Fact]
    public async Task Loop_SomebodyChangesIt_NoticesAndAppliesItAgain()
    {
        await using var world = await ActuatorWorld.PrepareAsync(kind);
        var file = Path.Combine(world.Folder, "flags.json");
        world.Plan(ActuatorWorld.FlagdFile(file));
        await world.MoveAsync(Segment.All, 25);
        await world.RunAsync();
        await world.ConfirmedAsync(1);
        var right = await File.ReadAllTextAsync(file);

        File.Delete(file);
        await world.UntilAsync("it is there again", () => File.Exists(file));
        await File.WriteAllTextAsync(file, right.Replace("2500", "9000", StringComparison.Ordinal));
        await world.UntilAsync("it is right again", () => File.ReadAllText(file) == right);
    }

    [Fact]
    public async Task Loop_CannotBeReached_IsUnknownUntilItIs()
    {
        await using var world = await ActuatorWorld.PrepareAsync(kind);
        var folder = Path.Combine(world.Folder, "later");
        world.Plan(ActuatorWorld.FlagdFile(Path.Combine(folder, "flags.json")), ActuatorWorld.FlagdFile("/etc/flags.json", "forbidden"));
        await world.MoveAsync(Segment.All, 25);
        await world.RunAsync();

        await world.UntilAsync("both are not well", () => world.Of("flags") is { Phase: Phase.Degraded } && world.Of("forbidden") is { Phase: Phase.Degraded });
        var forbidden = world.Of("forbidden")!;
        Assert.Equal((Confirmation.Unknown, "not-applied", null), (forbidden.Verdict, forbidden.Reason, forbidden.AppliedRevision));
        Assert.Contains("CommandCenter:Actuators:AllowedFolders", forbidden.Message, StringComparison.Ordinal);
        Assert.Contains("its folder is not there", world.Of("flags")!.Message, StringComparison.Ordinal);
        Assert.Equal(["flags", "forbidden"], (await world.Files.Get<IOutsideActuators>().OfAsync(1, default)).Unconfirmed);

        Directory.CreateDirectory(folder);
        await world.ConfirmedAsync(1);
    }

    [Fact]
    public async Task Loop_ProcessBeginsAgain_GoesOnFromWhatIsKnown()
    {
        await using var world = await ActuatorWorld.PrepareAsync(kind);
        var file = Path.Combine(world.Folder, "flags.json");
        world.Plan(ActuatorWorld.FlagdFile(file));
        await world.MoveAsync(Segment.All, 25);
        await world.RunAsync();
        await world.ConfirmedAsync(1);
        var written = new FileInfo(file).LastWriteTimeUtc;
        await world.RestartAsync();
        // what was confirmed is shown as that at once, and is not written again
        await world.RunAsync();
        await world.ConfirmedAsync(1);
        Assert.Equal(written, new FileInfo(file).LastWriteTimeUtc);

        await world.StopAsync();
        await world.MoveAsync(Segment.All, 50);
        await world.RunAsync();
        await world.ConfirmedAsync(2);
        Assert.NotEqual(written, new FileInfo(file).LastWriteTimeUtc);
    }

    [Fact]
    public async Task Loop_ItLiesElsewhereNow_WhatWasConfirmedThereCountsNoMore()
    {
        await using var world = await ActuatorWorld.PrepareAsync(kind);
        world.Plan(ActuatorWorld.FlagdFile(Path.Combine(world.Folder, "one.json")));
        await world.MoveAsync(Segment.All, 25);
        await world.RunAsync();
        await world.ConfirmedAsync(1);
        await world.StopAsync();

        var two = Path.Combine(world.Folder, "two.json");
        world.Plan(ActuatorWorld.FlagdFile(two));
        Assert.Equal(["flags"], (await world.Files.Get<IOutsideActuators>().OfAsync(1, default)).Unconfirmed);
        await world.RunAsync();
        await world.UntilAsync("it is there", () => File.Exists(two));
        await world.ConfirmedAsync(1);
    }

    [Fact]
    public async Task Loop_StoreIsAway_SaysThatNothingIsKnownAndAppliesNothing()
    {
        await using var world = await ActuatorWorld.PrepareAsync(kind);
        var file = Path.Combine(world.Folder, "flags.json");
        world.Plan(ActuatorWorld.FlagdFile(file));
        await world.MoveAsync(Segment.All, 25);
        await world.RunAsync();
        await world.ConfirmedAsync(1);

        await RenameAsync(world, "traffic_table", "traffic_table_away");
        await world.UntilAsync("it says so", () => world.Of("flags") is { Verdict: Confirmation.Unknown, Reason: "store-unreadable" });
        File.Delete(file);
        await RenameAsync(world, "traffic_table_away", "traffic_table");

        await world.ConfirmedAsync(1);
        await world.UntilAsync("it is there again", () => File.Exists(file));
    }

    private static async Task RenameAsync(ActuatorWorld world, string from, string to)
    {
        await using var db = world.Store();
#pragma warning disable EF1002 // the names are this test's own
        await db.Database.ExecuteSqlRawAsync($"ALTER TABLE {from} RENAME TO {to}");
#pragma warning restore EF1002
    }
}

public sealed class SqliteActuatorLoopTests() : ActuatorLoopTests(StoreKind.Sqlite);

public sealed class PostgresActuatorLoopTests() : ActuatorLoopTests(StoreKind.Postgres);
