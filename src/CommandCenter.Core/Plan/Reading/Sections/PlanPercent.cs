using System.Globalization;

namespace CommandCenter.Plan.Reading.Sections;

/// <summary>Shares of traffic.</summary>
internal static class PlanPercent
{
    public static PlanScalar<decimal> Value { get; } = new(
        "a number from 0 to 100 with at most two decimals",
        (string text, out decimal value) => decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value) && value is >= 0 and <= 100 && decimal.Round(value, 2) == value,
        0);
}
