using CommandCenter.OrderExceptions;
using CommandCenter.Orders;

namespace CommandCenter.Plan;

/// <summary>Section <c>exceptions</c> of the plan: whose work a case is, how severe, and by when. Durations are unscaled: divide by <see cref="PlanHeader.TimeScale"/>.</summary>
/// <param name="Owners">The first that matches decides; where none does, the team that the finding itself names.</param>
/// <param name="Due">How long people have, by severity; all four.</param>
/// <param name="Money">From how many minor units on a case is at least so severe; a severity that is not named is reached by other ways only.</param>
/// <param name="Raised">Lanes whose cases are one level more severe.</param>
/// <param name="Age">After how long a trouble is one level more severe.</param>
/// <param name="Settle">How long what a person has resolved may still be seen before it counts as not settled.</param>
public sealed record ExceptionSettings(
    IReadOnlyList<CaseOwner> Owners, IReadOnlyDictionary<CaseSeverity, TimeSpan> Due, IReadOnlyDictionary<CaseSeverity, long> Money, IReadOnlyList<string> Raised, TimeSpan Age, TimeSpan Settle)
{
    /// <summary>What holds where a plan says nothing.</summary>
    public static ExceptionSettings Default { get; } = new(
        [],
        new Dictionary<CaseSeverity, TimeSpan>
        {
            [CaseSeverity.Critical] = TimeSpan.FromMinutes(15), [CaseSeverity.High] = TimeSpan.FromHours(1), [CaseSeverity.Medium] = TimeSpan.FromHours(4), [CaseSeverity.Low] = TimeSpan.FromDays(1),
        },
        new Dictionary<CaseSeverity, long> { [CaseSeverity.Medium] = 10_000, [CaseSeverity.High] = 100_000, [CaseSeverity.Critical] = 1_000_000 },
        [], TimeSpan.FromHours(4), TimeSpan.FromMinutes(10));

    /// <summary>How long an authorisation stands whose provider does not tell.</summary>
    public TimeSpan AuthorisationValid { get; init; } = TimeSpan.FromDays(7);

    /// <summary>How long before its end an authorisation that is not captured is somebody's work.</summary>
    public TimeSpan AuthorisationAtRisk { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long goods wait for the customer who is to collect them.</summary>
    public TimeSpan PickupHeld { get; init; } = TimeSpan.FromDays(7);

    /// <summary>What customers are to be told; empty = nothing is missed.</summary>
    public IReadOnlyList<ExpectedMessage> Messages { get; init; } = [];
}

/// <summary>A message that the customer is to get.</summary>
/// <param name="Stage">Once the order has reached it.</param>
/// <param name="Template">As the mappings' <c>messages</c> name it.</param>
/// <param name="Within">How soon, unscaled.</param>
public sealed record ExpectedMessage(Stage Stage, string Template, TimeSpan Within);

/// <summary>Whose work some cases are. What is null matches every case.</summary>
/// <param name="Rule">What a case was found by.</param>
public sealed record CaseOwner(OwnerTeam Team, string? Rule, ExceptionBucket? Bucket, string? Lane)
{
    public bool Matches(CaseSignal signal)
    {
        ArgumentNullException.ThrowIfNull(signal);
        return (Rule is null || Rule == signal.Rule) && (Bucket is null || Bucket == signal.Bucket) && (Lane is null || Lane == signal.Lane);
    }
}
