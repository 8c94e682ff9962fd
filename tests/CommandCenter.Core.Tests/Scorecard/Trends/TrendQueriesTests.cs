using CommandCenter.Access;
using CommandCenter.Decisions;
using CommandCenter.OrderExceptions;
using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Scorecard.Measures;
using CommandCenter.Scorecard.Trends;
using CommandCenter.Tests.Persistence;
using CommandCenter.Tests.Scorecard.Figures;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Tests.Scorecard.Trends;

public abstract class TrendQueriesTests(StoreKind kind)
{
    /// <summary>One of twenty orders a day is cancelled, from the eighteenth day on six: a case of its own, which passes when the days are good again.</summary>
    [Fact]
    public async Task Read_CancellationsJump_AreACaseUntilTheyDoSoNoLonger()
    {
        await using var world = await FigureWorld.StartAsync(kind);
        var plan = world.Files.Get<ActivePlan>();
        plan.Swap(plan.Current! with { Mappings = [.. plan.Current.Mappings.Select(m => m with { Others = new Dictionary<string, CollectionRule>() })] });
        await DaysAsync(world, 0, 30, day => day < 17 ? 1 + day % 2 : 6 + day % 2);
        world.Time.Advance(TimeSpan.FromDays(30));
        await CountedAsync(world);

        var view = (await Queries(world).ReadAsync(null, default)).Value;
        var trend = view.Items.Single(t => t.Series.Key == "cancel-rate");
        Assert.Equal((TrendWord.Worse, 30), (trend.Word, trend.Days.Count));
        Assert.Equal(17, (trend.Since!.Value - trend.Days[0].Start).TotalDays, 1.0);
        Assert.All(view.Items.Where(t => t.Series.Key is "label-failures" or "notification-mismatch"), t => Assert.DoesNotContain(t.Days, d => d.Value is not null));
        Assert.Equal("no mapping delivers chargebacks and when they came (chargebacks)", view.Items.Single(t => t.Series.Key == "chargebacks-per-1000").Sentence);

        var found = Assert.Single((await Cases(world).ReadAsync(default))!);
        Assert.Equal(("/trends?series=cancel-rate", OwnerTeam.Operations), (found.Link, found.Team));

        await DaysAsync(world, 30, 30, day => 1 + day % 2);
        world.Time.Advance(TimeSpan.FromDays(30));
        await CountedAsync(world);
        Assert.Empty((await Cases(world).ReadAsync(default))!);

        // nothing comes any more: nobody knows whether it is over
        world.Time.Advance(TimeSpan.FromDays(25));
        await CountedAsync(world);
        Assert.Null(await Cases(world).ReadAsync(default));
    }

    /// <summary>A mapping reads them: a day with orders and without one had none.</summary>
    [Fact]
    public async Task Read_ChargebacksOfAMapping_ArePerThousandOrdersOfTheirDay()
    {
        await using var world = await FigureWorld.StartAsync(kind);
        await DaysAsync(world, 0, 4, _ => 0);
        await world.Files.AppendAsync(
            Some.Event("back", "2-3", Side.Legacy, null, 4 * 1440, facts: [("chargebacks[1].at", FactValue.OfInstant(Some.Start.AddDays(1.5))), ("chargebacks[2].at", FactValue.OfInstant(Some.Start.AddDays(2.1))), ("chargebacks[3].amount", FactValue.OfMoney(100))]));
        world.Time.Advance(TimeSpan.FromDays(30));
        await world.CountAsync();
        world.ReadTo = Some.Start.AddDays(3);
        await world.CountAsync();

        var days = (await Queries(world).ReadAsync(null, default)).Value.Items.Single(t => t.Series.Key == "chargebacks-per-1000").Days;

        // the events begin at noon, so that both lie in the third day; the fourth is not over
        Assert.Equal([0, 0, 2 * 1000.0 / 20], days.Where(d => d.Value is not null).Select(d => d.Value!.Value));
    }

