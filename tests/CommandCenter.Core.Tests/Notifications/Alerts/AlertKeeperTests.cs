using CommandCenter.Access;
using CommandCenter.Decisions;
using CommandCenter.Notifications.Alerts;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Shared;
using CommandCenter.Tests.Live;
using CommandCenter.Tests.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace CommandCenter.Tests.Notifications.Alerts;

public abstract class AlertKeeperTests(StoreKind kind)
{
    private static readonly Actor maya = new("maya", new HashSet<Role> { Role.IncidentCommander });
    private static readonly Actor omar = new("omar", new HashSet<Role> { Role.Operations });
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 10, 5, 0, 0, TimeSpan.Zero));
    private readonly AlertSignalsOfTest signals = new();

    [Fact]
    public async Task Look_SignalComesAndGoes_IsOneAlertThatEndsAfterItSettled()
    {
        await using var world = await StartAsync();
        signals.Set(AlertSignalsOfTest.Breach("ship-to-home"));
        var raised = Assert.Single(await world.LookAsync());

        signals.Set();
        time.Advance(TimeSpan.FromSeconds(20));
        await world.LookAsync();
        signals.Set(AlertSignalsOfTest.Breach("ship-to-home"));
        Assert.Equal(raised.Id, Assert.Single(await world.LookAsync()).Id);

        signals.Set();
        await world.LookAsync();
        time.Advance(AlertKeeper.Settle);
        Assert.Empty(await world.LookAsync());
        Assert.Equal(raised.Id, Assert.Single((await world.Queries.EndedAsync(null, 50, default)).Value).Id);

        signals.Set(AlertSignalsOfTest.Breach("ship-to-home"));
        Assert.NotEqual(raised.Id, Assert.Single(await world.LookAsync()).Id);
    }

    /// <summary>A source that falls silent takes a breach out of sight, not out of the world.</summary>
    [Fact]
    public async Task Look_BreachOutOfSightWhileDataAreMissing_StandsAndIsUnsure()
    {
        await using var world = await StartAsync();
        signals.Set(AlertSignalsOfTest.Breach("ship-to-home"));
        await world.LookAsync();
        var silent = AlertSignalsOfTest.Breach("legacy-orders", Role.TechnicalLead, kind: AlertKind.NoData);
        signals.SetBlind(silent);
        time.Advance(TimeSpan.FromMinutes(10));

        var open = await world.LookAsync();

        Assert.Equal([(AlertKind.Breach, true), (AlertKind.NoData, false)], open.OrderBy(a => a.Kind).Select(a => (a.Kind, a.IsUnsure)));
        signals.Set();
        time.Advance(AlertKeeper.Settle);
        await world.LookAsync();
        Assert.DoesNotContain(await world.LookAsync(), a => a.Kind == AlertKind.Breach);
    }

    [Fact]
    public async Task Look_NothingIsKnown_EndsNothing()
    {
        await using var world = await StartAsync();
        signals.Set(AlertSignalsOfTest.Breach("ship-to-home"));
        await world.LookAsync();
        await world.RestartAsync();
        signals.Set();
        await world.LookAsync();
        time.Advance(TimeSpan.FromSeconds(29));

        // a process that has just started has not seen that it is gone for long enough
        Assert.Single(await world.LookAsync());
    }

    /// <summary>What comes together is one message for a role; another role has its own.</summary>
    [Fact]
    public async Task Look_ManyAtOnce_AreOneMessageARole()
    {
        await using var world = await StartAsync(Channel("bridge"), Channel("money", Role.Finance));
        signals.Set([.. Enumerable.Range(1, 10).Select(i => AlertSignalsOfTest.Breach($"lane-{i}")), AlertSignalsOfTest.Breach("posting", Role.Finance)]);
        await world.LookAsync();
        time.Advance(TimeSpan.FromSeconds(1));
        await world.LookAsync();
        Assert.Empty(await world.MessagesAsync());

        time.Advance(TimeSpan.FromSeconds(6));
        await world.LookAsync();
        await world.LookAsync();

        var messages = await world.MessagesAsync();
        Assert.Equal(["bridge", "bridge", "money"], messages.Select(m => m.Channel).Order());
        var many = Assert.Single(messages, m => m.Text.Contains("lane-1:", StringComparison.Ordinal));
        Assert.StartsWith("Breach, for incident commander, 10 at once", many.Text, StringComparison.Ordinal);
        Assert.EndsWith("and 2 more", many.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Look_NobodyAnswers_EscalatesOnceToTheRoleAbove()
    {
        await using var world = await StartAsync(Channel("board", Role.Executive));
        signals.Set(AlertSignalsOfTest.Breach("ship-to-home"));
        await world.LookAsync();
        time.Advance(TimeSpan.FromMinutes(5));

        await world.LookAsync();
        var alert = Assert.Single(await world.LookAsync());

        Assert.Equal((Role.Executive, true), (alert.EscalatedTo, alert.Concerns(new Actor("eve", new HashSet<Role> { Role.Executive }))));
        Assert.StartsWith("Nobody answered as incident commander: Breach", Assert.Single(await world.MessagesAsync()).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Acknowledge_ByName_StopsEscalationAndIsOnRecord()
    {
        await using var world = await StartAsync();
        signals.Set(AlertSignalsOfTest.Breach("ship-to-home"));
        var alert = Assert.Single(await world.LookAsync());

        Assert.Equal(ErrorKind.Forbidden, (await world.Commands.AcknowledgeAsync(alert.Id, null, omar, null, default)).Error?.Kind);
        var done = await world.Commands.AcknowledgeAsync(alert.Id, "calling the carrier", maya, null, default);
        Assert.Equal(("maya", "calling the carrier"), (done.Value.AcknowledgedBy, done.Value.Note));
        Assert.Equal("already-acknowledged", (await world.Commands.AcknowledgeAsync(alert.Id, null, maya, null, default)).Error?.Code);

        time.Advance(TimeSpan.FromHours(1));
        Assert.Null(Assert.Single(await world.LookAsync()).EscalatedTo);
        Assert.Contains(await world.DecisionsAsync(), d => d is { Command: "acknowledge-alert", Actor: "maya" });
    }

    [Fact]
    public async Task Silence_CoversForItsTime_IsVisibleAndTellsAfterwards()
    {
        await using var world = await StartAsync(Channel("bridge"));
        Assert.True((await world.Commands.SilenceAsync(new SilenceAsk(AlertKind.Breach, "Ship", TimeSpan.FromMinutes(30), "carrier strike"), maya, null, default)).Succeeded);
        signals.Set(AlertSignalsOfTest.Breach("ship-to-home"), AlertSignalsOfTest.Breach("regulated"));
        await world.LookAsync();
        time.Advance(TimeSpan.FromMinutes(10));
        await world.LookAsync();

        var covered = Assert.Single(await world.LookAsync(), a => a.Subject == "ship-to-home");
        Assert.Equal(("carrier strike", false, null), (covered.SilencedBy?.Reason, covered.IsWaiting, covered.EscalatedTo));
        Assert.DoesNotContain(await world.MessagesAsync(), m => m.Text.Contains("ship-to-home", StringComparison.Ordinal));

        time.Advance(TimeSpan.FromMinutes(20));
        await world.LookAsync();
        Assert.Contains(await world.MessagesAsync(), m => m.Text.Contains("ship-to-home", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Silence_EndedEarly_TellsAtOnce()
    {
        await using var world = await StartAsync(Channel("bridge"));
        var silence = (await world.Commands.SilenceAsync(new SilenceAsk(AlertKind.Breach, null, TimeSpan.FromHours(24), "carrier strike"), maya, null, default)).Value;
        signals.Set(AlertSignalsOfTest.Breach("ship-to-home"));
        await world.LookAsync();
        time.Advance(TimeSpan.FromMinutes(1));

        Assert.True((await world.Commands.EndAsync(silence.Id, "strike is over", maya, null, default)).Succeeded);
        Assert.Equal("silence-over", (await world.Commands.EndAsync(silence.Id, "again", maya, null, default)).Error?.Code);
        await world.LookAsync();

        Assert.Single(await world.MessagesAsync());
    }

    [Theory]
    [InlineData(null, null, 30, "kind")]
    [InlineData("breach", null, 0, "minutes")]
    [InlineData("breach", null, 1441, "minutes")]
    [InlineData(null, "a\nb", 30, "subject")]
    public async Task Silence_BadAsk_NamesTheField(string? of, string? subject, int minutes, string field)
    {
        await using var world = await StartAsync();
        Assert.Equal(field, (await world.Commands.SilenceAsync(new SilenceAsk(AlertText.KindOf(of), subject, TimeSpan.FromMinutes(minutes), "because"), maya, null, default)).Error?.Field);
    }

    /// <summary>Two processes on one store: one alert, one message.</summary>
    [Fact]
    public async Task Look_TwoProcesses_RaiseAndTellOnce()
    {
        await using var world = await StartAsync(Channel("bridge"));
        using var other = world.Another();
        signals.Set(AlertSignalsOfTest.Breach("ship-to-home"));
        await Task.WhenAll(world.LookAsync(), other.ReadAsync(default));
        time.Advance(TimeSpan.FromSeconds(6));
        await Task.WhenAll(world.LookAsync(), other.ReadAsync(default));

        Assert.Null(other.Error);
        Assert.Single(await world.LookAsync());
        Assert.Single(await world.MessagesAsync());
    }

    private static AlertChannel Channel(string id, params Role[] roles) => new(id, AlertChannelKind.Slack, roles, AlertSeverity.Page, [], "${env:CC_SECRET_BRIDGE}");

    private async Task<World> StartAsync(params AlertChannel[] channels)
    {
        var files = await StoreFiles.StartAsync(kind, time);
        var plan = LiveWorld.Plan();
        files.Get<ActivePlan>().Swap(plan with { Header = plan.Header with { TimeScale = 1 }, Alerts = AlertSettings.Default with { Channels = channels } });
        return new World(files, signals, time);
    }

    private sealed class World(StoreFiles files, AlertSignalsOfTest signals, FakeTimeProvider time) : IAsyncDisposable
    {
        private AlertKeeper keeper = Keeper(files, signals, time);

        public AlertCommands Commands => new(files.Get<CommandRunner>(), keeper, time);
        public AlertQueries Queries => new(files.Get<IDbContextFactory<CommandsDb>>());

        public AlertKeeper Another() => Keeper(files, signals, time);

        public Task RestartAsync()
        {
            keeper.Dispose();
            keeper = Another();
            return Task.CompletedTask;
        }

        public async Task<IReadOnlyList<AlertView>> LookAsync()
        {
            await keeper.ReadAsync(default);
            Assert.Null(keeper.Error);
            return keeper.Current!.Open;
        }

        public async Task<IReadOnlyList<AlertMessageRow>> MessagesAsync()
        {
            await using var db = await files.Get<IDbContextFactory<CommandsDb>>().CreateDbContextAsync();
            return await db.AlertMessages.AsNoTracking().OrderBy(m => m.CreatedAt).ToListAsync();
        }

        public async Task<IReadOnlyList<Decision>> DecisionsAsync() => (await new DecisionQueries(files.Get<IDbContextFactory<CommandsDb>>()).SearchAsync(new DecisionSearch(), default)).Value.Items;

        public async ValueTask DisposeAsync()
        {
            keeper.Dispose();
            await files.DisposeAsync();
        }

        private static AlertKeeper Keeper(StoreFiles files, AlertSignalsOfTest signals, FakeTimeProvider time) =>
            new(signals, files.Get<IDbContextFactory<CommandsDb>>(), files.Get<CommandsGate>(), files.Get<DecisionLog>(), null, files.Get<ActivePlan>(), time, NullLogger<AlertKeeper>.Instance);
    }
}

public sealed class SqliteAlertKeeperTests() : AlertKeeperTests(StoreKind.Sqlite);

public sealed class PostgresAlertKeeperTests() : AlertKeeperTests(StoreKind.Postgres);
