using CommandCenter.Intake.Transfer;
using CommandCenter.Orders;

namespace CommandCenter.Rollback;

/// <summary>Outcomes of the orders of one kind of open lines.</summary>
internal sealed record OutcomeRow(string OpenLines, string What, int Orders, int Transferred, int Finished, int Parked, int Left, long Total)
{
    public int Done => Orders - Left;

    public static IReadOnlyList<OutcomeRow> Of(RollbackView view) =>
    [
        .. view.Outcomes.GroupBy(o => Kind(o)).OrderBy(g => g.Key).Select(g =>
        {
            int Count(TransferOutcome outcome) => g.Where(o => o.Outcome == outcome).Sum(o => o.Orders);
            var (lines, what) = Words(g.Key);
            return new OutcomeRow(lines, what, g.Sum(o => o.Orders), Count(TransferOutcome.Transferred), Count(TransferOutcome.Finished), Count(TransferOutcome.Parked), Count(TransferOutcome.None), g.Sum(o => o.Total));
        }),
    ];

    /// <summary>Rows of the design's table, from the top.</summary>
    private static int Kind(OutcomeCount count) => Stages.TryParse(count.Stage, out var stage)
        ? stage switch
        {
            < Stage.Released => 1,
            Stage.Released => 2,
            Stage.Picked or Stage.Packed => 3,
            Stage.ReadyForPickup => 4,
            Stage.Shipped or Stage.Collected or Stage.Delivered => 5,
            Stage.Cancelled => 6,
            _ => 7,
        }
        : count.Outcome == TransferOutcome.None ? 9 : 8;

    private static (string OpenLines, string What) Words(int kind) => kind switch
    {
        1 => ("unreleased", "transfer to Legacy"),
        2 => ("released, wave not started", "recall, then transfer or finish"),
        3 => ("picked, packed, mixed", "finish on Orchestration, pinned"),
        4 => ("ready for pickup", "stays"),
        5 => ("shipped, delivered, collected", "copy to Legacy as history"),
        6 => ("cancelled on either side", "cancel on both, once"),
        7 => ("returned, exchange", "stays with its owner"),
        8 => ("never sent, or not told", "transfer, or a person decides"),
        _ => ("not asked yet", "asked, then by the table"),
    };
}
