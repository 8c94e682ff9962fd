using CommandCenter.Orders;

namespace CommandCenter.Sources.Sweeping;

/// <summary>
/// News that the sweep brought before polling did. That alone proves nothing: the next poll may bring it too. It was missed when polling has read on past the
/// moment at which the sweep saw it, and past the overlap, and has brought neither it nor anything newer of the order: the cursor field did not move, or a page was left out.
/// </summary>
internal sealed class SweptNews(TimeSpan overlap)
{
    private const int Most = 10_000;
    private readonly Dictionary<string, (SweptEvent Event, DateTimeOffset SeenAt)> waiting = new(StringComparer.Ordinal);

    /// <summary>The newest piece of news of an order, first seen at <paramref name="seenAt"/>.</summary>
    public void Note(SweptEvent news, DateTimeOffset seenAt)
    {
        if (waiting.TryGetValue(news.OrderKey, out var before))
        {
            waiting[news.OrderKey] = (news.OccurredMicros > before.Event.OccurredMicros ? news : before.Event, before.SeenAt);
        }
        else if (waiting.Count < Most)
        {
            waiting[news.OrderKey] = (news, seenAt);
        }
    }

    /// <summary>Polling brought an event.</summary>
    public void Polled(OrderEvent brought)
    {
        if (waiting.Count > 0 && waiting.TryGetValue(brought.OrderKey, out var news) && (brought.EventId == news.Event.EventId || brought.Stamp.OccurredMicros > news.Event.OccurredMicros))
        {
            waiting.Remove(brought.OrderKey);
        }
    }

    /// <summary>Polling has read everything up to <paramref name="watermark"/>; answers with the orders whose news it should have brought by now.</summary>
    public IReadOnlyList<string> Missed(DateTimeOffset watermark)
    {
        if (waiting.Count == 0)
        {
            return [];
        }

        List<string> missed = [.. waiting.Where(w => w.Value.SeenAt + overlap < watermark).Select(w => w.Key)];
        missed.ForEach(key => waiting.Remove(key));
        return missed;
    }
}
