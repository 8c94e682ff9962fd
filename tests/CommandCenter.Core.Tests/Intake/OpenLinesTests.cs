using CommandCenter.Intake.Transfer;
using CommandCenter.Orders;
using CsCheck;

namespace CommandCenter.Tests.Intake;

/// <summary>The table of what is done with an order in flight, by its open lines.</summary>
public class OpenLinesTests
{
    private static readonly Gen<Stage> stages = Gen.Int[(int)Stage.Created, (int)Stage.Returned].Select(i => (Stage)i);
    private static readonly Gen<Stage[]> lists = stages.Array[1, 6];

    [Theory]
    [InlineData(InFlightAction.Transfer, Stage.Created)]
    [InlineData(InFlightAction.Transfer, Stage.Authorised)]
    [InlineData(InFlightAction.Transfer, Stage.Held)]
    [InlineData(InFlightAction.Transfer, Stage.Allocated)]
    [InlineData(InFlightAction.Transfer, Stage.Routed)]
    [InlineData(InFlightAction.Transfer, Stage.Held, Stage.Routed, Stage.Cancelled)]
    [InlineData(InFlightAction.RecallThenTransfer, Stage.Released)]
    [InlineData(InFlightAction.RecallThenTransfer, Stage.Allocated, Stage.Released)]
    [InlineData(InFlightAction.Finish, Stage.Picked)]
    [InlineData(InFlightAction.Finish, Stage.Packed)]
    [InlineData(InFlightAction.Finish, Stage.ReadyForPickup)]
    [InlineData(InFlightAction.Finish, Stage.Allocated, Stage.Picked)]
    [InlineData(InFlightAction.Finish, Stage.Released, Stage.Packed)]
    [InlineData(InFlightAction.Finish, Stage.Allocated, Stage.Shipped)]
    [InlineData(InFlightAction.Finish, Stage.ReadyForPickup, Stage.Collected)]
    [InlineData(InFlightAction.CopyAsHistory, Stage.Shipped)]
    [InlineData(InFlightAction.CopyAsHistory, Stage.Collected)]
    [InlineData(InFlightAction.CopyAsHistory, Stage.Delivered)]
    [InlineData(InFlightAction.CopyAsHistory, Stage.Shipped, Stage.Delivered, Stage.Cancelled)]
    [InlineData(InFlightAction.CancelOnBoth, Stage.Cancelled)]
    [InlineData(InFlightAction.CancelOnBoth, Stage.Cancelled, Stage.Cancelled)]
    [InlineData(InFlightAction.Finish, Stage.Returned)]
    [InlineData(InFlightAction.Finish, Stage.Created, Stage.Returned)]
    [InlineData(InFlightAction.Finish, Stage.Delivered, Stage.Returned)]
    [InlineData(InFlightAction.Park)]
    public void Decide_ByTheTable_IsWhatTheTableSays(InFlightAction expected, params Stage[] lines) => Assert.Equal(expected, OpenLines.Decide(lines));

    [Theory]
    [InlineData(Stage.Allocated, Stage.Allocated, InFlightAction.Transfer)]
    [InlineData(Stage.Allocated, Stage.Routed, InFlightAction.Finish)]
    [InlineData(Stage.Routed, Stage.Released, InFlightAction.Finish)]
    [InlineData(Stage.Released, Stage.Released, InFlightAction.RecallThenTransfer)]
    [InlineData(Stage.Packed, Stage.Picked, InFlightAction.Finish)]
    [InlineData(Stage.Allocated, Stage.Shipped, InFlightAction.CopyAsHistory)]
    [InlineData(Stage.Allocated, Stage.Cancelled, InFlightAction.CancelOnBoth)]
    public void Decide_NarrowedByThePlan_NeverGoesFurther(Stage furthest, Stage line, InFlightAction expected) => Assert.Equal(expected, OpenLines.Decide([line], furthest));

    [Fact]
    public void Decide_CancelledLineAdded_ChangesNothing() =>
        Gen.Select(lists, Gen.Int[0, 5]).Sample((lines, at) =>
        {
            List<Stage> more = [.. lines];
            more.Insert(Math.Min(at, lines.Length), Stage.Cancelled);
            return OpenLines.Decide(more) == OpenLines.Decide(lines) && OpenLines.Furthest(more) == OpenLines.Furthest(lines);
        });

    [Fact]
    public void Decide_OrderOfLines_DoesNotMatter() =>
        Gen.Select(lists, Gen.Int).Sample((lines, seed) =>
        {
            var shuffled = lines.ToArray();
            new Random(seed).Shuffle(shuffled);
            return OpenLines.Decide(shuffled) == OpenLines.Decide(lines) && OpenLines.Furthest(shuffled) == OpenLines.Furthest(lines);
        });

    [Fact]
    public void Decide_AnyLimit_MovesNoOrderThatTheTableKeeps() =>
        Gen.Select(lists, stages).Sample((lines, limit) =>
        {
            var (narrowed, plain) = (OpenLines.Decide(lines, limit), OpenLines.Decide(lines));
            return narrowed == plain || narrowed == InFlightAction.Finish;
        });
}
