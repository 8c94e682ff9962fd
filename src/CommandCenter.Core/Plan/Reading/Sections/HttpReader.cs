using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using CommandCenter.Orders;
using CommandCenter.Sources.Http;

namespace CommandCenter.Plan.Reading.Sections;

/// <summary><c>sources[].http</c>: how an http-json source is asked.</summary>
internal static partial class HttpReader
{
    private static readonly string[] Placeholders = ["cursor", "cursorId", "limit", "page", "offset"];
    private static readonly string[] CredentialHeaders = ["authorization", "proxy-authorization", "cookie", "x-api-key"];

    private static readonly PlanScalar<PagingMode> Paging =
        PlanScalars.Choice(("keyset", PagingMode.Keyset), ("token", PagingMode.Token), ("page-number", PagingMode.PageNumber));

    private static readonly string[] UsualErrors = ["$.error", "$.errors"];
    private static readonly PlanScalar<bool> Method = PlanScalars.Choice(("GET", false), ("POST", true));

    private static readonly PlanScalar<string> HeaderValue = PlanScalars.TextOf(500);

    public static PlanScalar<string> HeaderNameScalar { get; } = new(
        "a header name of letters, digits and hyphens",
        (string text, out string value) => HeaderName().IsMatch(value = text),
        "X-Signature");

    /// <summary>Media types whose bodies are JSON, or a form.</summary>
    public static PlanScalar<string> ContentType { get; } = new(
        "a media type such as application/json, application/graphql+json or application/x-www-form-urlencoded",
        (string text, out string value) => MediaTypeHeaderValue.TryParse(value = text, out _) && text.Length <= 100,
        "application/json");

    public static PlanShape Shape { get; } = PlanShape.Of(
        "sources[].http", "url", "method", "body", "contentType", "errors", "items", "paging", "nextPage", "hasMore", "nextCursor", "next", "cursorTime", "cursorId", "cursorFormat", "cursorZone", "from", "limit", "timeout", "maxBytes", "attempts",
        "headers", "auth", "watermark", "watermarkParse", "lookUp");

    /// <summary>An absolute address without user info.</summary>
    public static PlanScalar<string> Url { get; } = new(
        "an absolute http or https address without user and password; placeholders: " + string.Join(", ", Placeholders.Select(p => "{" + p + "}")),
        (string text, out string value) => IsUrl(value = text, Placeholders),
        "http://localhost/");

    /// <summary>An absolute address without user info and without placeholders.</summary>
    public static PlanScalar<string> PlainUrl { get; } = new(
        "an absolute http or https address without user and password",
        (string text, out string value) => IsUrl(value = text, []),
        "http://localhost/");

    public static HttpSettings Read(PlanMap map)
    {
        var settings = new HttpSettings
        {
            Url = map.Required("url", Url),
            Body = PlanJson.Body(map, "body", Placeholders),
            ContentType = map.Optional("contentType", ContentType, "application/json"),
            Errors = map.Has("errors") ? map.List("errors", MappingSyntax.JsonPath) : map.Has("body") ? UsualErrors : [],
            HasMore = map.Optional("hasMore", MappingSyntax.JsonPath),
            Items = map.Required("items", MappingSyntax.JsonPath),
            Paging = map.Optional("paging", Paging, PagingMode.Keyset),
            NextPage = map.Optional("nextPage", MappingSyntax.JsonPath),
            NextCursor = map.Optional(map.Has("nextCursor") ? "nextCursor" : "next", MappingSyntax.JsonPath),
            CursorTime = map.Optional("cursorTime", MappingSyntax.JsonPath),
            CursorId = map.Optional("cursorId", MappingSyntax.JsonPath),
            CursorFormat = map.Optional("cursorFormat", PlanScalars.TextOf(60)),
            CursorZone = map.Optional("cursorZone", PlanScalars.Zone),
            From = map.Optional("from", PlanScalars.TextOf(200, shortest: 0)),
            Limit = map.Optional("limit", PlanScalars.Integer(1, 10_000), 500),
            Timeout = map.Optional("timeout", PlanScalars.Duration("100ms", "2m"), TimeSpan.FromSeconds(5)),
            MaxBytes = map.Optional("maxBytes", PlanScalars.Bytes(1024, 256 * 1024 * 1024), 16 * 1024 * 1024),
            Attempts = map.Optional("attempts", PlanScalars.Integer(1, 10), 4),
            Headers = Headers(map),
            Auth = map.Map("auth", AuthReader.Shape) is { } auth ? AuthReader.Read(auth) : null,
            LookUp = map.Map("lookUp", SweepReader.LookUpShape) is { } lookUp ? SweepReader.ReadLookUp(lookUp) : null,
            Watermark = map.Optional("watermark", MappingSyntax.JsonPath),
            WatermarkFormat = map.Find("watermarkParse") is { } parse ? ParseRuleReader.Read(parse, FactType.Instant) : null,
        };
        if (map.Has("next") && map.Has("nextCursor"))
        {
            map.Problem("next", "next and nextCursor", "one of the two: next is another word for nextCursor");
        }

        CheckMethod(map, settings);
        CheckCursor(map, settings);
        return settings;
    }

