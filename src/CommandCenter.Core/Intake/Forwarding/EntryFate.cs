using CommandCenter.Intake.Journal;
using CommandCenter.Intake.Targets;
using CommandCenter.Orders;
using CommandCenter.Plan;

namespace CommandCenter.Intake.Forwarding;

/// <summary>What a look-up says of an entry whose call was not answered.</summary>
internal enum EntryFate
{
    /// <summary>It happened.</summary>
    Happened,

    /// <summary>It did not, or nobody can tell but the same key may safely be sent again.</summary>
    SendAgain,

    /// <summary>It contradicts what is recorded here.</summary>
    Contradicts,
}

/// <summary>Judges unknown entries.</summary>
internal static class EntryFates
{
    public static EntryFate Judge(JournalEntry entry, TargetOrder found) => entry.Operation switch
    {
        TargetOperation.Create or TargetOperation.ActivateCopy => OfOriginal(entry, found),
        TargetOperation.CreateCopy => found.Standing switch
        {
            TargetStanding.Copy => EntryFate.Happened,
            TargetStanding.Owned => EntryFate.Contradicts,
            _ => EntryFate.SendAgain,
        },
        TargetOperation.Withdraw => found.Standing == TargetStanding.Owned ? EntryFate.SendAgain : EntryFate.Happened,
        TargetOperation.Cancel when found.Lines.Count > 0 && found.Lines.All(s => s == Stage.Cancelled) => EntryFate.Happened,
        _ => found.Standing is TargetStanding.Owned or TargetStanding.Copy ? EntryFate.SendAgain : EntryFate.Contradicts,
    };

    private static EntryFate OfOriginal(JournalEntry entry, TargetOrder found) => found.Standing switch
    {
        TargetStanding.Owned when found.Epoch is null || found.Epoch == entry.Epoch => EntryFate.Happened,
        TargetStanding.Owned => EntryFate.Contradicts,
        _ => EntryFate.SendAgain,
    };
}
