using CommandCenter.Sources.Csv;

namespace CommandCenter.Plan.Reading.Sections;

/// <summary><c>sources[].csv</c>: how the files of a folder are read.</summary>
internal static class CsvReader
{
    private static readonly PlanScalar<string> Name = new(
        "a part of a file name, of 1 to 100 characters without separators",
        (string text, out string value) => (value = text).Length is >= 1 and <= 100 && !text.AsSpan().ContainsAny('/', '\\') && !text.Any(char.IsControl),
        "*.csv");

    private static readonly PlanScalar<char> Delimiter = new(
        "one ASCII character that is no letter, digit, quote or line end, or tab",
        (string text, out char value) =>
        {
            value = text == "tab" ? '\t' : text.Length == 1 ? text[0] : '\0';
            return value == '\t' || (char.IsAscii(value) && !char.IsControl(value) && !char.IsLetterOrDigit(value) && value is not ('"' or '\''));
        },
        ',');

    private static readonly PlanScalar<string> Quote = new(
        "one of \" and ', or empty where fields are not quoted",
        (string text, out string value) => (value = text) is "" or "\"" or "'",
        "");

    private static readonly PlanScalar<string> Encoding = new(CsvEncoding.Allowed, (string text, out string value) => CsvEncoding.Find(value = text) is not null, "utf-8");
    private static readonly PlanScalar<CsvOrder> Order = PlanScalars.Choice(("name", CsvOrder.Name), ("modified", CsvOrder.Modified));

    public static PlanShape Shape { get; } = PlanShape.Of(
        "sources[].csv", "folder", "pattern", "done", "settle", "marker", "order", "encoding", "delimiter", "quote", "skipLines", "header", "columns", "groupBy", "limit", "maxBytes", "timeout", "attempts");

    public static CsvSettings Read(PlanMap map)
    {
        var settings = new CsvSettings
        {
            Folder = map.Required("folder", PlanScalars.TextOf(500)),
            Pattern = map.Optional("pattern", Name, "*.csv"),
            Done = map.Optional("done", PlanScalars.TextOf(500)),
            Settle = map.Optional("settle", PlanScalars.Duration("0s", "1h"), TimeSpan.FromSeconds(5)),
            Marker = map.Optional("marker", Name),
            Order = map.Optional("order", Order, CsvOrder.Name),
            Encoding = map.Optional("encoding", Encoding, "utf-8"),
            Delimiter = map.Optional("delimiter", Delimiter, ','),
            Quote = map.Optional("quote", Quote, "\"") is { Length: 1 } quote ? quote[0] : null,
            SkipLines = map.Optional("skipLines", PlanScalars.Integer(0, 1000), 0),
            Header = map.Optional("header", PlanScalars.Flag, true),
            Columns = map.Set("columns", SqlReader.Column),
            GroupBy = map.Set("groupBy", SqlReader.Column),
            Limit = map.Optional("limit", PlanScalars.Integer(1, 10_000), 1000),
            MaxBytes = map.Optional("maxBytes", PlanScalars.Bytes(1024, 256 * 1024 * 1024), 16 * 1024 * 1024),
            Timeout = map.Optional("timeout", PlanScalars.Duration("100ms", "10m"), TimeSpan.FromSeconds(30)),
            Attempts = map.Optional("attempts", PlanScalars.Integer(1, 10), 4),
        };
        if (!settings.Header && settings.Columns.Count == 0)
        {
            map.Missing("columns", "the names of the columns: the files have no header");
        }

        if (settings.Columns.Count > 0 && settings.GroupBy.FirstOrDefault(g => !settings.Columns.Contains(g, StringComparer.Ordinal)) is { } unknown)
        {
            map.Problem("groupBy", PlanProblems.Show(unknown), "columns of the file: " + string.Join(", ", settings.Columns));
        }

        if (settings.Done is { } done && string.Equals(done.TrimEnd('/'), settings.Folder.TrimEnd('/'), StringComparison.Ordinal))
        {
            map.Problem("done", PlanProblems.Show(done), "another folder than the one that is read");
        }

        return settings;
    }
}
