using CommandCenter.Orders;

namespace CommandCenter.Intake.Transfer;

/// <summary>How far the transfer of an order has been journalled. Numbers are stored.</summary>
public enum TransferStep
{
    Pending = 0,

    /// <summary>Its release is being taken back.</summary>
    Recalling = 1,

    /// <summary>The new owner sets stock aside.</summary>
    Reserving = 2,

    /// <summary>The old owner gives it up.</summary>
    Withdrawing = 3,

    /// <summary>The old owner has given it up and the new one answers for it; it is being created there.</summary>
    Switched = 4,
    Done = 5,
}

/// <summary>What became of an order in flight. Numbers are stored.</summary>
public enum TransferOutcome
{
    None = 0,

    /// <summary>The other side owns it and has confirmed it.</summary>
    Transferred = 1,

    /// <summary>It finishes where it is.</summary>
    Finished = 2,

    /// <summary>A person has to decide.</summary>
    Parked = 3,
}

/// <summary>One order to be moved back.</summary>
/// <param name="Step">How far an earlier attempt came.</param>
/// <param name="From">The side that is being left.</param>
/// <param name="GiveUpAt">A side that has not answered until then is not waited for any longer.</param>
internal sealed record TransferJob(Guid Rollback, string OrderKey, TransferStep Step, Side From, DateTimeOffset GiveUpAt)
{
    public Side To => From == Side.Legacy ? Side.Orchestration : Side.Legacy;
}

/// <summary>What one attempt came to.</summary>
/// <param name="Outcome">None = not yet: to be tried again after <paramref name="Again"/>.</param>
/// <param name="Reason">For a person.</param>
internal sealed record TransferResult(TransferOutcome Outcome, string? Reason, TimeSpan Again = default)
{
    public static TransferResult NotYet(string reason, TimeSpan again) => new(TransferOutcome.None, reason, again);
}

/// <summary>What was last seen of an order where its side does not answer itself.</summary>
public interface IObservedOrders
{
    /// <summary>The stages of its lines as its side last reported them; empty where nothing is known.</summary>
    Task<IReadOnlyList<Stage>> LinesAsync(string orderKey, Side side, CancellationToken cancel);
}

/// <summary>Keeps warehouse and stores from taking what a side releases that does not answer.</summary>
internal interface IReleaseBlock
{
    /// <summary>Whether the block is in force; asked for again until it is, or cannot be.</summary>
    Task<bool> EnsureAsync(Guid rollback, Side side, CancellationToken cancel);
}
