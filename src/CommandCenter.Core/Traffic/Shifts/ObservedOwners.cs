using CommandCenter.Orders;

namespace CommandCenter.Traffic.Shifts;

/// <summary>Of a step's orders that are old enough: where the sides' own data show them.</summary>
/// <param name="Seen">Some side reports it as its own.</param>
/// <param name="OnOrchestration">Of those, orchestration does.</param>
/// <param name="Recorded">Of those seen, orchestration's by their ownership record.</param>
/// <param name="Disagree">Of those seen, reported by another side than their ownership record says.</param>
public readonly record struct ObservedOwners(long Seen, long OnOrchestration, long Recorded, long Disagree)
{
    internal ObservedOwners With(Side recorded, Side? observed) => observed is not { } side ? this
        : new(Seen + 1, OnOrchestration + (side == Side.Orchestration ? 1 : 0), Recorded + (recorded == Side.Orchestration ? 1 : 0), Disagree + (side == recorded ? 0 : 1));
}
