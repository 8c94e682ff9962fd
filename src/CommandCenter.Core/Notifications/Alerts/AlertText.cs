using System.Text;
using System.Text.RegularExpressions;
using CommandCenter.Access;
using CommandCenter.Persistence;

namespace CommandCenter.Notifications.Alerts;

/// <summary>Alerts in words.</summary>
public static partial class AlertText
{
    private const int Most = 8;

    /// <summary>As a person reads the kind.</summary>
    public static string Words(this AlertKind kind) => kind switch
    {
        AlertKind.AtRisk => "At risk",
        AlertKind.NoData => "No data",
        _ => kind.ToString(),
    };

    /// <summary>As API and plan write it.</summary>
    public static string Key(this AlertKind kind) => kind switch
    {
        AlertKind.AtRisk => "at-risk",
        AlertKind.NoData => "no-data",
        _ => kind.ToString().ToLowerInvariant(),
    };

    /// <summary>Null where none is called so.</summary>
    public static AlertKind? KindOf(string? key) => Enum.GetValues<AlertKind>().Where(k => k.Key() == key).Cast<AlertKind?>().FirstOrDefault();

    /// <summary>Such as <c>incident commander</c>.</summary>
    public static string Words(string role) => Upper().Replace(role, " $&").Trim().ToLowerInvariant();

    /// <summary>Such as <c>incident commander</c>.</summary>
    public static string Words(this Role role) => Words(role.ToString());

    /// <summary>A message: the head on the first line, then a line each, at most eight.</summary>
    /// <param name="head">What happened to them; null = they are new.</param>
    internal static string Of(IReadOnlyList<AlertRow> alerts, string? head)
    {
        var first = alerts[0];
        var text = new StringBuilder().Append(head is null ? "" : head + ": ").Append(first.Kind.Words()).Append(", for ").Append(Words(first.Role)).Append(alerts.Count == 1 ? "" : $", {alerts.Count} at once");
        foreach (var alert in alerts.Take(Most)) text.Append('\n').Append(alert.Subject).Append(": ").Append(alert.Text);
        if (alerts.Count > Most) text.Append("\nand ").Append(alerts.Count - Most).Append(" more");
        return text.ToString();
    }

    /// <summary>As Slack reads a text: nothing that came from outside can address everybody or hide a link.</summary>
    public static string ForSlack(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);
    }

    internal static AlertView View(AlertRow a, SilenceView? silence, bool isUnsure) => new(
        a.Id, a.Kind, a.Severity, Enum.Parse<Role>(a.Role), a.Subject, a.Text, a.Link, a.Since, a.RaisedAt, a.EndedAt, a.AcknowledgedAt, a.AcknowledgedBy, a.Note, a.EscalatedAt,
        a.EscalatedTo is null ? null : Enum.Parse<Role>(a.EscalatedTo), silence, isUnsure);

    [GeneratedRegex("[A-Z]", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Upper();
}
