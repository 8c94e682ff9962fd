using System.Text.Json;
using CommandCenter.Rehearsal;
using CommandCenter.Rehearsal.Ledger;
using Microsoft.Extensions.Time.Testing;

namespace CommandCenter.Tests.Rehearsal;

public class RehearsalLedgerTests
{
    [Fact]
    public async Task StartAsync_EmptyLedger_BackfillsHistory()
    {
        await using var world = await WorldUnderTest.StartAsync(backfillMinutes: 10);

        var transactions = await world.TransactionsAsync();

        Assert.InRange(transactions.Count, 600, 2500);
        Assert.Contains(transactions, t => t.GetProperty("sold_at").GetString()!.StartsWith("2026-11-10 11:50", StringComparison.Ordinal));
        Assert.NotEmpty(await world.WmsShipmentsAsync());
        Assert.NotEmpty(await world.LogAsync("shipments"));
    }

    [Fact]
    public async Task StartAsync_AfterRestart_GoesOnAsIfNeverStopped()
    {
        var folder = WorldUnderTest.NewFolder();
        await using var uninterrupted = await WorldUnderTest.StartAsync();
        var clock = new FakeTimeProvider(WorldUnderTest.Noon);
        await using (var first = await WorldUnderTest.StartAsync(folder: folder, clock: clock))
        {
            first.Advance(TimeSpan.FromSeconds(31));
        }

        await using var second = await WorldUnderTest.StartAsync(folder: folder, clock: clock);
        second.Advance(TimeSpan.FromSeconds(44));
        uninterrupted.Advance(TimeSpan.FromSeconds(31));
        uninterrupted.Advance(TimeSpan.FromSeconds(44));

        Assert.Equal(Texts(await uninterrupted.TransactionsAsync()), Texts(await second.TransactionsAsync()));
        Assert.Equal(Texts(await uninterrupted.LogAsync("order-events")), Texts(await second.LogAsync("order-events")));
        Assert.Equal(Texts(await uninterrupted.WmsShipmentsAsync()), Texts(await second.WmsShipmentsAsync()));
    }

    [Fact]
    public async Task Append_SameOrdersTwice_AreThereOnce()
    {
        await using var world = await WorldUnderTest.StartAsync();
        var before = (await world.LogAsync("order-events")).Count;
        var folder = WorldUnderTest.NewFolder();
        var start = new LedgerPosition(0, 0, 0, 0);
        var row = new VersionRow(1, "1", "a", 1, 1, long.MaxValue, "{}"u8.ToArray());
        var order = new OrderRows(1, "AR-1A1A-11AA", "ship-to-home", IsCopy: false, [new StageRow("created", 1, long.MaxValue)], [row], []);
        await using (var ledger = SideLedger.Open(Path.Combine(folder, "one.db"), start))
        {
            ledger.Append([order], start with { Number = 1, Horizon = 10 });
            ledger.Append([order], start with { Number = 1, Horizon = 20 });

            Assert.Single(FeedQueries.Page(ledger, 1, "", "", 10, 20));
        }

        await using (var again = SideLedger.Open(Path.Combine(folder, "one.db"), start))
        {
            Assert.Equal(new LedgerPosition(1, 0, 0, 20), again.Position);
        }

        Assert.True(before > 0);
    }

    [Fact]
    public async Task Ledgers_EveryCopy_NeverShips()
    {
        await using var world = await WorldUnderTest.StartAsync(backfillMinutes: 10);
        var transactions = await world.TransactionsAsync();
        var copies = transactions.Where(t => t.GetProperty("repl").GetString() == "Y").Select(t => t.GetProperty("ref").GetString()!.Trim().ToUpperInvariant()).ToHashSet();
        var replicas = (await world.LogAsync("order-events")).Where(e => e.GetProperty("role").GetString() == "REPLICA").Select(e => e.GetProperty("orderKey").GetString()!).ToHashSet();

        Assert.True(copies.Count > 100 && replicas.Count > 300, $"{copies.Count} copies, {replicas.Count} replicas");
        Assert.Empty(copies.Intersect(replicas));
        Assert.DoesNotContain(await world.WmsShipmentsAsync(), s => copies.Contains(s.GetProperty("ord").GetString()!));
        Assert.DoesNotContain(await world.LogAsync("shipments"), s => replicas.Contains(s.GetProperty("orderKey").GetString()!));
        foreach (var server in new[] { world.Pos, world.Platform })
        {
            var truth = JsonDocument.Parse(await server.GetStringAsync("/control/ledger")).RootElement.GetProperty("copiesByStage");
            Assert.All(truth.EnumerateObject(), stage => Assert.Contains(stage.Name, new[] { "created", "routed", "cancelled" }));
        }
    }

    [Fact]
    public async Task Transactions_SmallPagesWithTies_ReturnEveryRow()
    {
        await using var world = await WorldUnderTest.StartAsync();
        var whole = await world.TransactionsAsync(1000);

        var small = await world.TransactionsAsync(3);

        Assert.Contains(whole.GroupBy(t => t.GetProperty("updated").GetString()), tie => tie.Count() > 3);
        Assert.Equal(Texts(whole), Texts(small));
        Assert.Equal(whole.Count, whole.Select(t => t.GetProperty("txn").GetInt64()).Distinct().Count());
    }

    [Fact]
    public async Task Ledger_WhileTimePasses_MovesStagesOnBothSides()
    {
        await using var world = await WorldUnderTest.StartAsync(backfillMinutes: 2);
        var before = (await world.LogAsync("shipments")).Count;

        world.Advance(TimeSpan.FromMinutes(3));

        Assert.True((await world.LogAsync("shipments")).Count > before);
        var key = (await world.LogAsync("shipments"))[^1].GetProperty("orderKey").GetString();
        var truth = JsonDocument.Parse(await world.Platform.GetStringAsync($"/control/ledger/orders/{key}")).RootElement;
        Assert.False(truth.GetProperty("copy").GetBoolean());
        Assert.True(truth.GetProperty("stages").GetArrayLength() > 3);
    }

    [Theory]
    [InlineData("Speed", 0.0, 45.0)]
    [InlineData("BackfillMinutes", 10.0, 1441.0)]
    public async Task StartAsync_OptionOutOfRange_NamesIt(string name, double speed, double backfill)
    {
        var options = new RehearsalOptions { Speed = speed, BackfillMinutes = backfill, Directory = "never-made" };

        var refused = await Assert.ThrowsAsync<ArgumentException>(() => RehearsalWorld.StartAsync(options));

        Assert.StartsWith(name, refused.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Texts(IEnumerable<JsonElement> records) => records.Select(r => r.GetRawText());
}
