using CommandCenter.Orders;
using CommandCenter.Plan;
using CommandCenter.Sources;
using CommandCenter.Sources.Sweeping;

namespace CommandCenter.Live;

/// <summary>What is known of one source: when it answered, how far it has been read, how much it brings.</summary>
internal sealed class SourceMonitor(SourceDefinition definition, long startedAt)
{
    private readonly MinuteCounts records = new();
    private readonly MinuteCounts rejected = new();
    private SourceHealthReport? last;
    private long caughtUpTo = SideRecord.None;

    public SourceDefinition Definition { get; private set; } = definition;
    public long LastSuccess { get; private set; } = SideRecord.None;
    public long LastEvent { get; private set; } = SideRecord.None;
    public long Watermark { get; private set; } = SideRecord.None;
    public double? LagSeconds { get; private set; }
    public long RecordsTotal { get; private set; }
    public long RejectedTotal { get; private set; }
    public string? Error => last is { Succeeded: false } ? last.Error : null;
    public DateTimeOffset? NextTry => last is { Succeeded: false } ? last.NextTry : null;

    /// <summary>How its sweep stood at the last poll.</summary>
    public SweepStanding? Sweep { get; private set; }

    /// <summary>Its back-fill is behind it: what comes now is news.</summary>
    public bool HasCaughtUp { get; private set; }

    private bool HasOwnWatermark => Definition.Http?.Watermark is not null || Definition.Sql is not null || Definition.Csv is not null || Definition.Push is not null;

    private long StaleAfter => (long)Definition.StaleAfter.TotalMicroseconds;

    public void Define(SourceDefinition current)
    {
        Definition = current;
        Sweep = current.Sweep is null ? null : Sweep;
    }

    public void Fold(CommittedBatch batch)
    {
        var observed = Instants.ToMicros(batch.ObservedAt);
        RecordsTotal += batch.Counts.Records;
        RejectedTotal += batch.Counts.Rejected;
        records.Add(observed, batch.Counts.Records);
        rejected.Add(observed, batch.Counts.Rejected);
        if (batch.Counts.NewestOccurredAt is { } newest)
        {
            // how old the past is that it is read up with says nothing about how late its news are
            LagSeconds = HasCaughtUp ? Math.Max(0, (batch.ObservedAt - newest).TotalSeconds) : LagSeconds;
            LastEvent = Math.Max(LastEvent, Instants.ToMicros(newest));
        }

        Raise(batch.Cursor?.Watermark);
        LastSuccess = Math.Max(LastSuccess, observed);
    }

    /// <returns>Whether it says anything but that all goes on as before: only that is worth a picture of its own.</returns>
    public bool Fold(SourceHealthReport report)
    {
        var news = last is null || !report.Succeeded || !last.Succeeded || report.Paused != last.Paused || (report.CaughtUp && !HasCaughtUp) || report.Sweep?.MissedTotal > Sweep?.MissedTotal;
        Sweep = report.Sweep ?? Sweep;
        last = report;
        if (report.Succeeded)
        {
            LastSuccess = Math.Max(LastSuccess, Instants.ToMicros(report.At));
            Raise(report.Watermark);
            HasCaughtUp |= report.CaughtUp;
            if (report.CaughtUp && !HasOwnWatermark)
            {
                // who names no watermark but has been read to its end is known up to now, however long ago its last record was
                caughtUpTo = Math.Max(caughtUpTo, Instants.ToMicros(report.At));
            }
        }

        return news;
    }

    /// <summary>What a restart knows before the first answer.</summary>
    public void Restore(SourceCursor cursor) => Raise(cursor.Watermark);

    public SourceHealth HealthAt(long now)
    {
        if (last?.Paused == true)
        {
            return SourceHealth.Paused;
        }

        if (last?.CircuitOpen == true)
        {
            return SourceHealth.Broken;
        }

        var since = LastSuccess == SideRecord.None ? startedAt : LastSuccess;
        return now - since > StaleAfter ? SourceHealth.Stale : LastSuccess == SideRecord.None ? SourceHealth.Starting : SourceHealth.Fresh;
    }

