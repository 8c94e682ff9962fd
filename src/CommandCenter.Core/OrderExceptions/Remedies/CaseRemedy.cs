using CommandCenter.Access;

namespace CommandCenter.OrderExceptions.Remedies;

/// <summary>What can be done about the trouble itself, besides working on the case.</summary>
public enum RemedyKind
{
    /// <summary>What a side lacks, or did not take, is given to it again.</summary>
    ReSend,

    /// <summary>Rejected records are mapped again.</summary>
    MapAgain,

    /// <summary>The order finishes where it is, whatever a rollback would do.</summary>
    Pin,

    /// <summary>The side that answers for the order besides its owner gives it up.</summary>
    CancelDuplicate,
}

/// <summary>Names of remedies as addresses, answers and histories write them.</summary>
public static class RemedyKinds
{
    /// <summary>Kebab-case, such as <c>cancel-duplicate</c>.</summary>
    public static string Name(this RemedyKind kind) => kind switch
    {
        RemedyKind.ReSend => "re-send",
        RemedyKind.MapAgain => "map-again",
        RemedyKind.Pin => "pin",
        _ => "cancel-duplicate",
    };

    /// <summary>The permission that it takes.</summary>
    public static Permission Needs(this RemedyKind kind) => kind == RemedyKind.MapAgain ? Permissions.RetryRejected : Permissions.RemedyOrders;
}

/// <summary>A remedy of a case.</summary>
/// <param name="Label">The command with its object, such as <c>Pin to Legacy</c>.</param>
/// <param name="Effect">What it does, in a sentence or two, before anybody confirms it.</param>
/// <param name="Why">Why it cannot be commanded now; null where it can.</param>
public sealed record CaseRemedy(RemedyKind Kind, string Label, string Effect, string? Why)
{
    /// <summary>The permission that it takes.</summary>
    public Permission Needs => Kind.Needs();
}

/// <summary>What came of a remedy.</summary>
/// <param name="Message">What is done now, in a sentence.</param>
public sealed record RemedyDone(RemedyKind Kind, string Message);
