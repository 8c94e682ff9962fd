using System.Globalization;

namespace CommandCenter.Traffic;

/// <summary>What a traffic table commands for a lane.</summary>
/// <param name="Percent">Of the rule that decides for an order of which only the lane is known.</param>
/// <param name="Mirror">Whether that rule has the other side get copies.</param>
/// <param name="Rule">Id of that rule.</param>
/// <param name="Note">Rules above it that decide for some orders of the lane; null where there are none.</param>
public sealed record CommandedShare(decimal Percent, bool Mirror, string? Note, string Rule)
{
    public static CommandedShare Of(TrafficTable table, string lane)
    {
        ArgumentNullException.ThrowIfNull(table);
        var order = new OrderAttributes(lane);
        var decides = table.Rules.First(r => r.Meets(order));
        var segment = new Segment { Lane = lane };
        var above = table.Rules.TakeWhile(r => r != decides).Where(r => r.Segment.Overlaps(segment))
            .Select(r => string.Create(CultureInfo.InvariantCulture, $"{r.Segment} {r.Percent:0.##} %{(r.SplitBy == SplitBy.Store ? " by store" : "")}")).ToList();
        return new CommandedShare(decides.Percent, decides.Mirror, above.Count == 0 ? null : $"Some orders of the lane go by other rules: {string.Join("; ", above)}.", decides.Id);
    }
}
