using System.Globalization;
using CommandCenter.Orders;
using CommandCenter.Plan;

namespace CommandCenter.Sources.Mapping;

/// <summary>What many sample records say about one field of a mapping.</summary>
/// <param name="Field">Canonical name; of lines and shipments without the element's id.</param>
/// <param name="Read">Values that were read.</param>
/// <param name="Nothing">Records or elements without a value here.</param>
/// <param name="Refused">Values that were refused.</param>
/// <param name="Dates">What is said of dates; null for a field that holds none.</param>
public sealed record SampleColumn(string Field, string From, int Read, int Nothing, int Refused, DateColumn? Dates);

/// <param name="Format">As the mapping reads them.</param>
/// <param name="Ambiguous">Read values whose day and month could be exchanged: both at most 12, and not the same.</param>
/// <param name="SwapRefused">Refused values that could be read with day and month the other way round.</param>
/// <param name="SwapNearer">Ambiguous values that would then lie nearer to the other dates of their record, by more than a day.</param>
/// <param name="BeforePlaced">Values before the record's <c>placedAt</c>.</param>
/// <param name="InFuture">Values more than a day ahead of now, where no promise is meant.</param>
public sealed record DateColumn(string Format, int Ambiguous, int SwapRefused, int SwapNearer, int BeforePlaced, int InFuture)
{
    /// <summary>What a person should look into, in words; null when nothing speaks against the format.</summary>
    public string? Suspicion(int read) =>
        SwapRefused > 0 && SwapRefused * 2 > read ? "day and month are written the other way round: most of what is refused reads so"
        : SwapNearer * 10 >= read * 3 && SwapNearer > 1 ? "day and month are probably written the other way round: the dates would then fit the others of their records"
        : BeforePlaced * 20 > read && BeforePlaced > 1 ? "dates before the order was placed: another zone, another format, or not this field"
        : InFuture * 20 > read && InFuture > 1 ? "dates in the future: another format, or not this field"
        : null;
}

/// <summary>Looks through what a mapping made of many records, field by field: what one record hides, a column shows.</summary>
public sealed class ColumnCheck(MappingDefinition mapping, DateTimeOffset now)
{
    private readonly Dictionary<string, Tally> tallies = new(StringComparer.Ordinal);

    private sealed class Tally
    {
        public required string From { get; init; }
        public string? Format { get; init; }
        public int Read, Nothing, Refused, Ambiguous, SwapRefused, SwapNearer, BeforePlaced, InFuture;
    }

    /// <summary>In the order in which the fields were first met.</summary>
    public IReadOnlyList<SampleColumn> Columns =>
        [.. tallies.Select(t => new SampleColumn(t.Key, t.Value.From, t.Value.Read, t.Value.Nothing, t.Value.Refused,
            t.Value.Format is { } format ? new DateColumn(format, t.Value.Ambiguous, t.Value.SwapRefused, t.Value.SwapNearer, t.Value.BeforePlaced, t.Value.InFuture) : null))];

    /// <summary>Adds what became of one record.</summary>
    public void Add(MappingTrial trial)
    {
        ArgumentNullException.ThrowIfNull(trial);
        var dates = trial.Fields.Where(f => f.Value is not null && RuleOf(ColumnOf(f.Field)) is { Kind: ParseKind.Instant or ParseKind.Date })
            .Select(f => (Column: ColumnOf(f.Field), At: Instant(f.Value!))).Where(d => d.At is not null).Select(d => (d.Column, At: d.At!.Value)).ToList();
        DateTimeOffset? placed = dates.Where(d => d.Column == "placedAt").Select(d => (DateTimeOffset?)d.At).FirstOrDefault();
        foreach (var field in trial.Fields)
        {
            var column = ColumnOf(field.Field);
            var rule = RuleOf(column);
            if (!tallies.TryGetValue(column, out var tally))
            {
                tallies[column] = tally = new Tally { From = field.From, Format = rule is { Kind: ParseKind.Instant or ParseKind.Date } ? FormatOf(rule) : null };
            }

            _ = field.Problem is not null ? tally.Refused++ : field.Value is null ? tally.Nothing++ : tally.Read++;
            if (tally.Format is not null && rule is not null && field.Raw is { } raw)
            {
                Look(tally, rule, raw.Trim(), field, column, placed, dates);
            }
        }
    }

