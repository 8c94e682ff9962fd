using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;

namespace CommandCenter.Scorecard.Digests;

/// <summary>A digest as it is sent: plain text, and the same as HTML that any mail program shows.</summary>
public static class DigestText
{
    /// <summary>Of mails, on one line.</summary>
    public static string Subject(Digest digest)
    {
        ArgumentNullException.ThrowIfNull(digest);
        return string.Create(CultureInfo.InvariantCulture, $"{digest.Cutover}: {digest.Date:d MMMM yyyy}, {digest.Audience.Words().ToLowerInvariant()}");
    }

    /// <summary>What the reader must know of its time.</summary>
    public static string Standing(Digest digest)
    {
        ArgumentNullException.ThrowIfNull(digest);
        var at = TimeZoneInfo.ConvertTime(digest.AsOf, TimeZoneInfo.FindSystemTimeZoneById(digest.Zone));
        return string.Create(CultureInfo.InvariantCulture, $"{(digest.IsOver ? "The whole day" : "The day so far")}, as of {at:d MMM yyyy HH:mm} ({digest.Zone}).");
    }

    public static string Plain(Digest digest)
    {
        ArgumentNullException.ThrowIfNull(digest);
        var text = new StringBuilder().Append(Subject(digest)).Append('\n').Append(Standing(digest)).Append("\n\n");
        foreach (var sentence in digest.Lead) text.Append(sentence).Append('\n');
        foreach (var section in digest.Sections)
        {
            text.Append('\n').Append(section.Heading.ToUpperInvariant()).Append('\n');
            if (section.Rows.Count == 0) text.Append(section.Otherwise).Append('\n');
            foreach (var row in section.Rows) text.Append("- ").Append(row.Text).Append(row.Value is null ? "" : ": " + row.Value).Append(row.Note is null ? "" : $" ({row.Note})").Append('\n');
        }

        return text.ToString();
    }

    public static string Html(Digest digest)
    {
        ArgumentNullException.ThrowIfNull(digest);
        var html = new StringBuilder("<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>").Append(E(Subject(digest)))
            .Append("</title></head><body style=\"font-family:sans-serif;color:#1b1f23;max-width:44rem\"><h1 style=\"font-size:1.3rem\">").Append(E(Subject(digest))).Append("</h1><p style=\"color:#555\">").Append(E(Standing(digest))).Append("</p>");
        foreach (var sentence in digest.Lead) html.Append("<p style=\"font-size:1.05rem\">").Append(E(sentence)).Append("</p>");
        foreach (var section in digest.Sections)
        {
            html.Append("<h2 style=\"font-size:1rem\">").Append(E(section.Heading)).Append("</h2>");
            if (section.Rows.Count == 0)
            {
                html.Append("<p>").Append(E(section.Otherwise)).Append("</p>");
                continue;
            }

            html.Append("<table style=\"border-collapse:collapse;width:100%\">");
            foreach (var row in section.Rows)
            {
                html.Append("<tr><td style=\"padding:.2rem .6rem .2rem 0;border-bottom:1px solid #ddd\">").Append(E(row.Text)).Append("</td><td style=\"padding:.2rem .6rem;border-bottom:1px solid #ddd;text-align:right;white-space:nowrap\"><b>").Append(E(row.Value))
                    .Append("</b></td><td style=\"padding:.2rem 0;border-bottom:1px solid #ddd;color:#555\">").Append(E(row.Note)).Append("</td></tr>");
            }

            html.Append("</table>");
        }

        return html.Append("</body></html>").ToString();
    }

    private static string E(string? text) => HtmlEncoder.Default.Encode(text ?? "");
}
