namespace CommandCenter.Orders;

/// <summary>What one side's events of one order add up to: a function of the SET of events, whatever their order and number of deliveries.</summary>
public sealed record OrderState
{
    public required string OrderKey { get; init; }
    public required Side Side { get; init; }

    /// <summary>The furthest stage reached that no later event took back; <see cref="Orders.Stage.Cancelled"/> and returned win over fulfilment.</summary>
    public required Stage? Stage { get; init; }

    /// <summary>When the side reached each stage, in stage order.</summary>
    public required IReadOnlyList<StageTime> StageTimes { get; init; }

    /// <summary>The counting value of every path, in ordinal path order; without <c>stage.*</c>.</summary>
    public required IReadOnlyList<Fact> Facts { get; init; }

    /// <summary>Occurred-at of the newest event that counts.</summary>
    public required DateTimeOffset LastOccurredAt { get; init; }

    /// <summary>Earliest receipt of the newest event; lag = this − <see cref="LastOccurredAt"/>.</summary>
    public required DateTimeOffset LastObservedAt { get; init; }

    /// <summary>Distinct (source, event id) known.</summary>
    public required int EventCount { get; init; }

    /// <summary>Event ids that came with more than one content.</summary>
    public required int ConflictCount { get; init; }

    public FactValue? Find(string path)
    {
        int low = 0, high = Facts.Count - 1;
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var order = string.CompareOrdinal(Facts[middle].Path, path);
            if (order == 0)
            {
                return Facts[middle].Value;
            }

            if (order < 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        return null;
    }

    public string? Text(string path) => Find(path) is { Type: FactType.Text } value ? value.Text : null;

    public DateTimeOffset? Instant(string path) => Find(path)?.AsInstant();

    public long? Number(string path) => Find(path) is { Type: not FactType.Text } value ? value.Number : null;

    public DateTimeOffset? At(Stage stage)
    {
        foreach (var reached in StageTimes)
        {
            if (reached.Stage == stage)
            {
                return reached.OccurredAt;
            }
        }

        return null;
    }
}

/// <param name="OccurredAt">When the side says that the stage was reached.</param>
/// <param name="ObservedAt">When this product first learned of it.</param>
/// <param name="Source">Through which source.</param>
/// <param name="IsStated">The side said this time outright; false: it is the time of the first record that says that the order stands there.</param>
public readonly record struct StageTime(Stage Stage, DateTimeOffset OccurredAt, DateTimeOffset ObservedAt, string Source, bool IsStated = false);
