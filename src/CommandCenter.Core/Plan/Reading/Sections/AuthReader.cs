using System.Text.RegularExpressions;
using CommandCenter.Sources.Http;

namespace CommandCenter.Plan.Reading.Sections;

/// <summary><c>sources[].http.auth</c> and <c>targets[].auth</c>: how a foreign system is signed in to. Each kind takes its own keys and no other.</summary>
internal static partial class AuthReader
{
    private static readonly Dictionary<string, (string[] Needs, string[] May)> Kinds = new(StringComparer.Ordinal)
    {
        ["none"] = ([], []),
        ["bearer"] = (["token"], []),
        ["basic"] = (["user", "password"], []),
        ["api-key"] = (["token", "header"], []),
        ["session-token"] = (["signInUrl", "signInBody", "tokenPath"], ["user", "password", "header", "headerValue", "signInContentType", "values", "signedOutWhen"]),
    };

    private static readonly PlanScalar<string> Kind = PlanScalars.Choice([.. Kinds.Keys.Select(k => (k, k))]);

    private static readonly PlanScalar<string> SignInUrl = new(
        "an absolute http or https address without user and password",
        (string text, out string value) => HttpReader.IsUrl(value = text, []),
        "http://localhost/");

    public static PlanShape Shape { get; } = PlanShape.Of("sources[].http.auth", "kind", "token", "user", "password", "header", "headerValue", "signInUrl", "signInBody", "signInContentType", "tokenPath", "values", "signedOutWhen");

    public static PlanShape SignedOut { get; } = PlanShape.Of("sources[].http.auth.signedOutWhen", "status", "path", "matches");

    public static AuthSettings Read(PlanMap map)
    {
        var kind = map.Required("kind", Kind);
        if (map.Find("kind") is { Node: ScalarNode { Text: var written } } && Kinds.TryGetValue(written, out var keys))
        {
            foreach (var needed in keys.Needs.Where(k => !map.Has(k)))
            {
                map.Missing(needed, $"{needed}: the kind {kind} needs {string.Join(", ", keys.Needs)}");
            }

            foreach (var other in Shape.Keys.Skip(1).Where(k => map.Has(k) && !keys.Needs.Contains(k) && !keys.May.Contains(k)))
            {
                map.Problem(other, $"{other} for the kind {kind}", keys.Needs.Length + keys.May.Length == 0 ? "no other key" : "only " + string.Join(", ", keys.Needs.Concat(keys.May)));
            }
        }

        var values = Values(map);
        var headerValue = map.Optional("headerValue", PlanScalars.TextOf(500));
        if (headerValue is not null && HeaderTemplate.Problem(headerValue, ["user", "password", "token", .. values.Keys]) is { } allowed)
        {
            map.Problem("headerValue", PlanProblems.Show(headerValue), allowed);
        }

        return new AuthSettings
        {
            Kind = kind,
            Token = map.Optional("token", Secrets.Reference),
            User = map.Optional("user", Secrets.ReferenceOrName),
            Password = map.Optional("password", Secrets.Reference),
            Header = map.Optional("header", PlanScalars.TextOf(100)),
            SignInUrl = map.Optional("signInUrl", SignInUrl),
            SignInBody = PlanJson.Body(map, "signInBody", ["user", "password"]),
            SignInContentType = map.Optional("signInContentType", HttpReader.ContentType, "application/json"),
            HeaderValue = headerValue,
            Values = values,
            SignedOutWhen = map.Map("signedOutWhen", SignedOut) is { } over ? ReadSignedOut(over) : new SignedOutSettings(),
            TokenPath = map.Optional("tokenPath", MappingSyntax.JsonPath),
        };
    }

    private static Dictionary<string, string> Values(PlanMap map)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (entry, value) in map.Entries("values", "a map of name to path"))
        {
            if (!ValueName().IsMatch(entry.Key) || entry.Key is "user" or "password" or "token")
            {
                map.Reading.Problems.Add(entry.Line, value.Path, PlanProblems.Show(entry.Key), "a name of letters and digits, other than user, password and token");
            }
            else
            {
                values[entry.Key] = value.Read(MappingSyntax.JsonPath);
            }
        }

        return values;
    }

    private static SignedOutSettings ReadSignedOut(PlanMap map)
    {
        var settings = new SignedOutSettings
        {
            Status = map.Has("status") ? map.Set("status", PlanScalars.Integer(400, 599)) : [401],
            Path = map.Optional("path", MappingSyntax.JsonPath),
            Matches = map.Optional("matches", Pattern),
        };
        if (settings.Matches is not null && settings.Path is null)
        {
            map.Missing("path", "the path of what matches is compared with");
        }

        return settings;
    }

    private static readonly PlanScalar<string> Pattern = new(
        "a regular expression of at most 200 characters",
        (string text, out string value) => IsPattern(value = text) && text.Length <= 200,
        "x");

    private static bool IsPattern(string text)
    {
        try
        {
            _ = new Regex(text, RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9]{0,39}\\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ValueName();
}
