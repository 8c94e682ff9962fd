using CommandCenter.Live;
using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Shared;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Scorecard.Figures;

/// <summary>How long a period is.</summary>
public enum FigureBucket
{
    Hour,

    /// <summary>A day of the plan's zone.</summary>
    Day,

    /// <summary>Everything asked for as one.</summary>
    Whole,
}

/// <summary>Which figures.</summary>
/// <param name="From">The first hour; hours that began before are left out.</param>
/// <param name="To">Not included.</param>
/// <param name="Lane">Only its orders; null = all.</param>
/// <param name="Owner">Only orders of this side; null = all, those too of which it is unclear whose they are.</param>
/// <param name="Dimension">By which the answer is split besides the period; <see cref="FigureDimension.None"/> = it is not.</param>
/// <param name="Value">Only this value of the dimension; null = each of its own.</param>
/// <param name="ByLane">Split by lane, too.</param>
/// <param name="ByOwner">Split by owner, too.</param>
public sealed record FigureRequest(
    DateTimeOffset From, DateTimeOffset To, FigureBucket Bucket = FigureBucket.Whole, string? Lane = null, Side? Owner = null, FigureDimension Dimension = FigureDimension.None, string? Value = null,
    bool ByLane = false, bool ByOwner = false)
{
    /// <summary>At most so many days can be asked for at once.</summary>
    public const int MostDays = 1_100;

    /// <summary>Percentiles of durations, each 1 to 99.</summary>
    public IReadOnlyList<int> Percentiles { get; init; } = [50, 90, 95];
}

/// <summary>The figures of one period.</summary>
/// <param name="Start">When it begins.</param>
/// <param name="Lane">Null where the answer is not split by lane.</param>
/// <param name="Owner">Null where it is not split by owner, and for orders of which it is unclear whose they are.</param>
/// <param name="Value">Of the dimension; null where it is not split by one.</param>
/// <param name="Values">By key; a figure to which no order gave anything is not in it, and is missing, not zero.</param>
/// <param name="IsOver">False while orders may still come into it in the ordinary way.</param>
/// <param name="CorrectedAt">When something was last counted in it that happened before it was over and was told later; null = never. That an order goes its way is no correction.</param>
/// <param name="Corrections">How often hours of it were corrected.</param>
public sealed record FigurePeriod(
    DateTimeOffset Start, string? Lane, Side? Owner, string? Value, IReadOnlyDictionary<string, PeriodValue> Values, bool IsOver, DateTimeOffset? CorrectedAt, int Corrections);

/// <param name="Periods">In order of time, then lane, owner and value.</param>
/// <param name="IsComplete">False while the orders that there are have not all been counted yet: at the first start, and after the zone or the order of stages changed.</param>
/// <param name="ReadTo">Up to when both sides have been read and counted; null = not known yet.</param>
public sealed record FigureAnswer(IReadOnlyList<FigurePeriod> Periods, bool IsComplete, DateTimeOffset? ReadTo);

/// <param name="Whole">Of the whole time, by key.</param>
internal sealed record FigureSpan(IReadOnlyDictionary<string, PeriodValue> Whole, FigureAnswer Days);

