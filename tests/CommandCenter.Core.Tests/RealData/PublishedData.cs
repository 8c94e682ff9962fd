using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Rollback;
using CommandCenter.Scorecard.Figures;
using CommandCenter.Scorecard.Measures;
using CommandCenter.Tests.Sources.Polling;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CommandCenter.Tests.RealData;

/// <summary>Order data that others published. It is not in the repository: docs/real-data.md says where it comes from.</summary>
internal static class PublishedData
{
    public static readonly string[] Tables =
    [
        "olist_orders_dataset", "olist_customers_dataset", "olist_order_items_dataset", "olist_order_payments_dataset", "olist_sellers_dataset", "olist_products_dataset",
        "product_category_name_translation",
    ];

    public static string Repository { get; } = FindRepository();

    /// <summary>The folder or file of the data; the test is skipped, by name, where it is not there.</summary>
    public static string FindOrSkip(string name)
    {
        var folder = Environment.GetEnvironmentVariable("CC_REAL_DATA") is { Length: > 0 } set ? set : Path.Combine(Repository, "..", "shared", "data");
        var path = Path.GetFullPath(Path.Combine(folder, name));
        Assert.SkipUnless(Path.Exists(path), $"no published data: {name} is not there; docs/real-data.md says where to get it, CC_REAL_DATA names its folder (else ../shared/data)");
        return path;
    }

    /// <summary>Makes the tables that docs/real-data.md writes down and copies the published files into them as they are.</summary>
    public static async Task LoadAsync(NpgsqlConnection connection, string folder)
    {
        var document = await File.ReadAllTextAsync(Path.Combine(Repository, "docs", "real-data.md"));
        var begin = document.IndexOf("```sql\n", StringComparison.Ordinal) + "```sql\n".Length;
        await using (var create = new NpgsqlCommand(document[begin..document.IndexOf("```", begin, StringComparison.Ordinal)], connection))
        {
            await create.ExecuteNonQueryAsync();
        }

        foreach (var table in Tables)
        {
            using var file = File.OpenText(Path.Combine(folder, table + ".csv"));
            await using var copy = await connection.BeginTextImportAsync($"copy {table} from stdin (format csv, header)");
            var block = new char[64 * 1024];
            int read;
            while ((read = await file.ReadAsync(block)) > 0)
            {
                await copy.WriteAsync(block.AsMemory(0, read));
            }
        }

        await using var analyze = new NpgsqlCommand("analyze", connection);
        await analyze.ExecuteNonQueryAsync();
    }

    /// <summary>The example plan with only the named source, and that one as the test needs it.</summary>
    public static CutoverPlan Plan(string source, Func<SourceDefinition, SourceDefinition> edit)
    {
        var file = Path.Combine(Repository, "plans", "examples", "real-orders.yaml");
        var read = PlanReader.Read(File.ReadAllText(file), file);
        Assert.True(read.Plan is not null, string.Join("\n", read.Problems));
        return read.Plan with { Sources = [edit(read.Plan.Source(source)!) with { Every = TimeSpan.FromMilliseconds(250) }] };
    }

    /// <summary>Every state of every order in the store.</summary>
    public static async Task<List<OrderState>> StatesAsync(SourceWorld world)
    {
        await using var db = await world.Get<IDbContextFactory<EventsDb>>().CreateDbContextAsync();
        var stages = world.Get<EventStore>().StagesNow();
        return [.. (await db.Orders.AsNoTracking().ToListAsync()).SelectMany(row => StoredStates.Of(row, stages))];
    }

    /// <summary>Counts the figures of all that is stored.</summary>
    public static async Task CountFiguresAsync(SourceWorld world, CutoverPlan plan)
    {
        var rollup = new FigureRollup(world.Get<IDbContextFactory<EventsDb>>(), world.Get<EventStore>(), new LongAgo(), TimeProvider.System);
        while (await rollup.StepAsync(TimeZoneInfo.FindSystemTimeZoneById(plan.Header.Zone), plan.Baseline.Currency, default))
        {
            // until all are counted
        }
    }

    /// <summary>The scorecard as the page reads it; both days in the plan's zone, <paramref name="to"/> not included.</summary>
    public static async Task<ScorecardView> ScorecardAsync(SourceWorld world, CutoverPlan plan, DateTime from, DateTime to)
    {
        var (events, active, zone) = (world.Get<IDbContextFactory<EventsDb>>(), world.Get<ActivePlan>(), TimeZoneInfo.FindSystemTimeZoneById(plan.Header.Zone));
        var cards = new ScorecardQueries(new FigureQueries(events, active), new OtherMeasures(events, world.Get<IDbContextFactory<CommandsDb>>()), active, TimeProvider.System);
        var read = await cards.ReadAsync(new ScorecardRequest(At(from), At(to)), default);
        Assert.True(read.Succeeded, read.Error?.Message);
        return read.Value;

        DateTimeOffset At(DateTime day) => new(day, zone.GetUtcOffset(day));
    }

    /// <summary>Everything has been read: the shop of the tables is closed.</summary>
    private sealed class LongAgo : ISideWatermarks
    {
        public DateTimeOffset? Of(Side side) => new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    }

    private static string FindRepository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "CommandCenter.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("The tests do not lie inside the repository.");
    }
}
