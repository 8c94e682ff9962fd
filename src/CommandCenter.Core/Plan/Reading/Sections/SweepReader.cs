using CommandCenter.Sources.Http;

namespace CommandCenter.Plan.Reading.Sections;

/// <summary><c>sources[].sweep</c> and <c>sources[].http.lookUp</c>: how open orders are re-read whatever the cursor says.</summary>
internal static class SweepReader
{
    private static readonly string[] Placeholders = ["key", "keys", "limit"];
    internal static readonly PlanScalar<bool> By = PlanScalars.Choice(("key", false), ("side-id", true));

    private static readonly PlanScalar<string> Url = new(
        "an absolute http or https address without user and password; placeholders: {key}, or {keys} for several at once",
        (string text, out string value) => HttpReader.IsUrl(value = text, Placeholders),
        "http://localhost/");

    public static PlanShape Shape { get; } = PlanShape.Of("sources[].sweep", "every", "olderThan", "batch", "perSecond");
    public static PlanShape LookUpShape { get; } = PlanShape.Of("sources[].http.lookUp", "url", "body", "items", "by");

    public static SweepSettings Read(PlanMap map) => new()
    {
        Every = map.Required("every", PlanScalars.Duration("10s", "1d")),
        OlderThan = map.Optional("olderThan", PlanScalars.Duration("0s", "7d"), TimeSpan.FromMinutes(2)),
        Batch = map.Optional("batch", PlanScalars.Integer(1, LookUpSettings.MostKeys), 50),
        PerSecond = map.Optional("perSecond", PlanScalars.Integer(1, 100), 5),
    };

    public static LookUpSettings ReadLookUp(PlanMap map)
    {
        var settings = new LookUpSettings
        {
            Url = map.Required("url", Url),
            Body = PlanJson.Body(map, "body", Placeholders),
            Items = map.Required("items", MappingSyntax.JsonPath),
            BySideId = map.Optional("by", By, fallback: false),
        };
        if (map.Has("url") && settings.Takes("key") == settings.Takes("keys"))
        {
            map.Problem("url", settings.Takes("key") ? "{key} and {keys}" : "no key", "one of {key} and {keys}, in url or body");
        }

        return settings;
    }
}