    /// <summary>It answers, and what it did before is still being read.</summary>
    public bool IsCatchingUpAt(long now) => !HasCaughtUp && HealthAt(now) is (SourceHealth.Starting or SourceHealth.Fresh);

    /// <summary>Since when nothing was heard; null while fresh.</summary>
    public DateTimeOffset? StaleSince(long now) =>
        HealthAt(now) is SourceHealth.Fresh or SourceHealth.Starting ? null : Instants.FromMicros(LastSuccess == SideRecord.None ? startedAt : LastSuccess);

    /// <summary>Up to where its data can be trusted, and how much.</summary>
    public Feed FeedAt(long now)
    {
        if (LastSuccess == SideRecord.None && Watermark == SideRecord.None)
        {
            return new Feed(now - startedAt > StaleAfter ? FigureState.Missing : FigureState.Pending, SideRecord.None);
        }

        // without a watermark of its own a source is known up to its last answer when that reached the end, else up to its newest record
        var reached = Math.Max(Watermark, caughtUpTo);
        var asOf = reached != SideRecord.None ? reached : last?.CaughtUp == true || LastEvent == SideRecord.None ? LastSuccess : LastEvent;
        asOf = Math.Min(asOf, now);
        // what a source reads again it cannot vouch for yet: that much behind is as fresh as it gets
        var behind = (long)Definition.Overlap.TotalMicroseconds;
        return new Feed(now - asOf > StaleAfter + behind ? FigureState.Stale : FigureState.Fresh, asOf);
    }

    public long RejectedWithin(long now, int minutes) => rejected.Sum(now, minutes);

    public long RecordsWithin(long now, int minutes) => records.Sum(now, minutes);

    public double?[] RejectedTrend(long now) => rejected.Trend(now, startedAt);

    public SourceLive Show(long now) => new(
        Definition.Id, Definition.System, Definition.Side, Definition.Adapter, HealthAt(now), Error, AsInstant(LastSuccess), AsInstant(LastEvent), LagSeconds, AsInstant(Watermark),
        Definition.Every.TotalSeconds, PerMinute(now), RecordsTotal, RejectedTotal, StaleSince(now), NextTry, records.Trend(now, LastSuccess == SideRecord.None ? long.MaxValue : startedAt)) { Sweep = Sweep };

    /// <summary>Over the last minutes, or over the time since the start while that is shorter.</summary>
    private double PerMinute(long now)
    {
        const int minutes = 5;
        var from = Math.Max((now / MinuteCounts.Minute - minutes + 1) * MinuteCounts.Minute, startedAt);
        return records.Sum(now, minutes) / Math.Max((now - from) / (double)MinuteCounts.Minute, 1.0 / 6);
    }

    private static DateTimeOffset? AsInstant(long micros) => micros == SideRecord.None ? null : Instants.FromMicros(micros);

    private void Raise(DateTimeOffset? watermark)
    {
        if (watermark is { } at)
        {
            Watermark = Math.Max(Watermark, Instants.ToMicros(at));
        }
    }
}

/// <summary>How far data reaches and what may be said with it.</summary>
/// <param name="AsOf">UTC microseconds; <see cref="SideRecord.None"/> where nothing was ever read.</param>
internal readonly record struct Feed(FigureState State, long AsOf)
{
    /// <summary>Two feeds together are as good as the worse of them and reach as far as the older.</summary>
    public static Feed Both(Feed left, Feed right)
    {
        if (left.State == FigureState.NotObservable || right.State == FigureState.NotObservable)
        {
            return left.State == FigureState.NotObservable ? right : left;
        }

        return new Feed(Rank(left.State) >= Rank(right.State) ? left.State : right.State, Math.Min(left.AsOf, right.AsOf));
    }

    private static int Rank(FigureState state) => state switch
    {
        FigureState.Fresh => 0,
        FigureState.Stale => 1,
        FigureState.Pending => 2,
        _ => 3,
    };
}
