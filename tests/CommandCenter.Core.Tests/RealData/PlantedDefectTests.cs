using CommandCenter.OrderExceptions;
using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Reconciliation.Comparing;
using CommandCenter.Reconciliation.Parity;
using CommandCenter.Reconciliation.Runs;
using CommandCenter.Rollback;
using CommandCenter.Tests.Sources.Polling;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CommandCenter.Tests.RealData;

/// <summary>The published orders against a copy with planted defects, both read from databases by the product's own sources: every one is found, in its bucket, and nothing else.</summary>
public class PlantedDefectTests
{
    private const int Each = 12;

    [Fact]
    public async Task Reconcile_CopyWithDefectsOfEveryKind_FindsEachInItsBucketAndNothingElse()
    {
        var folder = PublishedData.FindOrSkip("ecommerce-orders");
        var server = await PostgresServer.StartOrSkipAsync();
        var (original, copy) = (await server.CreateDatabaseAsync(), await server.CreateDatabaseAsync());
        await using var tables = new NpgsqlConnection(original + ";Pooling=false");
        await using var changed = new NpgsqlConnection(copy + ";Pooling=false");
        await tables.OpenAsync(TestContext.Current.CancellationToken);
        await changed.OpenAsync(TestContext.Current.CancellationToken);
        await PublishedData.LoadAsync(tables, folder);
        await PublishedData.LoadAsync(changed, folder);
        var planted = await new DefectPlanter(changed, seed: 20261123).PlantAsync(Each);
        Assert.Equal(DefectPlanter.Kinds * Each, planted.Select(p => p.OrderKey).Distinct().Count());

        var plan = BothSides(server, tables.Database, changed.Database);
        await using var world = await SourceWorld.StartAsync(plan, allowed: ["127.0.0.1:" + server.Port]);
        await SourceWorld.UntilAsync(
            () => plan.Sources.All(s => world.Reports.Any(r => r.Source == s.Id && r is { Succeeded: true, CaughtUp: true })), "caught up; " + string.Join("; ", world.Reports.Where(r => !r.Succeeded).Select(r => r.Error).Distinct()));
        await world.StopAsync();

        var events = world.Get<IDbContextFactory<EventsDb>>();
        var reconciler = new Reconciler(
            new ParityReader(events, world.Get<IDbContextFactory<CommandsDb>>()), new ParityStore(events), new RunStore(events), new ChangedOrders(), new AllRead(), TimeProvider.System);
        var run = await reconciler.RunFullAsync(plan, Guid.CreateVersion7(), null, "test", _ => { }, TestContext.Current.CancellationToken);

        var found = reconciler.Book.Open.Values.SelectMany(m => m).ToLookup(m => m.OrderKey);
        var wrong = new List<string>();
        foreach (var defect in planted)
        {
            var here = found[defect.OrderKey].Select(m => (m.Difference.Rule, Class: m.Class.Rule, Bucket: m.Class.Bucket.Name())).Distinct().ToList();
            wrong.AddRange(defect.Rules.Except(here).Select(r => $"{defect.Kind} {defect.OrderKey}: {r} was not found"));
            wrong.AddRange(here.Except(defect.Rules).Where(h => !defect.Also.Contains(h.Rule)).Select(h => $"{defect.Kind} {defect.OrderKey}: {h} was found besides"));
        }

        wrong.AddRange(found.Where(o => planted.All(p => p.OrderKey != o.Key)).Select(o => $"nothing was planted into {o.Key}: {string.Join(", ", o.Select(m => m.Difference.Rule))}"));
        Assert.Empty(wrong);
        Assert.Equal((planted.Count, 0L), (run.Differing, run.Pending));
        var orders = await CountAsync(tables);
        TestContext.Current.TestOutputHelper?.WriteLine($"{planted.Count} defects of {DefectPlanter.Kinds} kinds in {orders} orders: all found, nothing else");
        await server.DropDatabaseAsync(original);
        await server.DropDatabaseAsync(copy);
    }

    /// <summary>The example plan's shop on both sides; when it left is compared by the hour, as both tables say it.</summary>
    private static CutoverPlan BothSides(PostgresServer server, string legacy, string orchestration)
    {
        SourceDefinition At(SourceDefinition s, string database) => s with { Sql = s.Sql! with { Host = "127.0.0.1", Port = server.Port, Database = database, User = PostgresServer.User, Password = PostgresServer.Password } };
        var plan = PublishedData.Plan("shop-orders", s => At(s, legacy));
        var shop = plan.Sources[0];
        return plan with
        {
            Sources = [shop, At(shop, orchestration) with { Id = "copy-orders", Side = Side.Orchestration }],
            Sides = [plan.Of(Side.Legacy), plan.Of(Side.Legacy) with { Side = Side.Orchestration, Name = "Orchestration" }],
            Reconciliation = ReconciliationSettings.Default with { Tolerances = [new CellTolerance(ParityCells.Of(Stage.Shipped), 3600)] },
        };
    }

    private static async Task<long> CountAsync(NpgsqlConnection tables)
    {
        await using var count = new NpgsqlCommand("select count(*) from olist_orders_dataset", tables);
        return (long)(await count.ExecuteScalarAsync())!;
    }

    private sealed class AllRead : ISideWatermarks
    {
        public DateTimeOffset? Of(Side side) => DateTimeOffset.MaxValue;
    }
}
