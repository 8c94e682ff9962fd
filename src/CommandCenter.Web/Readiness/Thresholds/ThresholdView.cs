using System.Globalization;
using CommandCenter.Access;
using CommandCenter.Layout;
using CommandCenter.Plan;
using CommandCenter.Traffic;

namespace CommandCenter.Readiness.Thresholds;

/// <summary>How thresholds read on the page.</summary>
internal static class ThresholdView
{
    /// <summary>Such as <c>≥ 99.5 %</c>, or <c>0 lines</c> where none may be there.</summary>
    public static string Limit(Threshold threshold)
    {
        var metric = threshold.Metric.Definition();
        return $"{(metric.AtLeast ? "≥ " : threshold.Limit == 0 ? "" : "≤ ")}{ThresholdWords.Limit(threshold.Limit)} {metric.Unit}";
    }

    /// <summary>Such as <c>all orders</c> or <c>Ship to home, region west</c>.</summary>
    public static string Scope(Segment scope, CutoverPlan? plan) =>
        scope.IsAll ? "all orders" : string.Join(", ", scope.Values.Select(v => v.Name == "lane" ? plan?.Lane(v.Value)?.Name ?? v.Value : $"{v.Name} {v.Value}"));

    /// <summary>What it looks back over: the orders of a step say that themselves.</summary>
    public static string Window(Threshold threshold) => threshold.Metric.Definition().Kind is MetricKind.Share or MetricKind.Difference ? "the step's orders" : Wording.Limit(threshold.Window);

    /// <summary>Below what nothing is said.</summary>
    public static string Minimum(int minimum) => minimum == 0 ? "none" : minimum.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Such as <c>business owner</c>.</summary>
    public static string Role(string role) => Wording.Words(role);

    /// <summary>Such as <c>business owner and incident commander</c>.</summary>
    public static string Roles(IEnumerable<Role> roles) => string.Join(" and ", roles.Select(r => Wording.Words(r.ToString())));

    public static string FirstUpper(string text) => text.Length == 0 ? "" : char.ToUpperInvariant(text[0]) + text[1..];
}
