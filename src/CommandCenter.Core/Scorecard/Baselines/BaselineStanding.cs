using CommandCenter.Readiness.Gates;

namespace CommandCenter.Scorecard.Baselines;

/// <summary>Whether somebody answers for the baseline.</summary>
/// <param name="Words">In a few words, such as <c>baseline frozen by Dana Reyes</c>.</param>
/// <param name="Link">To the gate; null where the plan has none for it.</param>
public sealed record BaselineStanding(bool IsFrozen, string Words, string? Link)
{
    /// <summary>What the gates say of it.</summary>
    /// <param name="gates">Null before the first look.</param>
    public static BaselineStanding Of(GatesView? gates)
    {
        var gate = gates?.Items.FirstOrDefault(g => g.Gate.Check?.Name == "baseline");
        if (gate is null) return new BaselineStanding(false, "baseline signed by nobody", null);
        var link = "/readiness?gate=" + gate.Gate.Id;
        return gate.Standing.Signature is { } signature ? new BaselineStanding(true, $"baseline frozen by {signature.Person}", link) : new BaselineStanding(false, "baseline not signed yet", link);
    }
}