    private void Look(Tally tally, ParseRule rule, string raw, FieldTrial field, string column, DateTimeOffset? placed, List<(string Column, DateTimeOffset At)> dates)
    {
        var swapped = Swapped(rule, raw);
        if (field.Problem is not null || field.Value is null || Instant(field.Value) is not { } at)
        {
            tally.SwapRefused += field.Problem is not null && swapped is not null ? 1 : 0;
            return;
        }

        if (Exact(rule, raw) is { } local && local.Day <= 12 && local.Month <= 12 && local.Day != local.Month)
        {
            tally.Ambiguous++;
            var others = dates.Where(d => d.Column != column).Select(d => d.At.Ticks).Order().ToList();
            if (others.Count > 0 && swapped is { } other)
            {
                // the zone's offset is the same to a day's precision, and a day is what decides
                var middle = others[others.Count / 2];
                tally.SwapNearer += Math.Abs(other.Ticks - middle) + TimeSpan.TicksPerDay < Math.Abs(local.Ticks - middle) ? 1 : 0;
            }
        }

        tally.BeforePlaced += column != "placedAt" && placed is { } from && at < from.AddDays(rule.DayPrecision || rule.Kind == ParseKind.Date ? -1 : 0) ? 1 : 0;
        tally.InFuture += !FactPath.Promises.Contains(column) && at > now.AddDays(1) ? 1 : 0;
    }

    private ParseRule? RuleOf(string column) => column switch
    {
        "occurredAt" => mapping.OccurredAt?.Parse,
        _ when column.StartsWith(FactPath.StagePrefix, StringComparison.Ordinal) && Stages.TryParse(column[FactPath.StagePrefix.Length..], out var stage) => mapping.Stages.GetValueOrDefault(stage)?.Parse,
        _ when column.Split("[].", 2) is [var collection, var field] => mapping.Collections().FirstOrDefault(c => c.Name == collection).Rule?.Fields.GetValueOrDefault(field)?.Parse,
        _ => mapping.Fields.GetValueOrDefault(column)?.Parse,
    };

    private static string FormatOf(ParseRule rule) => rule.Formats.Count == 0 ? rule.Kind == ParseKind.Date ? "yyyy-MM-dd" : "rfc3339" : string.Join(" or ", rule.Formats);

    private static DateTime? Exact(ParseRule rule, string text)
    {
        foreach (var format in rule.Formats.Where(HasBoth))
        {
            if (DateTime.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var read))
            {
                return read;
            }
        }

        return null;
    }

    private static DateTime? Swapped(ParseRule rule, string text)
    {
        foreach (var format in rule.Formats.Where(HasBoth))
        {
            if (DateTime.TryParseExact(text, Swap(format), CultureInfo.InvariantCulture, DateTimeStyles.None, out var read))
            {
                return read;
            }
        }

        return null;
    }

    // a year in front is written year-month-day wherever it is written so; day and month change places only where they stand first
    private static bool HasBoth(string format) => format.Contains('d', StringComparison.Ordinal) && format.Contains('M', StringComparison.Ordinal)
        && !format.Contains("MMM", StringComparison.Ordinal) && !format.StartsWith('y') && format is not ("unix-s" or "unix-ms");

    private static string Swap(string format) => format.Replace('d', '\u0001').Replace('M', 'd').Replace('\u0001', 'M');

    private static DateTimeOffset? Instant(string value) => DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;

    /// <summary><c>lines[7].sku</c> and <c>lines[8].sku</c> are one column, and so are the times of a stage under their two names.</summary>
    private static string ColumnOf(string field)
    {
        var open = field.IndexOf('[', StringComparison.Ordinal);
        var close = field.LastIndexOf("].", StringComparison.Ordinal);
        return open < 0 || close < open ? field : field[..open] + "[]." + field[(close + 2)..];
    }
}
