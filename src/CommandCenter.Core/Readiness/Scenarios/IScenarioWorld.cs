using CommandCenter.Orders;
using CommandCenter.Shared;

namespace CommandCenter.Readiness.Scenarios;

/// <summary>How the rehearsal world is to let an order live that is still to come.</summary>
/// <param name="ShortLine">Line of which one piece is not found, or 0.</param>
public sealed record WorldScript(TimeSpan Pace, TimeSpan Wait, int ShortLine);

/// <summary>Something that a side did outside for an order, by its own ledger.</summary>
/// <param name="Kind">authorise, reserve, label, ship, capture, post or notify.</param>
/// <param name="Parcel">0 for the order as a whole.</param>
public sealed record LedgerEffect(string Kind, int Parcel);

/// <summary>How an order stands in the ledger of one side.</summary>
/// <param name="Standing">owned, copy or withdrawn; null where the side does not know it.</param>
/// <param name="Raw">What the side answered.</param>
public sealed record LedgerTruth(string? Standing, IReadOnlyList<LedgerEffect> Effects, string Raw);

/// <summary>One of the two systems of the rehearsal world.</summary>
/// <param name="Trouble">Why it cannot be reached; null while it can.</param>
/// <param name="Faults">That are on, by id.</param>
public sealed record WorldSide(Side Side, string Url, string? Trouble, IReadOnlyList<string> Faults);

/// <summary>The rehearsal world as scenarios need it: the one place that knows where it is. Everything is bounded and has a deadline.</summary>
public interface IScenarioWorld
{
    /// <summary>Whether this is a rehearsal; otherwise everything else answers Unavailable.</summary>
    bool IsThere { get; }

    /// <summary>Tells the world how an order shall live that it will be given.</summary>
    /// <returns>Unavailable where it cannot be reached; Validation where it refuses.</returns>
    Task<Result<bool>> ScriptAsync(string orderKey, WorldScript script, CancellationToken cancel);

    /// <summary>The truth about an order at one side, whatever its feeds said.</summary>
    Task<Result<LedgerTruth>> LedgerAsync(Side side, string orderKey, CancellationToken cancel);

    /// <summary>Both systems; one that is out of reach says so.</summary>
    Task<IReadOnlyList<WorldSide>> StateAsync(CancellationToken cancel);
}
