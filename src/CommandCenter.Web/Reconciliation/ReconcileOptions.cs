using System.Globalization;
using CommandCenter.Reconciliation.Files;
using CommandCenter.Shared;

namespace CommandCenter.Reconciliation;

/// <summary>Options as they are typed.</summary>
internal sealed record ReconcileTexts(string[] Maps, string[] Types, string[] Tolerances, string? Delimiter, string? LeftZone, string? RightZone, string? Memory);

/// <summary>Understands the options of <c>reconcile</c>; each refusal names the option and what is allowed.</summary>
internal static class ReconcileOptions
{
    public static Result<ReconcileFiles> Read(ReconcileFiles asked, ReconcileTexts texts)
    {
        var maps = new List<(string, string)>();
        foreach (var text in texts.Maps)
        {
            var at = text.IndexOf('=', StringComparison.Ordinal);
            if (at < 1 || at == text.Length - 1)
            {
                return Wrong("--map", text, "LEFT=RIGHT, the names of a column in both files");
            }

            maps.Add((text[..at].Trim(), text[(at + 1)..].Trim()));
        }

        var types = new List<(string, ValueKind)>();
        foreach (var text in texts.Types)
        {
            var at = text.LastIndexOf('=');
            if (at < 1 || ValueKinds.Read(text[(at + 1)..]) is not { } kind)
            {
                return Wrong("--type", text, $"COLUMN=TYPE, where TYPE is {ValueKinds.Allowed}");
            }

            types.Add((text[..at], kind));
        }

        var tolerances = new List<ColumnTolerance>();
        foreach (var text in texts.Tolerances)
        {
            if (ColumnTolerance.Read(text) is not { } tolerance)
            {
                return Wrong("--tolerance", text, ColumnTolerance.Allowed + "; a duration fits date and instant, ignore-case fits text, the others number");
            }

            tolerances.Add(tolerance);
        }

        char? delimiter = null;
        if (texts.Delimiter is { } word)
        {
            delimiter = word switch { "comma" => ',', "semicolon" => ';', "tab" or "\\t" => '\t', "pipe" => '|', [var only] when only is >= ' ' and <= '~' and not '"' || only == '\t' => only, _ => null };
            if (delimiter is null)
            {
                return Wrong("--delimiter", word, "comma, semicolon, tab, pipe, or one ASCII character that is no quote");
            }
        }

        if (Zone(texts.LeftZone) is not { } left)
        {
            return Wrong("--left-zone", texts.LeftZone!, "a zone such as UTC, Europe/Berlin or America/Los_Angeles");
        }

        if (Zone(texts.RightZone) is not { } right)
        {
            return Wrong("--right-zone", texts.RightZone!, "a zone such as UTC, Europe/Berlin or America/Los_Angeles");
        }

        if (texts.Memory is { } size && Bytes(size) is not { } bytes)
        {
            return Wrong("--memory", size, "a size such as 512MB or 4GB, at least 16MB");
        }

        return asked with
        {
            Maps = maps, Types = types, Tolerances = tolerances, Delimiter = delimiter, LeftZone = left, RightZone = right,
            Memory = texts.Memory is null ? asked.Memory : Bytes(texts.Memory)!.Value,
        };
    }

    private static Error Wrong(string option, string given, string allowed) => Error.Validation("bad-option", $"{option} {given}: allowed is {allowed}.", option);

    private static TimeZoneInfo? Zone(string? name) =>
        name is null or "UTC" ? TimeZoneInfo.Utc : TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : null;

    private static long? Bytes(string text)
    {
        var unit = text.TrimStart("0123456789".ToCharArray()).ToUpperInvariant();
        var factor = unit switch { "MB" => 1L << 20, "GB" => 1L << 30, _ => 0 };
        return factor > 0 && long.TryParse(text[..^unit.Length], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= 1 << 20 && number * factor >= ReconcileFiles.SmallestMemory
            ? number * factor : null;
    }
}
