using System.Globalization;

namespace CommandCenter.Reconciliation.Files;

/// <summary>How far two values may be apart and still be the same: a number, a share of the larger one, a duration, or the case of letters.</summary>
/// <param name="Text">As it was given.</param>
/// <param name="Number">0.01 for one hundredth; with <paramref name="IsShare"/> a share of the larger of the two, 0.001 for 0.1 %.</param>
public sealed record Tolerance(string Text, decimal? Number, bool IsShare, TimeSpan? Duration, bool IgnoresCase)
{
    public const string Allowed = "a number (0.01), a share (0.1%), a duration (500ms, 2s, 5m, 1h, 1d) or ignore-case";

    /// <summary>The types that it can be used on; the first is the one that it means where nothing else says the type.</summary>
    public IReadOnlyList<ValueKind> Fits =>
        IgnoresCase ? [ValueKind.Text] : Duration is not null ? [ValueKind.Instant, ValueKind.Date] : [ValueKind.Number, ValueKind.Whole];

    /// <summary>Null where the text is none of what is <see cref="Allowed"/>.</summary>
    public static Tolerance? Read(string text)
    {
        if (text == "ignore-case")
        {
            return new Tolerance(text, null, false, null, true);
        }

        var unit = text.TrimStart("0123456789.".ToCharArray());
        if (!decimal.TryParse(text[..^unit.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            return null;
        }

        var seconds = unit switch { "ms" => 0.001m, "s" => 1m, "m" => 60m, "h" => 3600m, "d" => 86400m, _ => 0m };
        return unit switch
        {
            "" => new Tolerance(text, number, false, null, false),
            "%" => new Tolerance(text, number / 100, true, null, false),
            _ when seconds == 0 || number > 36_500m => null,
            _ => new Tolerance(text, null, false, TimeSpan.FromTicks((long)(number * seconds * TimeSpan.TicksPerSecond)), false),
        };
    }
}

/// <summary>A tolerance and what it is for.</summary>
/// <param name="Column">A column's name in either file; null for every column of <paramref name="Kind"/>.</param>
/// <param name="Kind">Null where a column is named.</param>
public sealed record ColumnTolerance(string? Column, ValueKind? Kind, Tolerance Tolerance)
{
    public const string Allowed = $"COLUMN=TOLERANCE or *:TYPE=TOLERANCE, where TOLERANCE is {Tolerance.Allowed} and TYPE is {ValueKinds.Allowed}";

    /// <summary>Null where the text is none of what is <see cref="Allowed"/>.</summary>
    public static ColumnTolerance? Read(string text)
    {
        var at = text.LastIndexOf('=');
        if (at < 1 || Tolerance.Read(text[(at + 1)..]) is not { } tolerance)
        {
            return null;
        }

        if (!text.StartsWith("*:", StringComparison.Ordinal))
        {
            return new ColumnTolerance(text[..at], null, tolerance);
        }

        return ValueKinds.Read(text[2..at]) is { } kind && tolerance.Fits.Contains(kind) ? new ColumnTolerance(null, kind, tolerance) : null;
    }
}
