using System.Diagnostics.Metrics;
using CommandCenter.Intake;
using CommandCenter.Intake.Journal;
using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Tests.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace CommandCenter.Tests.Intake;

/// <summary>How the intake stands, for pages and <c>/metrics</c>.</summary>
public sealed class IntakeWatchTests
{
    [Fact]
    public async Task Read_OrdersThatWait_AreMeasuredBySideAndState()
    {
        await using var world = await IntakeWorld.StartAsync(StoreKind.Sqlite);
        await world.ShiftAsync(100, mirror: true);
        (world.Legacy.Fate, world.Orchestration.Fate) = (_ => CallFate.NotSent, _ => CallFate.Refused);
        var watch = world.Files.Get<IntakeWatch>();
        var told = 0;
        Assert.Empty(Measure());

        await watch.ReadAsync(default);
        var empty = Measure();
        watch.Changed += () => told++;
        await world.PostAsync("AR-1");
        await IntakeWorld.UntilAsync("it is parked", async () => (await world.EntriesAsync("AR-1")).Exists(e => e.State == EntryState.Parked));
        await watch.ReadAsync(default);
        var busy = Measure();

        Assert.Equal((0d, 0d, 1), (empty["command_center.intake.accepted"], empty["command_center.intake.oldest"], told));
        Assert.Equal(
            (1d, 1d, 1d, 0d),
            (busy["command_center.intake.accepted"], busy["command_center.intake.open legacy waiting"], busy["command_center.intake.open orchestration parked"], busy["command_center.intake.open legacy parked"]));
        Assert.InRange(busy["command_center.intake.oldest"], 0, 60);
        Assert.Null(watch.Error);
        Assert.NotNull(watch.Current);
    }

    [Fact]
    public async Task Read_StoreDoesNotAnswer_SaysSoMeasuresNothingAndRecovers()
    {
        await using var world = await IntakeWorld.StartAsync(StoreKind.Sqlite);
        var watch = world.Files.Get<IntakeWatch>();
        await watch.ReadAsync(default);
        await RenameAsync(world, "intake_entry", "intake_away");

        await watch.ReadAsync(default);
        await watch.ReadAsync(default);
        var (error, measured) = (watch.Error, Measure());
        await RenameAsync(world, "intake_away", "intake_entry");
        await watch.ReadAsync(default);

        Assert.Equal("intake-unreadable", error?.Code);
        Assert.Empty(measured);
        Assert.Null(watch.Error);
    }

    [Fact]
    public async Task Probe_JournalThatCanBeWritten_FindsNothingAndElseSaysWhat()
    {
        var time = new FakeTimeProvider(Some.Start);
        await using var world = await IntakeWorld.StartAsync(StoreKind.Sqlite, time);
        var watch = world.Files.Get<IntakeWatch>();

        var well = await watch.ProbeAsync(default);
        string? stuck;
        using (await world.Files.Get<CommandsGate>().EnterAsync())
        {
            var asked = watch.ProbeAsync(default);
            time.Advance(TimeSpan.FromSeconds(3));
            stuck = await asked;
        }

        await world.Files.Get<IntakeHost>().StopAsync(default);

        Assert.Equal((null, "The journal did not take a batch within 2 s."), (well, stuck));
        Assert.StartsWith("The intake is stopping.", await watch.ProbeAsync(default), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_JournalWasInTrouble_FindsOutByItselfThatItIsOver()
    {
        await using var world = await IntakeWorld.StartAsync(StoreKind.Sqlite);
        await RenameAsync(world, "traffic_head", "traffic_away");
        await world.PostAsync("AR-1");
        Assert.NotNull(world.Intake.Trouble);
        await RenameAsync(world, "traffic_away", "traffic_head");
        var watch = world.Files.Get<IntakeWatch>();

        await watch.StartAsync(default);
        await IntakeWorld.UntilAsync("it is over", () => world.Intake.Trouble is null && watch.Current is not null);
        await watch.StopAsync(default);
    }

    private static async Task RenameAsync(IntakeWorld world, string from, string to)
    {
        await using var db = world.Store();
#pragma warning disable EF1002 // names of the test's own
        await db.Database.ExecuteSqlRawAsync($"ALTER TABLE {from} RENAME TO {to}");
#pragma warning restore EF1002
    }

    /// <summary>What a collector would read at this moment, from the worlds of this class alone: they run one after the other.</summary>
    private static Dictionary<string, double> Measure()
    {
        var found = new Dictionary<string, double>(StringComparer.Ordinal);
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Meter.Name == IntakeWatch.MeterName)
            {
                l.EnableMeasurementEvents(instrument);
            }
        };
        void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) => found[string.Join(' ', [instrument.Name, .. tags.ToArray().Select(t => t.Value)])] = value;
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value, tags));
        listener.Start();
        listener.RecordObservableInstruments();
        return found;
    }
}
