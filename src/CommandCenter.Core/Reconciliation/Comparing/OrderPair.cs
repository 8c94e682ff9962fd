using CommandCenter.Orders;

namespace CommandCenter.Reconciliation.Comparing;

/// <summary>One side's state of an order with what each of its facts was stated by.</summary>
internal sealed class SideView(OrderState state, Stamp[] statedBy)
{
    private static readonly IReadOnlyList<StageTime> none = [];

    public OrderState State { get; } = state;

    /// <summary>By position of <see cref="OrderState.Facts"/>.</summary>
    public Stamp[] StatedBy { get; } = statedBy;

    public IReadOnlyList<StageTime> Reached => State.StageTimes ?? none;

    /// <summary>What it says of a fact and when; null where it is silent.</summary>
    public Said? Say(string path)
    {
        for (var i = 0; i < State.Facts.Count; i++)
        {
            if (string.Equals(State.Facts[i].Path, path, StringComparison.Ordinal))
            {
                return new Said(State.Facts[i].Value, StatedBy[i].OccurredMicros);
            }
        }

        return null;
    }

    public static SideView? Of(ReadOnlySpan<byte> stored, string orderKey, Side side, StageOrder order)
    {
        if (stored.IsEmpty)
        {
            return null;
        }

        var folded = OrderStateCodec.Decode(stored);
        return new SideView(folded.ToState(orderKey, side, order), folded.StatedBy);
    }
}

/// <param name="At">When it was said, UTC microseconds.</param>
internal readonly record struct Said(FactValue Value, long At);

/// <summary>Both sides of one order.</summary>
/// <param name="Owner">By the ownership record, or by what the sides themselves call a copy; null = not known.</param>
/// <param name="Mirrored">Whether both sides are to have it; null = no ownership record says.</param>
/// <param name="Shared">What systems that belong to neither side tell of it; null = nothing, or none of them decides anything.</param>
internal sealed record OrderPair(string Key, SideView? Legacy, SideView? Orchestration, Side? Owner, bool? Mirrored = null, SideView? Shared = null)
{
    public SideView? Of(Side side) => side == Side.Legacy ? Legacy : Orchestration;

    /// <summary>What the owner says counts, then what the other one says.</summary>
    public string? Text(string path)
    {
        var (first, second) = Owner == Side.Orchestration ? (Orchestration, Legacy) : (Legacy, Orchestration);
        return first?.State.Text(path) ?? second?.State.Text(path);
    }

    public long? Number(string path)
    {
        var (first, second) = Owner == Side.Orchestration ? (Orchestration, Legacy) : (Legacy, Orchestration);
        return first?.State.Number(path) ?? second?.State.Number(path);
    }
}

/// <summary>Up to where each side has been read; a difference is ripe once both lie behind it and its allowance.</summary>
/// <param name="Legacy">Null = nothing says so.</param>
public readonly record struct Horizon(DateTimeOffset? Legacy, DateTimeOffset? Orchestration)
{
    /// <summary>Up to where both have been read; null = not known of one of them.</summary>
    public DateTimeOffset? Both => Legacy is { } a && Orchestration is { } b ? a < b ? a : b : null;
}
