using System.Text;
using CommandCenter.Orders;

namespace CommandCenter.Tests.Persistence;

/// <summary>Compares order states whole; a difference is shown as text.</summary>
internal static class AssertState
{
    public static void Same(OrderState expected, OrderState actual, bool receipts = true) => Assert.Equal(Describe([expected], receipts), Describe([actual], receipts));

    /// <param name="receipts">Also when things were observed, which tells of deliveries and not of orders.</param>
    public static void Same(IEnumerable<OrderState> expected, IEnumerable<OrderState> actual, bool receipts = true) =>
        Assert.Equal(Describe(expected, receipts), Describe(actual, receipts));

    private static string Describe(IEnumerable<OrderState> states, bool receipts)
    {
        var text = new StringBuilder();
        foreach (var state in states)
        {
            text.Append(state.OrderKey).Append(' ').Append(state.Side).Append(" stage ").Append(state.Stage).Append(" events ").Append(state.EventCount)
                .Append(" conflicts ").Append(state.ConflictCount).Append(" last ").Append(state.LastOccurredAt.ToString("O"));
            if (receipts)
            {
                text.Append(" seen ").Append(state.LastObservedAt.ToString("O"));
            }

            text.Append('\n');
            foreach (var time in state.StageTimes)
            {
                text.Append("  ").Append(time.Stage).Append(' ').Append(time.OccurredAt.ToString("O")).Append(' ').Append(time.Source);
                text.Append(receipts ? " seen " + time.ObservedAt.ToString("O") : "").Append('\n');
            }

            foreach (var fact in state.Facts)
            {
                text.Append("  ").Append(fact.Path).Append('=').Append(fact.Value.Type).Append(':').Append(fact.Value).Append('\n');
            }
        }

        return text.ToString();
    }
}
