using System.Text.Json.Serialization;
using CommandCenter.Plan;
using CommandCenter.Shared;
using CommandCenter.Traffic;

namespace CommandCenter.Rollback;

/// <summary>Which orders a rollback takes back. New orders go by the segment alone; the other selectors choose among the orders in flight.</summary>
/// <param name="PlacedAfter">Only orders placed at or after this instant; null = all.</param>
/// <param name="TransactionType">Only orders of this type, such as <c>sale</c>; null = all.</param>
public sealed record RollbackScope(
    Segment Segment,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? PlacedAfter = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? TransactionType = null)
{
    public static RollbackScope All { get; } = new(Segment.All);

    public override string ToString()
    {
        var words = Segment.ToString();
        words += TransactionType is { } type ? $", transaction type {type}" : "";
        return PlacedAfter is { } at ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{words}, placed after {at.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z") : words;
    }

    /// <summary>What is wrong with it; null where nothing is.</summary>
    internal Error? Problem(CutoverPlan? plan) =>
        TransactionType is { } type && (type.Length is 0 or > Traffic.Segment.LongestValue || type.Any(char.IsControl))
            ? Error.Validation("transaction-type", $"transactionType must have 1 to {Traffic.Segment.LongestValue} characters without control characters.", "scope.transactionType")
            : TrafficErrors.Of(Segment, plan);
}
