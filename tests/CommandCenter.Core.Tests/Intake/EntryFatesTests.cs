using CommandCenter.Intake.Forwarding;
using CommandCenter.Intake.Journal;
using CommandCenter.Intake.Targets;
using CommandCenter.Orders;
using CommandCenter.Plan;

namespace CommandCenter.Tests.Intake;

/// <summary>What a look-up says of a call that was not answered.</summary>
public class EntryFatesTests
{
    [Theory]
    [InlineData(TargetOperation.Create, TargetStanding.Absent, nameof(EntryFate.SendAgain))]
    [InlineData(TargetOperation.Create, TargetStanding.Withdrawn, nameof(EntryFate.SendAgain))]
    [InlineData(TargetOperation.Create, TargetStanding.Owned, nameof(EntryFate.Happened))]
    [InlineData(TargetOperation.ActivateCopy, TargetStanding.Copy, nameof(EntryFate.SendAgain))]
    [InlineData(TargetOperation.ActivateCopy, TargetStanding.Owned, nameof(EntryFate.Happened))]
    [InlineData(TargetOperation.CreateCopy, TargetStanding.Absent, nameof(EntryFate.SendAgain))]
    [InlineData(TargetOperation.CreateCopy, TargetStanding.Copy, nameof(EntryFate.Happened))]
    [InlineData(TargetOperation.CreateCopy, TargetStanding.Owned, nameof(EntryFate.Contradicts))]
    [InlineData(TargetOperation.Withdraw, TargetStanding.Owned, nameof(EntryFate.SendAgain))]
    [InlineData(TargetOperation.Withdraw, TargetStanding.Withdrawn, nameof(EntryFate.Happened))]
    [InlineData(TargetOperation.Withdraw, TargetStanding.Absent, nameof(EntryFate.Happened))]
    [InlineData(TargetOperation.Change, TargetStanding.Owned, nameof(EntryFate.SendAgain))]
    [InlineData(TargetOperation.Change, TargetStanding.Copy, nameof(EntryFate.SendAgain))]
    [InlineData(TargetOperation.Change, TargetStanding.Absent, nameof(EntryFate.Contradicts))]
    [InlineData(TargetOperation.Cancel, TargetStanding.Withdrawn, nameof(EntryFate.Contradicts))]
    [InlineData(TargetOperation.Cancel, TargetStanding.Owned, nameof(EntryFate.SendAgain))]
    public void Judge_ByStanding_IsWhatCanHaveHappened(TargetOperation operation, TargetStanding standing, string expected) => Assert.Equal(expected, Judge(operation, standing, 3));

    [Theory]
    [InlineData(3, nameof(EntryFate.Happened))]
    [InlineData(null, nameof(EntryFate.Happened))]
    [InlineData(1, nameof(EntryFate.Contradicts))]
    public void Judge_OwnedWithAnEpoch_HappenedOnlyWithThatOfTheEntry(int? epoch, string expected) => Assert.Equal(expected, Judge(TargetOperation.Create, TargetStanding.Owned, epoch));

    [Theory]
    [InlineData(nameof(EntryFate.Happened), Stage.Cancelled, Stage.Cancelled)]
    [InlineData(nameof(EntryFate.SendAgain), Stage.Cancelled, Stage.Routed)]
    [InlineData(nameof(EntryFate.SendAgain))]
    public void Judge_Cancellation_HappenedOnceEveryLineIsCancelled(string expected, params Stage[] lines) => Assert.Equal(expected, Judge(TargetOperation.Cancel, TargetStanding.Owned, 3, lines));

    private static string Judge(TargetOperation operation, TargetStanding standing, int? epoch, params Stage[] lines) =>
        EntryFates.Judge(new JournalEntry { OrderKey = "AR-1", Operation = operation, Epoch = 3 }, new TargetOrder("AR-1", standing, epoch, lines)).ToString();
}
