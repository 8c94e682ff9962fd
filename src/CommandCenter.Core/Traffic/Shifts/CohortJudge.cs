using CommandCenter.Live;
using CommandCenter.Orders;
using CommandCenter.Traffic.Analysis;

namespace CommandCenter.Traffic.Shifts;

/// <summary>What an order of a step came to.</summary>
/// <param name="IsTooYoung">It cannot have reached its limit yet.</param>
/// <param name="Order">Null where it says nothing about routing: too young, or held by its side's own rules.</param>
internal readonly record struct Judged(bool IsTooYoung, CohortOrder? Order);

/// <summary>
/// Counts one order, once what it came to can no longer change. When that is depends on when it was accepted and became eligible, never on how it went, so that good and bad orders are
/// counted at the same age.
/// </summary>
internal static class CohortJudge
{
    /// <param name="hasLimit">Whether its lane limits the time to routing; without one nothing is late.</param>
    /// <param name="limit">What its lane allows from eligible to routed.</param>
    /// <param name="record">What its owner reports; null = the owner does not know it.</param>
    /// <param name="until">Both sides' data reach there.</param>
    public static Judged Judge(long number, Side owner, DateTimeOffset acceptedAt, bool hasLimit, TimeSpan limit, SideRecord? record, DateTimeOffset until)
    {
        var end = Instants.ToMicros(until);
        var latest = Instants.ToMicros(acceptedAt + limit);
        if (latest > end)
        {
            return new Judged(IsTooYoung: true, null);
        }

        if (record is null)
        {
            return new Judged(false, new CohortOrder(number, owner, IsRouted: false, HasFailed: false, IsCancelled: false, null));
        }

        var isCancelled = record.At(Stage.Cancelled) is not SideRecord.None and var cancelled && cancelled <= latest;
        if (!hasLimit)
        {
            return new Judged(false, new CohortOrder(number, owner, IsRouted: true, record.Failed, isCancelled, null));
        }

        var (eligible, routed) = (record.Eligible, record.At(Stage.Routed));
        if (eligible == SideRecord.None || eligible > latest)
        {
            // a hold keeps it back by rule; whatever else keeps it from becoming eligible is a failure to route it
            return record.Held != SideRecord.None && record.Held <= latest ? default
                : new Judged(false, new CohortOrder(number, owner, IsRouted: isCancelled || routed != SideRecord.None, record.Failed, isCancelled, null));
        }

        var due = eligible + (long)limit.TotalMicroseconds;
        if (due > end)
        {
            return new Judged(IsTooYoung: true, null);
        }

        var isRouted = isCancelled || (routed != SideRecord.None && routed <= due);
        return new Judged(false, new CohortOrder(number, owner, isRouted, record.Failed, isCancelled, routed == SideRecord.None ? null : Math.Max(0, routed - eligible) / 1e6));
    }
}
