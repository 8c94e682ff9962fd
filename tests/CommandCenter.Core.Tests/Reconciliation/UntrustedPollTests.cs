using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Reconciliation.Parity;
using CommandCenter.Reconciliation.Runs;
using CommandCenter.Rollback;
using CommandCenter.Sources;
using CommandCenter.Tests.Persistence;
using CommandCenter.Tests.Sources.Http;
using CommandCenter.Tests.Sources.Polling;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Tests.Reconciliation;

/// <summary>What reconciliation makes of a source that cannot be trusted: a page that is missing, a cursor that stands still, a commit behind the cursor. A real server, a real store.</summary>
public class UntrustedPollTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task StepAsync_PageMissingOrCursorFrozen_DiffersUntilTheSweepBringsIt(bool frozen)
    {
        var shop = Shop.With("A1", "A2", "A3");
        await using var server = await ForeignServer.StartAsync(shop.AnswerAsync);
        var (world, time) = await Shop.WatchAsync(server);
        await using var _ = world;
        var parity = new Parity(world, time);
        await Shop.RunUntilAsync(time, () => Shop.IsAt(world, "A3", Stage.Created), "the first poll");
        await parity.TellAsync(("Z9", Stage.Delivered, Shop.Begin.AddMinutes(-1)), ("A1", Stage.Created, Shop.Begin.AddMinutes(-10)), ("A2", Stage.Created, Shop.Begin.AddMinutes(-10)), ("A3", Stage.Created, Shop.Begin.AddMinutes(-10)));
        await parity.FullAsync();
        Assert.Empty(parity.Open);

        // nobody can look orders up for a while, so that the sweep does not help either
        shop.LookUpStatus = 503;
        var shipped = time.GetUtcNow();
        shop.LeftOut = frozen ? [] : ["A1", "A2"];
        shop.Set("A1", "shipped", shipped, moveCursor: !frozen);
        shop.Set("A2", "shipped", shipped, moveCursor: !frozen);
        shop.Set("A3", "shipped", shipped);
        await parity.TellAsync(("A1", Stage.Shipped, shipped), ("A2", Stage.Shipped, shipped), ("A3", Stage.Shipped, shipped));
        await Shop.RunUntilAsync(time, () => Shop.IsAt(world, "A3", Stage.Shipped) && time.GetUtcNow() > shipped.AddMinutes(3), "what was polled");
        Assert.Equal(["A1 missing-on-legacy:shipped ripe", "A2 missing-on-legacy:shipped ripe"], await parity.StepAsync());

        shop.LookUpStatus = 200;
        await Shop.RunUntilAsync(time, () => Shop.IsAt(world, "A1", Stage.Shipped) && Shop.IsAt(world, "A2", Stage.Shipped), "the sweep's news");

        Assert.Empty(await parity.StepAsync());
        await parity.FullAsync();
        Assert.Empty(parity.Open);
        Assert.Equal(["A1 ended", "A2 ended"], await parity.StoredAsync());
    }

    [Fact]
    public async Task StepAsync_CommitBehindTheCursor_IsPendingAndNeverADifference()
    {
        var shop = Shop.With("A1", "A2");
        await using var server = await ForeignServer.StartAsync(shop.AnswerAsync);
        var (world, time) = await Shop.WatchAsync(server, sweep: false);
        await using var _ = world;
        var parity = new Parity(world, time);
        await Shop.RunUntilAsync(time, () => Shop.IsAt(world, "A2", Stage.Created), "the first poll");
        await parity.TellAsync(("Z9", Stage.Delivered, Shop.Begin.AddMinutes(-1)), ("A1", Stage.Created, Shop.Begin.AddMinutes(-10)), ("A2", Stage.Created, Shop.Begin.AddMinutes(-10)));
        await parity.FullAsync();

        var shipped = time.GetUtcNow();
        await parity.TellAsync(("A1", Stage.Shipped, shipped), ("A2", Stage.Shipped, shipped.AddSeconds(10)));
        // the later one is committed and read first
        shop.Set("A2", "shipped", shipped.AddSeconds(10));
        await Shop.RunUntilAsync(time, () => Shop.IsAt(world, "A2", Stage.Shipped), "the poll that moved the cursor");
        Assert.Equal(["A1 missing-on-legacy:shipped pending"], await parity.StepAsync());

        shop.Set("A1", "shipped", shipped);
        await Shop.RunUntilAsync(time, () => Shop.IsAt(world, "A1", Stage.Shipped), "the overlap's news");

        Assert.Empty(await parity.StepAsync());
        Assert.Empty(await parity.StoredAsync());
    }

    /// <summary>Reconciliation beside the pollers, which believes both sides read up to now: the worst that a source can make it believe.</summary>
    private sealed class Parity : ISideWatermarks
    {
        private readonly SourceWorld world;
        private readonly TimeProvider time;
        private readonly ChangedOrders changed = new();
        private readonly Reconciler reconciler;
        private int told;
        private int taken;

        public Parity(SourceWorld world, TimeProvider time)
        {
            (this.world, this.time) = (world, time);
            var events = world.Get<IDbContextFactory<EventsDb>>();
            reconciler = new Reconciler(new ParityReader(events, world.Get<IDbContextFactory<CommandsDb>>()), new ParityStore(events), new RunStore(events), changed, this, time);
        }

        public List<string> Open => [.. reconciler.Book.Open.Values.SelectMany(m => m).Select(m => $"{m.OrderKey} {m.Difference.Rule} {(m.Difference.IsPending ? "pending" : "ripe")}").Order(StringComparer.Ordinal)];

        public DateTimeOffset? Of(Side side) => time.GetUtcNow();

        /// <summary>What orchestration says.</summary>
        public async Task TellAsync(params (string Key, Stage Stage, DateTimeOffset At)[] news)
        {
            var committed = await world.Get<EventStore>().AppendAsync(
                new IngestBatch
                {
                    Source = "orch-oms", ObservedAt = time.GetUtcNow(),
                    Events = [.. news.Select(n => Some.Event($"o{++told}", n.Key, Side.Orchestration, n.Stage, (n.At - Some.Start).TotalMinutes, source: "orch-oms"))],
                },
                CancellationToken.None);
            changed.Add(committed.Value);
        }

        public Task FullAsync() => reconciler.RunFullAsync(Pairs.Plan, Guid.CreateVersion7(time.GetUtcNow()), null, "ken", _ => { }, CancellationToken.None);

        public async Task<List<string>> StepAsync()
        {
            foreach (var batch in world.Batches.Skip(taken))
            {
                changed.Add(batch);
                taken++;
            }

            Assert.NotNull(await reconciler.StepAsync(CancellationToken.None));
            return Open;
        }

        public async Task<List<string>> StoredAsync()
        {
            await using var db = await world.Get<IDbContextFactory<EventsDb>>().CreateDbContextAsync();
            return [.. (await db.ParityMismatches.AsNoTracking().OrderBy(m => m.OrderKey).ToListAsync()).Select(m => $"{m.OrderKey} {(m.EndedAt is null ? "open" : "ended")}")];
        }
    }
}