    private static void CheckMethod(PlanMap map, HttpSettings settings)
    {
        var posts = map.Optional("method", Method, map.Has("body"));
        if (posts && !map.Has("body"))
        {
            map.Missing("body", "what is posted: a JSON document or a map");
        }

        if (!posts && map.Has("body"))
        {
            map.Problem("body", "a body with GET", "a body only with method: POST");
        }

        if (map.Has("contentType") && !posts)
        {
            map.Problem("contentType", "contentType without a body", "contentType only with method: POST");
        }

        if (settings.HasMore is not null && settings.Paging != PagingMode.Token)
        {
            map.Problem("hasMore", "hasMore", "hasMore only with paging: token");
        }
    }

    private static void CheckCursor(PlanMap map, HttpSettings settings)
    {
        var asks = settings.Takes("cursor") || settings.Takes("cursorId");
        if (asks && settings.NextCursor is null && settings.CursorTime is null)
        {
            map.Missing("cursorTime", "cursorTime, or nextCursor where the source hands out the next cursor: the request asks by cursor");
        }

        CursorReader.Check(map, settings.CursorTime ?? settings.NextCursor, settings.CursorFormat);
        if (settings.Paging == PagingMode.Token && settings.NextPage is null)
        {
            map.Missing("nextPage", "the path of the next page's token: paging is token");
        }

        if (settings.Paging == PagingMode.PageNumber && !settings.Takes("page") && !settings.Takes("offset"))
        {
            map.Problem("url", PlanProblems.Show(settings.Url), "{page} or {offset} in url or body: paging is page-number");
        }

        if (settings.WatermarkFormat is not null && settings.Watermark is null)
        {
            map.Missing("watermark", "the path of the watermark that watermarkParse reads");
        }
    }

    /// <summary>A map of header to text; credentials are refused.</summary>
    public static Dictionary<string, string> Headers(PlanMap map)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (entry, value) in map.Entries("headers", "a map of header to text"))
        {
            if (!HeaderName().IsMatch(entry.Key))
            {
                map.Reading.Problems.Add(entry.Line, value.Path, PlanProblems.Show(entry.Key), "a header name of letters, digits and hyphens");
            }
            else if (CredentialHeaders.Contains(entry.Key, StringComparer.OrdinalIgnoreCase))
            {
                map.Reading.Problems.Add(entry.Line, value.Path, "a credential in headers (not shown)", "credentials only in auth");
            }
            else
            {
                headers[entry.Key] = value.Read(HeaderValue);
            }
        }

        return headers;
    }

    internal static bool IsUrl(string text, string[] placeholders)
    {
        var plain = RequestTemplate.Neutral(text, placeholders);

        return text.Length <= 2000 && !plain.Contains('{', StringComparison.Ordinal) && !plain.Any(c => char.IsControl(c) || c == ' ')
            && Uri.TryCreate(plain, UriKind.Absolute, out var uri) && (uri.Scheme is "http" or "https") && uri.UserInfo.Length == 0 && uri.Host.Length > 0;
    }

    [GeneratedRegex("^[A-Za-z0-9-]{1,100}\\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex HeaderName();
}
