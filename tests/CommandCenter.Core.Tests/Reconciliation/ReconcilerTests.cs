using CommandCenter.Orders;
using CommandCenter.Reconciliation.Comparing;
using CommandCenter.Reconciliation.Parity;
using CommandCenter.Reconciliation.Runs;
using CommandCenter.Tests.Orders;
using CommandCenter.Tests.Persistence;
using CsCheck;

namespace CommandCenter.Tests.Reconciliation;

public class ReconcilerTests
{
    /// <summary>Rule 8, over random events that arrive in random pieces while both sides are read further.</summary>
    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.Postgres)]
    public async Task StepAsync_AfterManyChanges_EndsWithWhatComparingEverythingFinds(StoreKind kind)
    {
        await using var world = await ParityWorld.StartAsync(kind);
        await world.FullAsync();
        var sets = new List<OrderEvent[]>();
        OrderEventGen.Set.Sample(set => sets.Add(set), iter: 16, threads: 1);
        var found = 0;
        for (var i = 0; i < sets.Count; i++)
        {
            foreach (var piece in sets[i].Select(e => e with { OrderKey = $"{e.OrderKey}-{i}", EventId = $"{e.EventId}-{i}", Names = e.Names is null ? null : $"{e.Names}-{i}" }).Chunk(1 + i % 7))
            {
                await world.SayAsync(piece);
                // each side moves on by itself, and never back
                world.LegacyReadTo += TimeSpan.FromSeconds(7 * (i % 3));
                world.OrchestrationReadTo += TimeSpan.FromSeconds(5 * (i % 4));
                Assert.NotNull(await world.Reconciler.StepAsync(default));
            }

            var other = world.Other();
            await world.FullAsync(other);
            await world.Reconciler.StepAsync(default);
            Assert.Equal(ParityWorld.Open(other), ParityWorld.Open(world.Reconciler));
            Assert.Equal(Counts(other), Counts(world.Reconciler));
            found = Math.Max(found, other.Book.Open.Count);
        }

        Assert.True(found > 20, $"{found} orders differed: too few to say anything");
    }

    /// <summary>Events ten times over, shuffled and a day late (faults 8 and 9): what is found is a function of their set.</summary>
    [Fact]
    public async Task StepAsync_EventsRepeatedShuffledAndLate_FindsTheSame()
    {
        await using var straight = await ParityWorld.StartAsync(StoreKind.Sqlite);
        await using var muddled = await ParityWorld.StartAsync(StoreKind.Sqlite);
        var sets = new List<OrderEvent[]>();
        OrderEventGen.Set.Sample(set => sets.Add(set), iter: 8, threads: 1);
        var events = sets.SelectMany((set, i) => set.Select(e => e with { OrderKey = $"{e.OrderKey}-{i}", EventId = $"{e.EventId}-{i}", Names = e.Names is null ? null : $"{e.Names}-{i}" })).ToArray();
        await straight.FullAsync();
        await muddled.FullAsync();
        await straight.SayAsync(events);
        var end = Some.Start.AddMinutes(5);
        var shuffled = Enumerable.Repeat(events, 10).SelectMany(e => e).ToArray();
        new Random(7).Shuffle(shuffled);
        foreach (var piece in shuffled.Chunk(97))
        {
            await muddled.SayAsync([.. piece.Select(e => e with { ObservedAt = e.ObservedAt.AddDays(1) })]);
            await muddled.Reconciler.StepAsync(default);
            // no further than both come to in the end: how far a side was read never goes back
            muddled.LegacyReadTo = new[] { muddled.LegacyReadTo + TimeSpan.FromSeconds(20), end }.Min();
        }

        foreach (var world in new[] { straight, muddled })
        {
            (world.LegacyReadTo, world.OrchestrationReadTo) = (end, end.AddMinutes(1));
            await world.Reconciler.StepAsync(default);
        }

        Assert.Equal(ParityWorld.Open(straight.Reconciler), ParityWorld.Open(muddled.Reconciler));
        Assert.NotEmpty(straight.Reconciler.Book.Open);
    }

    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.Postgres)]
    public async Task StepAsync_BothSidesReadOn_PendingRipensWithoutAnyEvent(StoreKind kind)
    {
        await using var world = await ParityWorld.StartAsync(kind);
        await world.FullAsync();
        await world.SayAsync(Some.Event("e1", stage: Stage.Created), Some.Event("e2", stage: Stage.Routed, minute: 1), Some.Event("o1", side: Side.Orchestration, stage: Stage.Created));
        await world.Reconciler.StepAsync(default);
        Assert.True(Assert.Single(world.Reconciler.Book.Open.Values.Single()).Difference.IsPending);
        Assert.Empty(await world.StoredAsync());

        (world.LegacyReadTo, world.OrchestrationReadTo) = (Some.Start.AddMinutes(9), Some.Start.AddMinutes(3));
        world.Time.Advance(TimeSpan.FromMinutes(3));
        Assert.Equal(1, await world.Reconciler.StepAsync(default));

        Assert.False(Assert.Single(world.Reconciler.Book.Open.Values.Single()).Difference.IsPending);
        var stored = Assert.Single(await world.StoredAsync());
        Assert.Equal(("A-1", "missing-on-orchestration:routed", Some.Start.AddMinutes(3), null), (stored.OrderKey, stored.Rule, stored.FirstSeen, stored.EndedAt));
    }

    /// <summary>Two lines of one stage: the first differs and is ripe, the second differs and is not.</summary>
    [Fact]
    public async Task StepAsync_CellDiffersAndHoldsAnotherThatPends_ThatRipensToo()
    {
        await using var world = await ParityWorld.StartAsync(StoreKind.Sqlite);
        await world.FullAsync();
        await world.SayAsync(
            Some.Event("e1", stage: Stage.Created, facts: ("lines[1].quantity", FactValue.OfInteger(1))), Some.Event("o1", side: Side.Orchestration, stage: Stage.Created, facts: ("lines[1].quantity", FactValue.OfInteger(2))),
            Some.Event("e2", minute: 5, version: 1, facts: ("lines[2].quantity", FactValue.OfInteger(1))), Some.Event("o2", side: Side.Orchestration, minute: 5, version: 1, facts: ("lines[2].quantity", FactValue.OfInteger(2))));
        (world.LegacyReadTo, world.OrchestrationReadTo) = (Some.Start.AddMinutes(3), Some.Start.AddMinutes(3));
        await world.Reconciler.StepAsync(default);
        Assert.Equal([false, true], world.Reconciler.Book.Open.Values.Single().Select(m => m.Difference.IsPending));

        (world.LegacyReadTo, world.OrchestrationReadTo) = (Some.Start.AddMinutes(8), Some.Start.AddMinutes(8));
        Assert.Equal(1, await world.Reconciler.StepAsync(default));
        Assert.All(world.Reconciler.Book.Open.Values.Single(), m => Assert.False(m.Difference.IsPending));
    }

    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.Postgres)]
    public async Task StepAsync_DifferenceGoesAndComesAgain_BothAreKept(StoreKind kind)
    {
        await using var world = await ParityWorld.StartAsync(kind);
        (world.LegacyReadTo, world.OrchestrationReadTo) = (Some.Start.AddDays(1), Some.Start.AddDays(1));
        await world.SayAsync(
            Some.Event("e1", stage: Stage.Created, facts: ("total", FactValue.OfMoney(500))), Some.Event("o1", side: Side.Orchestration, stage: Stage.Created, facts: ("total", FactValue.OfMoney(700))));
        await world.FullAsync();
        world.Time.Advance(TimeSpan.FromMinutes(1));
        await world.SayAsync(Some.Event("e2", minute: 1, version: 1, facts: ("total", FactValue.OfMoney(700))));
        await world.Reconciler.StepAsync(default);
        world.Time.Advance(TimeSpan.FromMinutes(1));
        await world.SayAsync(Some.Event("e3", minute: 2, version: 2, facts: ("total", FactValue.OfMoney(900))));
        await world.Reconciler.StepAsync(default);

        var stored = await world.StoredAsync();
        Assert.Equal([Some.Start, Some.Start.AddMinutes(2)], stored.Select(m => m.FirstSeen));
        Assert.Equal([Some.Start.AddMinutes(1), null], stored.Select(m => m.EndedAt));
        Assert.Equal([200L, 200L], stored.Select(m => m.Money!.Value));
    }

    [Fact]
    public async Task RunFullAsync_ProcessBeganAnew_KeepsWhenADifferenceWasFirstSeenAndEndsWhatIsGone()
    {
        await using var world = await ParityWorld.StartAsync(StoreKind.Sqlite);
        (world.LegacyReadTo, world.OrchestrationReadTo) = (Some.Start.AddDays(1), Some.Start.AddDays(1));
        await world.SayAsync(Some.Event("e1", "A-1", stage: Stage.Created), Some.Event("e2", "A-2", stage: Stage.Created));
        await world.FullAsync();
        world.Begin();
        world.Time.Advance(TimeSpan.FromHours(1));
        await world.SayAsync(Some.Event("o2", "A-2", Side.Orchestration, Stage.Created));
        await world.FullAsync();

        Assert.Equal([("A-1", Some.Start, null), ("A-2", Some.Start, Some.Start.AddHours(1))], (await world.StoredAsync()).Select(m => (m.OrderKey, m.FirstSeen, m.EndedAt)));
    }

    [Fact]
    public async Task StepAsync_BothSidesReadSinceEverythingWasCompared_SaysThatItWasTooEarly()
    {
        await using var world = await ParityWorld.StartAsync(StoreKind.Sqlite);
        world.OrchestrationReadTo = null;
        await world.FullAsync();
        await world.Reconciler.StepAsync(default);
        Assert.False(world.Reconciler.WasTooEarly);
        world.OrchestrationReadTo = Some.Start;
        await world.Reconciler.StepAsync(default);
        Assert.True(world.Reconciler.WasTooEarly);
        await world.FullAsync();
        Assert.False(world.Reconciler.WasTooEarly);
    }

    [Fact]
    public async Task RunFullAsync_OfOneLane_SaysSoAndLeavesThePictureAlone()
    {
        await using var world = await ParityWorld.StartAsync(StoreKind.Sqlite);
        (world.LegacyReadTo, world.OrchestrationReadTo) = (Some.Start.AddDays(1), Some.Start.AddDays(1));
        await world.SayAsync(
            Some.Event("e1", "A-1", stage: Stage.Created, facts: ("lane", FactValue.OfText("home"))), Some.Event("e2", "A-2", stage: Stage.Created, facts: ("lane", FactValue.OfText("whole"))));
        await world.FullAsync();
        var run = await world.FullAsync(new ParityScope(Lane: "home"));

        Assert.Equal((1, 1, ParityRunState.Done), (run.Orders, run.Differing, run.State));
        Assert.All(run.Counts, c => Assert.Equal("home", c.Lane));
        Assert.Equal(2, world.Reconciler.Book.Orders);
        var lanes = await world.Runs.LanesAsync(ParityRunKind.Full, Some.Start.AddDays(-1), 5, default);
        Assert.Equal([("home", 0L, 1L), ("whole", 0L, 1L)], lanes.OrderBy(l => l.Lane).Select(l => (l.Lane, l.Count.Counts.Agrees, l.Count.Counts.Differs)));
        Assert.Empty(await world.Runs.LanesAsync(ParityRunKind.Incremental, Some.Start.AddDays(-1), 5, default));
        var stored = await world.Runs.ReadAsync(run.Id, default);
        Assert.Equal(("home", "ken", run.Counts.Count), (stored!.Scope!.Lane, stored.RequestedBy, stored.Counts.Count));
    }

    [Fact]
    public async Task RunFullAsync_ControlTotals_SumUpAndEveryResidueIsExplained()
    {
        await using var world = await ParityWorld.StartAsync(StoreKind.Sqlite);
        (world.LegacyReadTo, world.OrchestrationReadTo) = (Some.Start.AddDays(1), Some.Start.AddMinutes(1));
        (string, FactValue)[] usd = [("currency", FactValue.OfText("USD")), ("tenders", FactValue.OfText("card")), ("placedAt", FactValue.OfInstant(Some.Start)), ("lane", FactValue.OfText("home"))];
        await world.SayAsync(
            Some.Event("e1", "A-1", stage: Stage.Created, minute: -9, facts: [.. usd, ("total", FactValue.OfMoney(500))]),
            Some.Event("o1", "A-1", Side.Orchestration, Stage.Created, -9, facts: [.. usd, ("total", FactValue.OfMoney(400)), ("captured", FactValue.OfMoney(400)), ("copy", FactValue.OfFlag(false))]),
            Some.Event("e2", "A-2", stage: Stage.Created, facts: [.. usd, ("total", FactValue.OfMoney(30))]),
            Some.Event("e3", "A-3", stage: Stage.Created, minute: -9, facts: [.. usd, ("total", FactValue.OfMoney(70)), ("copy", FactValue.OfFlag(true))]),
            Some.Event("o3", "A-3", Side.Orchestration, Stage.Created, -9, facts: [.. usd, ("total", FactValue.OfMoney(70)), ("captured", FactValue.OfMoney(70))]));
        var run = await world.FullAsync();

        // noon in UTC is the same day on the west coast
        Assert.All(run.Totals, t => Assert.Equal((new DateOnly(2026, 11, 10), "USD", "card"), (t.Day, t.Currency, t.Tender)));
        var ordered = run.Totals.Single(t => t.Figure == ControlFigure.Ordered);
        Assert.Equal((600, 470), (ordered.Legacy, ordered.Orchestration));
        Assert.Equal([("differs:total", 100L), ("pending: missing-on-orchestration:presence", 30L)], ordered.Residue.Select(r => (r.Key, r.Value)));
        var captured = run.Totals.Single(t => t.Figure == ControlFigure.Captured);
        Assert.Equal([("missing-on-legacy:captured", -400L), ("not expected of a copy", -70L)], captured.Residue.Select(r => (r.Key, r.Value)));
        Assert.All(run.Totals, t => Assert.Equal(t.Legacy - t.Orchestration, t.Residue.Values.Sum()));
        Assert.Equal(run.Totals.Count, (await world.Runs.ReadAsync(run.Id, default))!.Totals.Count);
    }

    [Fact]
    public async Task StepAsync_MoreChangesThanAreRemembered_AsksForEverything()
    {
        await using var world = await ParityWorld.StartAsync(StoreKind.Sqlite);
        await world.FullAsync();
        for (var i = 0; i < 201; i++)
        {
            world.Changed.Add(new CommandCenter.Sources.CommittedBatch(
                i, "s", Some.Start, [.. Enumerable.Range(0, 1000).Select(n => new OrderState
                {
                    OrderKey = $"{i}-{n}", Side = Side.Legacy, Stage = null, StageTimes = [], Facts = [], LastOccurredAt = Some.Start, LastObservedAt = Some.Start, EventCount = 1, ConflictCount = 0,
                })], [], [], [], null, default));
        }

        Assert.Null(await world.Reconciler.StepAsync(default));
        Assert.Equal(0, await world.Reconciler.StepAsync(default));
    }

    private static List<string> Counts(Reconciler reconciler) =>
    [
        .. reconciler.Book.Counts().OrderBy(l => l.Key, StringComparer.Ordinal).SelectMany(l => l.Value.Select((c, i) => $"{l.Key} {ParityCells.At(i)?.Name} {c}")),
    ];
}
