using CommandCenter.Live;
using CommandCenter.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Scorecard.Figures;

/// <summary>Keeps by hour what the live picture says of queues and of how late stock arrives: each look adds to the hour of now. What is stale, or was never read, adds nothing.</summary>
public sealed class ReadingHours(IDbContextFactory<EventsDb> events, LiveBoard board, TimeProvider time)
{
    /// <summary>Looks and adds.</summary>
    /// <returns>How many readings were added; 0 = nothing could be read.</returns>
    public async Task<int> KeepAsync(CancellationToken cancel)
    {
        if (board.Current is not { } live) return 0;
        var read = Fresh(live).ToList();
        if (read.Count == 0) return 0;
        var now = time.GetUtcNow();
        var hour = new DateTimeOffset(now.UtcTicks - now.UtcTicks % TimeSpan.TicksPerHour, TimeSpan.Zero);
        await using var db = await events.CreateDbContextAsync(cancel);
        var known = await db.ReadingHours.Where(r => r.Hour == hour).ToDictionaryAsync(r => (r.Figure, r.Of), cancel);
        foreach (var (figure, of, value) in read)
        {
            if (!known.TryGetValue((figure, of), out var row)) db.ReadingHours.Add(row = new ReadingHourRow { Figure = figure, Of = of, Hour = hour });
            (row.Total, row.Readings, row.ReadAt) = (row.Total + value, row.Readings + 1, now);
        }

        await db.SaveChangesAsync(cancel);
        return read.Count;
    }

    private static IEnumerable<(string Figure, int Of, double Value)> Fresh(LiveSnapshot live)
    {
        foreach (var key in (string[])[FigureDefinitions.QueueDepth.Key, FigureDefinitions.InventoryLag.Key])
        {
            if (live.Figures.FirstOrDefault(f => f.Key == key)?.Figure is { State: FigureState.Fresh, Value: { } value }) yield return (key, ReadingHourRow.OfAll, value);
        }

        // a sum with a queue in it that nobody has heard of for a while is no depth of now
        foreach (var side in live.Queues.GroupBy(q => q.Side).Where(s => s.All(q => q.Depth is { State: FigureState.Fresh, Value: not null })))
        {
            yield return (FigureDefinitions.QueueDepth.Key, (int)side.Key, side.Sum(q => q.Depth.Value!.Value));
        }
    }
}
