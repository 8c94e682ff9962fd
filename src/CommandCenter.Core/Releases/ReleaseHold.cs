using CommandCenter.Orders;
using CommandCenter.Traffic;

namespace CommandCenter.Releases;

/// <summary>What one side has confirmed of a command about releases. Numbers are stored.</summary>
public enum ReleaseState
{
    /// <summary>Commanded to hold; not confirmed yet.</summary>
    Asked = 0,

    /// <summary>Confirmed: it sends nothing of the segment to warehouse and stores.</summary>
    Held = 1,

    /// <summary>The hold is not confirmed, for the side refused; it is asked again.</summary>
    Failed = 2,

    /// <summary>Commanded to resume; not confirmed yet.</summary>
    Resuming = 3,

    /// <summary>Confirmed: it sends again.</summary>
    Resumed = 4,

    /// <summary>The plan's target has no such operation, or there is no target: it has to be done on the side itself.</summary>
    Cannot = 5,

    /// <summary>The resume is not confirmed, for the side refused; it is asked again.</summary>
    ResumeFailed = 6,
}

/// <summary>How one side stands to a hold.</summary>
/// <param name="Error">What the last call came to; null where it was done or is to be made.</param>
public sealed record ReleaseSide(Side Side, ReleaseState State, int Attempts, string? Error, DateTimeOffset ChangedAt)
{
    /// <summary>Whether the side has said so itself.</summary>
    public bool IsConfirmed => State is ReleaseState.Held or ReleaseState.Resumed;
}

/// <summary>Releases of a segment that are held, or were.</summary>
/// <param name="Decision">Entry of the decision log.</param>
/// <param name="ResumedAt">When it was commanded to resume; null while it is held.</param>
/// <param name="Sides">Both, legacy first.</param>
public sealed record ReleaseHold(
    Guid Id, Segment Segment, DateTimeOffset HeldAt, string HeldBy, string Reason, long Decision, DateTimeOffset? ResumedAt, string? ResumedBy, string? ResumeReason, IReadOnlyList<ReleaseSide> Sides)
{
    /// <summary>It was not commanded to resume.</summary>
    public bool Stands => ResumedAt is null;
}

/// <summary>The answer to a hold or a resume.</summary>
/// <param name="Id">Of the hold.</param>
/// <param name="Already">Somebody had commanded it before: nothing was done a second time.</param>
/// <param name="By">Who commanded it.</param>
/// <param name="Since">When it was commanded.</param>
public sealed record ReleaseCommanded(Guid Id, bool Already, string By, DateTimeOffset Since);
