using CommandCenter.OrderExceptions;
using CommandCenter.Orders;

namespace CommandCenter.Readiness.Scenarios;

/// <summary>What the rehearsal can do by itself.</summary>
public enum PlayKind
{
    /// <summary>One order goes through to the end of its lane.</summary>
    Fulfil,

    /// <summary>One order whose lines leave from two nodes.</summary>
    Split,

    /// <summary>One piece of a line is not found and cancelled, the rest is sent.</summary>
    PartialCancel,

    /// <summary>The customer cancels before anything has left for a node.</summary>
    Cancel,

    /// <summary>Held by a change, and let go again.</summary>
    Hold,

    /// <summary>Given back after it was handed over.</summary>
    Return,

    /// <summary>Given back for another: a second order that refers to the first.</summary>
    Exchange,

    /// <summary>A store sells several, out of reach, and sends them all at once later, some twice.</summary>
    OfflineSync,

    /// <summary>An associate looks an order up by its web number.</summary>
    LookUp,
}

/// <summary>How the rehearsal plays a scenario.</summary>
/// <param name="Within">How long what is required may take; wall-clock, whatever the plan's time scale.</param>
/// <param name="Pace">Of the rehearsal world between two stages.</param>
/// <param name="Wait">How much longer parcels wait before they are released.</param>
/// <param name="Nodes">That the lines leave from, in this order; empty = as the rehearsal world decides.</param>
/// <param name="Store">That sells or hands over; null = none, or the first of the region.</param>
public sealed record ScenarioPlay(PlayKind Kind, TimeSpan Within, TimeSpan Pace, TimeSpan Wait, string Region, string? Store, IReadOnlyList<string> Nodes);

/// <param name="Side">That must own the order; null = whichever the traffic table names.</param>
/// <param name="Node">That it must be routed to; null = any.</param>
/// <param name="Words">For a person; null where the plan says none.</param>
public sealed record ScenarioRouting(Side? Side, string? Node, string? Words);

/// <summary>A row of the plan's scenario matrix.</summary>
/// <param name="Lanes">At least one; the rehearsal plays the first.</param>
/// <param name="Trigger">What sets it off.</param>
/// <param name="Source">The system (by id) whose word counts.</param>
/// <param name="Statuses">That the owner's side must report.</param>
/// <param name="Owner">Whose work an exception is.</param>
/// <param name="Acceptance">When it counts as passed, for a person.</param>
/// <param name="Play">Null where the rehearsal cannot play it: people or tools report it.</param>
public sealed record Scenario(
    string Id, string Title, IReadOnlyList<string> Lanes, string Trigger, string Source, ScenarioRouting Routing, IReadOnlyList<Stage> Statuses, OwnerTeam Owner, string Acceptance, CaseSeverity Severity, ScenarioPlay? Play);
