using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Rollback;
using CommandCenter.Scorecard.Figures;
using CommandCenter.Tests.Persistence;
using CommandCenter.Tests.Reconciliation;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace CommandCenter.Tests.Scorecard.Figures;

/// <summary>Figures on a real store, with watermarks and a clock that the test moves.</summary>
internal sealed class FigureWorld : ISideWatermarks, IAsyncDisposable
{
    private FigureWorld()
    {
    }

    public FakeTimeProvider Time { get; } = new(Some.Start);
    public StoreFiles Files { get; private set; } = null!;
    public DateTimeOffset? ReadTo { get; set; }
    public TimeZoneInfo Zone { get; private set; } = TimeZoneInfo.Utc;

    /// <summary>In which money is counted.</summary>
    public string? Currency => Files.Get<ActivePlan>().Current?.Baseline.Currency;

    public FigureRollup Rollup { get; private set; } = null!;
    public FigureQueries Queries { get; private set; } = null!;

    public DateTimeOffset? Of(Side side) => ReadTo;

    public static async Task<FigureWorld> StartAsync(StoreKind kind, string zone = "UTC")
    {
        var world = new FigureWorld();
        world.Files = await StoreFiles.StartAsync(kind, world.Time);
        world.MoveTo(zone);
        world.Rollup = world.Another();
        world.Queries = new FigureQueries(world.Files.Get<IDbContextFactory<EventsDb>>(), world.Files.Get<ActivePlan>());
        return world;
    }

    /// <summary>From now on the plan's zone.</summary>
    public void MoveTo(string zone)
    {
        Zone = TimeZoneInfo.FindSystemTimeZoneById(zone);
        Files.Get<ActivePlan>().Swap(Pairs.Plan with { Header = Pairs.Plan.Header with { Zone = zone } });
    }

    /// <summary>As another process on the same store.</summary>
    public FigureRollup Another() => new(Files.Get<IDbContextFactory<EventsDb>>(), Files.Store, this, Time);

    public async Task CountAsync(FigureRollup? by = null)
    {
        while (await (by ?? Rollup).StepAsync(Zone, Currency, default))
        {
            // until it has caught up
        }
    }

    public async Task<FigureAnswer> ReadAsync(FigureRequest request)
    {
        var read = await Queries.ReadAsync(request, default);
        Assert.True(read.Succeeded, read.Error?.Message);
        return read.Value;
    }

    /// <summary>Ten days around the start of the test's events.</summary>
    public Task<FigureAnswer> ReadAsync(FigureBucket bucket = FigureBucket.Whole, FigureDimension dimension = FigureDimension.None, bool split = false) =>
        ReadAsync(new FigureRequest(Some.Start.AddDays(-5), Some.Start.AddDays(5), bucket, Dimension: dimension, ByLane: split, ByOwner: split));

    public ValueTask DisposeAsync() => Files.DisposeAsync();
}
