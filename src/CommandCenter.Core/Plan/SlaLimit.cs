using CommandCenter.Orders;

namespace CommandCenter.Plan;

/// <summary>Until when something must be reached, where that is no duration.</summary>
public enum LimitDue
{
    /// <summary>The order's own promise, as the owner's side states it.</summary>
    ShipBy,
    ReadyBy,
    DeliverBy,

    /// <summary>The next cut-off of the order's node and carrier service (<see cref="CarrierCutoff"/>).</summary>
    CarrierCutoff,
}

/// <summary>Names of <see cref="LimitDue"/> as plans, pages and API write them.</summary>
public static class LimitDues
{
    public static IReadOnlyList<LimitDue> All { get; } = Enum.GetValues<LimitDue>();

    public static string Name(this LimitDue due) => due switch
    {
        LimitDue.ShipBy => "shipBy",
        LimitDue.ReadyBy => "readyBy",
        LimitDue.DeliverBy => "deliverBy",
        _ => "carrierCutoff",
    };
}

/// <summary>One limit of a lane. Unscaled: divide durations by <see cref="PlanHeader.TimeScale"/>; promises and cut-offs are instants and are not divided.</summary>
/// <param name="Stage">What must be reached.</param>
/// <param name="From">The stage, or <c>eligible</c> / <c>placed</c>, that the clock starts at; <c>reached</c> for propagation: each stage as the owner reaches it.</param>
/// <param name="Within">How long it may take; null where <see cref="Due"/> stands.</param>
/// <param name="TargetPercent">Share that must be inside the limit, 0 to 100.</param>
/// <param name="AtRiskBefore">How long before the deadline an order is at risk, one level for each, longest first; empty = never.</param>
public sealed record SlaLimit(Milestone Stage, string From, TimeSpan? Within, double TargetPercent, IReadOnlyList<TimeSpan> AtRiskBefore)
{
    /// <summary>Where the clock of propagation starts.</summary>
    public const string Reached = "reached";

    /// <summary>Null where <see cref="Within"/> stands.</summary>
    public LimitDue? Due { get; init; }

    /// <summary>Id of the calendar in whose open time <see cref="Within"/> is counted, or whose next opening a <see cref="Due"/> rolls to; null = every hour counts.</summary>
    public string? Calendar { get; init; }

    /// <summary>A promise in closed time counts until the next opening.</summary>
    public bool RollForward { get; init; }

    /// <summary>What it is stored and told by; each once in a lane.</summary>
    public LimitId Id => new(Stage, From, Due);
}

/// <summary>Names one limit of a lane: <c>routed from eligible</c>, <c>shipped from placed due shipBy</c>.</summary>
public readonly record struct LimitId(Milestone Stage, string From, LimitDue? Due)
{
    /// <summary>Reads what <see cref="ToString"/> wrote. A name without <c>from</c> was stored before limits had names of their own: it is a stage alone.</summary>
    public static bool TryParse(string? text, out LimitId id)
    {
        id = default;
        var words = (text ?? "").Split(' ');
        if (!Milestone.TryParse(words[0], out var stage) || words.Length is not (1 or 3 or 5) || (words.Length > 1 && words[1] != "from") || (words.Length > 3 && words[3] != "due"))
        {
            return false;
        }

        var due = words.Length == 5 ? LimitDues.All.Where(d => d.Name() == words[4]).Select(d => (LimitDue?)d).FirstOrDefault() : null;
        id = new LimitId(stage, words.Length > 1 ? words[2] : "", due);
        return words.Length < 5 || due is not null;
    }

    /// <summary>What must be reached and until when, for people: <c>picked</c>, <c>shipped due shipBy</c>.</summary>
    public string Words => Stage.Name + (Due is { } due ? " due " + due.Name() : "");

    public override string ToString() => Stage.Name + (From.Length == 0 ? "" : " from " + From) + (Due is { } due ? " due " + due.Name() : "");
}