/// <summary>Reads figures that are kept by hour.</summary>
public sealed class FigureQueries(IDbContextFactory<EventsDb> contexts, ActivePlan plan)
{
    /// <returns>The figures; Validation (from, to, percentiles); Conflict where no plan is applied; Unavailable.</returns>
    public async Task<Result<FigureAnswer>> ReadAsync(FigureRequest request, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.To <= request.From) return Error.Validation("bad-period", "'to' must lie after 'from'.", "to");
        if (request.To - request.From > TimeSpan.FromDays(FigureRequest.MostDays)) return Error.Validation("bad-period", $"'from' lies more than {FigureRequest.MostDays} days before 'to': that is the most that can be asked for at once.", "from");
        if (request.Percentiles.Any(p => p is < 1 or > 99)) return Error.Validation("bad-percentile", "A percentile is a whole number from 1 to 99.", "percentiles");
        if (plan.Current is not { } current) return Error.Conflict("no-plan", "No plan is applied, so there are no days to count by.");
        return await StoreReads.TryAsync(() => SumAsync(request, new HourClock(TimeZoneInfo.FindSystemTimeZoneById(current.Header.Zone)), cancel));
    }

    /// <summary>The days of a time and the time as a whole, from one reading.</summary>
    /// <param name="request">Its bucket is not looked at; it is not split.</param>
    /// <param name="wanted">No others are added up.</param>
    internal async Task<Result<FigureSpan>> ReadSpanAsync(FigureRequest request, IEnumerable<PeriodFigure> wanted, CancellationToken cancel)
    {
        if (plan.Current is not { } current) return Error.Conflict("no-plan", "No plan is applied, so there are no days to count by.");
        var (clock, codes, byDay) = (new HourClock(TimeZoneInfo.FindSystemTimeZoneById(current.Header.Zone)), wanted.Select(f => f.Code).ToHashSet(), request with { Bucket = FigureBucket.Day });
        return await StoreReads.TryAsync(async () =>
        {
            var walked = await WalkAsync(byDay, clock, codes, cancel);
            var whole = new FigureSums();
            foreach (var day in walked.Groups.Values) whole.Add(day.Sums);
            return new FigureSpan(Values(request, whole), Answer(byDay, clock, walked));
        });
    }

    private async Task<FigureAnswer> SumAsync(FigureRequest request, HourClock clock, CancellationToken cancel) => Answer(request, clock, await WalkAsync(request, clock, null, cancel));

    private static FigureAnswer Answer(FigureRequest request, HourClock clock, Walked walked) =>
        new([.. walked.Groups.Select(g => Period(request, clock, g.Key, g.Value, walked.ReadTo))], walked.IsComplete, walked.ReadTo);

    private async Task<Walked> WalkAsync(FigureRequest request, HourClock clock, IReadOnlySet<int>? wanted, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var cursor = await db.FigureCursors.AsNoTracking().SingleOrDefaultAsync(cancel);
        var readTo = cursor?.ClosedTo;
        var cells = db.FigureCells.AsNoTracking().Where(c => c.Dimension == request.Dimension && c.Hour >= request.From && c.Hour < request.To);
        if (request.Lane is { } lane) cells = cells.Where(c => c.Lane == lane);
        if (request.Owner is { } side) cells = cells.Where(c => c.Owner == (int)side);
        if (request.Value is { } value) cells = cells.Where(c => c.Value == value);
        var groups = new SortedDictionary<(long Start, string Lane, int Owner, string Value), Group>();
        long hour = long.MinValue, start = 0;
        await foreach (var cell in cells.OrderBy(c => c.Hour).AsAsyncEnumerable().WithCancellation(cancel))
        {
            if (Instants.ToMicros(cell.Hour) is var at && at != hour) (hour, start) = (at, StartOf(request, clock, at));
            var key = (start, request.ByLane ? cell.Lane : "", request.ByOwner ? cell.Owner : -1, request.Dimension == FigureDimension.None ? "" : cell.Value);
            if (!groups.TryGetValue(key, out var group)) groups[key] = group = new Group();
            FigureCell.AddTo(cell.Figures, group.Sums, cell.Hour.AddHours(1) <= readTo, wanted);
            group.Corrections += cell.Corrections;
            if (cell.CorrectedAt > (group.CorrectedAt ?? DateTimeOffset.MinValue)) group.CorrectedAt = cell.CorrectedAt;
        }

        return new Walked(groups, cursor is not null && cursor.OrderNumber >= cursor.WalkTo, readTo);
    }

    /// <summary>When the period began that an instant lies in, UTC microseconds.</summary>
    internal static long StartOf(FigureRequest request, HourClock clock, long at) => request.Bucket switch
    {
        FigureBucket.Hour => clock.HourOf(at),
        FigureBucket.Day => clock.DayOf(at),
        _ => Instants.ToMicros(request.From),
    };

    /// <summary>When the period ends that begins at <paramref name="start"/>.</summary>
    internal static DateTimeOffset EndOf(FigureRequest request, HourClock clock, long start) => request.Bucket switch
    {
        FigureBucket.Hour => Instants.FromMicros(start + HourClock.Hour),
        // a day has 23 to 25 hours: the day that the middle of the next one lies in begins where it ends
        FigureBucket.Day => Instants.FromMicros(clock.DayOf(start + 36 * HourClock.Hour)),
        _ => request.To,
    };

    private static FigurePeriod Period(FigureRequest request, HourClock clock, (long Start, string Lane, int Owner, string Value) key, Group group, DateTimeOffset? readTo)
    {
        return new FigurePeriod(
            Instants.FromMicros(key.Start), request.ByLane ? key.Lane : null, key.Owner switch { (int)ObservedOwner.Legacy => Side.Legacy, (int)ObservedOwner.Orchestration => Side.Orchestration, _ => null },
            request.Dimension == FigureDimension.None ? null : key.Value, Values(request, group.Sums), EndOf(request, clock, key.Start) <= readTo, group.CorrectedAt, group.Corrections);
    }

    private static Dictionary<string, PeriodValue> Values(FigureRequest request, FigureSums sums) =>
        PeriodFigures.All.Select(f => sums.Of(f, request.Percentiles)).OfType<PeriodValue>().ToDictionary(v => v.Figure.Key, StringComparer.Ordinal);

    private sealed record Walked(SortedDictionary<(long Start, string Lane, int Owner, string Value), Group> Groups, bool IsComplete, DateTimeOffset? ReadTo);

    private sealed class Group
    {
        public FigureSums Sums { get; } = new();
        public DateTimeOffset? CorrectedAt { get; set; }
        public int Corrections { get; set; }
    }
}