    /// <summary>Three of twenty come an hour late from the eighteenth day on: the median does not see it.</summary>
    [Fact]
    public async Task Read_SomeNewsLate_IsFoundThoughHalfOfItIsNot()
    {
        await using var world = await FigureWorld.StartAsync(kind);
        for (var day = 0; day < 30; day++)
        {
            await world.Files.AppendAsync([.. Enumerable.Range(0, 20).Select(n => Some.Event($"{day}-{n}", $"{day}-{n}", Side.Legacy, Stage.Created, day * 1440.0 + n) is var e && n < 3 && day >= 17 ? e with { ObservedAt = e.OccurredAt.AddHours(1) } : e)]);
        }

        world.Time.Advance(TimeSpan.FromDays(30));
        await CountedAsync(world);

        var trend = (await Queries(world).ReadAsync(null, default)).Value.Items.Single(t => t.Series.Key == "news-lag");

        Assert.Equal((TrendWord.Worse, 1.0, 3_600.0), (trend.Word, trend.Days[0].Value, trend.Days[^1].Value));
    }

    /// <summary>By what was decided about, not by how its command is called.</summary>
    [Fact]
    public async Task Read_DecisionsOfTheDays_MarksThoseThatCanMoveAFigure()
    {
        await using var world = await FigureWorld.StartAsync(kind);
        await DaysAsync(world, 0, 1, _ => 1);
        await CountedAsync(world);
        await using (var db = await world.Files.Get<IDbContextFactory<CommandsDb>>().CreateDbContextAsync())
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            foreach (var (command, subject) in new[]
            {
                ("shift-traffic", "traffic"), ("glass-broken", "traffic"), ("hold-releases", "releases"), ("rollback-ended", "rollback:1"), ("apply-plan", "plan:1"), ("approve-change-threshold", "thresholds"),
                ("remove-person", "person:1"), ("remove-token", "token:1"), ("unroll-map", "plane:1"),
            })
            {
                await world.Files.Get<DecisionLog>().AppendAsync(db, Actor.Product, new DecisionDraft(command, command + ".", null, [subject]), "because it was due today", null, default);
            }

            await transaction.CommitAsync();
        }

        world.Time.Advance(TimeSpan.FromDays(2));

        var marks = (await Queries(world).ReadAsync(null, default)).Value.Marks;

        Assert.Equal(["shift-traffic", "glass-broken", "hold-releases", "rollback-ended", "apply-plan", "approve-change-threshold"], marks.Select(m => m.Command));
    }

    /// <summary>While days are still being counted nothing is said to have passed.</summary>
    [Fact]
    public async Task Cases_NotAllCounted_CannotBeTold()
    {
        await using var world = await FigureWorld.StartAsync(kind);
        await DaysAsync(world, 0, 1, _ => 1);

        Assert.Null(await Cases(world).ReadAsync(default));
    }

    private static TrendQueries Queries(FigureWorld world)
    {
        var (events, commands) = (world.Files.Get<IDbContextFactory<EventsDb>>(), world.Files.Get<IDbContextFactory<CommandsDb>>());
        return new TrendQueries(world.Queries, new OtherMeasures(events, commands), new DecisionQueries(commands), events, commands, world.Files.Get<ActivePlan>(), world.Time);
    }

    private static TrendCases Cases(FigureWorld world) => new(TrendList.All.Single(s => s.Key == "cancel-rate"), new TrendReadings(Queries(world), world.Time));

    private static async Task DaysAsync(FigureWorld world, int first, int days, Func<int, int> cancelled)
    {
        for (var day = first; day < first + days; day++)
        {
            var events = new List<OrderEvent>();
            for (var n = 0; n < 20; n++)
            {
                var (key, at) = ($"{day}-{n}", day * 1440.0 + n);
                events.Add(Some.Event(key + "-1", key, Side.Legacy, Stage.Created, at, facts: ("placedAt", FactValue.OfInstant(Some.Start.AddMinutes(at)))));
                if (n < cancelled(day)) events.Add(Some.Event(key + "-2", key, Side.Legacy, Stage.Cancelled, at + 5));
            }

            await world.Files.AppendAsync([.. events]);
        }
    }

    private static async Task CountedAsync(FigureWorld world)
    {
        await world.CountAsync();
        world.ReadTo = world.Time.GetUtcNow();
        await world.CountAsync();
    }
}

public sealed class SqliteTrendQueriesTests() : TrendQueriesTests(StoreKind.Sqlite);

public sealed class PostgresTrendQueriesTests() : TrendQueriesTests(StoreKind.Postgres);
