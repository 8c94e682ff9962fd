using CommandCenter.Sources.Paging;
using CommandCenter.Sources.Sql;

namespace CommandCenter.Plan.Reading.Sections;

/// <summary><c>sources[].sql</c>: how a database is asked.</summary>
internal static class SqlReader
{
    private const string ColumnAllowed = "the name of a column, as the row has it: 1 to 63 characters without quotes and brackets";
    private static readonly string[] ServerKeys = ["host", "port", "database", "user", "password", "tls"];
    private static readonly PlanScalar<SqlProvider> Provider = PlanScalars.Choice(("postgres", SqlProvider.Postgres), ("sqlite", SqlProvider.Sqlite));
    private static readonly PlanScalar<SqlTls> Tls = PlanScalars.Choice(("verify", SqlTls.Verify), ("require", SqlTls.Require), ("off", SqlTls.Off));

    private static readonly PlanScalar<string> Host = new(
        "the name or address of one server, without a port",
        (string text, out string value) => Uri.CheckHostName((value = text).Trim('[', ']')) is UriHostNameType.Dns or UriHostNameType.IPv4 or UriHostNameType.IPv6,
        "localhost");

    private static readonly PlanScalar<string> Query = new(
        "one statement of at most 20000 characters that reads: SELECT, WITH or VALUES",
        (string text, out string value) => (value = text.Trim()).Length is >= 1 and <= 20_000 && !value.Any(c => char.IsControl(c) && c is not ('\n' or '\t')),
        "select 1");

    public static PlanShape Shape { get; } = PlanShape.Of(
        "sources[].sql", "provider", "host", "port", "database", "user", "password", "tls", "file", "query", "cursorTime", "cursorId", "cursorFormat", "cursorZone", "from", "fromId", "groupBy",
        "limit", "timeout", "maxBytes", "attempts", "lookUp");

    public static PlanShape LookUpShape { get; } = PlanShape.Of("sources[].sql.lookUp", "query", "by");

    public static PlanScalar<string> Column { get; } = new(
        ColumnAllowed,
        (string text, out string value) => (value = text).Length is >= 1 and <= 63 && !text.AsSpan().ContainsAny("'\"[]\\") && !text.Any(char.IsControl),
        "column");

    public static SqlSettings Read(PlanMap map)
    {
        var settings = new SqlSettings
        {
            Provider = map.Required("provider", Provider),
            Host = map.Optional("host", Host),
            Port = map.Optional("port", PlanScalars.Integer(1, 65_535), 5432),
            Database = map.Optional("database", PlanScalars.TextOf(63)),
            User = map.Optional("user", Secrets.ReferenceOrName),
            Password = map.Optional("password", Secrets.Reference),
            Tls = map.Optional("tls", Tls, SqlTls.Verify),
            File = map.Optional("file", PlanScalars.TextOf(500)),
            Query = map.Required("query", Query),
            CursorTime = map.Optional("cursorTime", Column),
            CursorId = map.Optional("cursorId", Column),
            CursorFormat = map.Optional("cursorFormat", PlanScalars.TextOf(60)),
            CursorZone = map.Optional("cursorZone", PlanScalars.Zone),
            From = map.Optional("from", PlanScalars.TextOf(200, shortest: 0)),
            FromId = map.Optional("fromId", PlanScalars.TextOf(200, shortest: 0), ""),
            GroupBy = map.Set("groupBy", Column),
            Limit = map.Optional("limit", PlanScalars.Integer(1, 10_000), 500),
            Timeout = map.Optional("timeout", PlanScalars.Duration("100ms", "2m"), TimeSpan.FromSeconds(5)),
            MaxBytes = map.Optional("maxBytes", PlanScalars.Bytes(1024, 256 * 1024 * 1024), 16 * 1024 * 1024),
            Attempts = map.Optional("attempts", PlanScalars.Integer(1, 10), 4),
            LookUp = map.Map("lookUp", LookUpShape) is { } lookUp ? ReadLookUp(lookUp, map) : null,
        };
        CheckPlace(map, settings.Provider);
        CheckQuery(map, settings);
        CursorReader.Check(map, settings.CursorTime, settings.CursorFormat);
        return settings;
    }

    private static SqlLookUpSettings ReadLookUp(PlanMap map, PlanMap sql)
    {
        var settings = new SqlLookUpSettings { Query = map.Required("query", Query), BySideId = map.Optional("by", SweepReader.By, fallback: false) };
        if (map.Has("query"))
        {
            var text = SqlText.Parse(settings.Query, sql.Optional("provider", Provider, SqlProvider.Postgres), out var error, SqlText.OfLookUps);
            if (text is null || !text.Placeholders.Contains("key"))
            {
                map.Problem("query", "a statement that cannot be used", text is null ? error : "one statement that reads, with @key");
            }
        }

        return settings;
    }

    private static void CheckPlace(PlanMap map, SqlProvider provider)
    {
        var (needs, not, word) = provider == SqlProvider.Postgres ? (new[] { "host", "database", "user" }, new[] { "file" }, "postgres") : (["file"], ServerKeys, "sqlite");
        foreach (var key in needs.Where(k => !map.Has(k)))
        {
            map.Missing(key, $"{key}: the provider {word} needs {string.Join(", ", needs)}");
        }

        foreach (var key in not.Where(map.Has))
        {
            map.Problem(key, $"{key} for the provider {word}", $"{key} only with the provider {(provider == SqlProvider.Postgres ? "sqlite" : "postgres")}");
        }
    }

    private static void CheckQuery(PlanMap map, SqlSettings settings)
    {
        if (!map.Has("query"))
        {
            return;
        }

        if (SqlText.Parse(settings.Query, settings.Provider, out var error) is not { } query)
        {
            map.Problem("query", "a statement that cannot be used", error);
            return;
        }

        if (!query.Placeholders.Contains("cursor"))
        {
            foreach (var key in new[] { "cursorTime", "cursorId" }.Where(map.Has))
            {
                map.Problem(key, $"{key} for a query without @cursor", $"{key} only where the query asks behind @cursor");
            }

            return;
        }

        if (!query.Placeholders.Contains("limit"))
        {
            map.Problem("query", "a query with @cursor and without @limit", "a query that ends with its order and limit @limit");
        }

        if (settings.CursorTime is null)
        {
            map.Missing("cursorTime", "cursorTime, the column that the query compares with @cursor");
        }

        if (query.Placeholders.Contains("cursorId") != settings.CursorId is not null)
        {
            map.Problem("cursorId", settings.CursorId is null ? "nothing" : PlanProblems.Show(settings.CursorId), "cursorId and @cursorId in the query, or neither");
        }
    }
}
