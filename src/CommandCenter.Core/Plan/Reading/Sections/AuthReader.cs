namespace CommandCenter.Plan.Reading.Sections;

/// <summary><c>sources[].http.auth</c>: how a source is signed in to. Each kind takes its own keys and no other.</summary>
internal static class AuthReader
{
    private static readonly Dictionary<string, (string[] Needs, string[] May)> Kinds = new(StringComparer.Ordinal)
    {
        ["none"] = ([], []),
        ["bearer"] = (["token"], []),
        ["basic"] = (["user", "password"], []),
        ["api-key"] = (["token", "header"], []),
        ["session-token"] = (["signInUrl", "signInBody", "tokenPath"], ["user", "password", "header"]),
    };

    private static readonly PlanScalar<string> Kind = PlanScalars.Choice([.. Kinds.Keys.Select(k => (k, k))]);

    private static readonly PlanScalar<string> SignInUrl = new(
        "an absolute http or https address without user and password",
        (string text, out string value) => HttpReader.IsUrl(value = text, []),
        "http://localhost/");

    public static PlanShape Shape { get; } = PlanShape.Of("sources[].http.auth", "kind", "token", "user", "password", "header", "signInUrl", "signInBody", "tokenPath");

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

        return new AuthSettings
        {
            Kind = kind,
            Token = map.Optional("token", Secrets.Reference),
            User = map.Optional("user", Secrets.ReferenceOrName),
            Password = map.Optional("password", Secrets.Reference),
            Header = map.Optional("header", PlanScalars.TextOf(100)),
            SignInUrl = map.Optional("signInUrl", SignInUrl),
            SignInBody = map.Optional("signInBody", PlanScalars.Prose),
            TokenPath = map.Optional("tokenPath", MappingSyntax.JsonPath),
        };
    }
}
