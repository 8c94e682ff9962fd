namespace CommandCenter.Plan.Reading.Sections;

/// <summary><c>sources[].hints</c>: webhooks that only say that something changed.</summary>
internal static class HintsReader
{
    private static readonly PlanScalar<bool> Encoding = PlanScalars.Choice(("hex", false), ("base64", true));

    public static PlanShape Shape { get; } = PlanShape.Of("sources[].hints", "secrets", "key", "header", "prefix", "encoding", "maxBytes");

    public static HintSettings Read(PlanMap map)
    {
        if (!map.Has("secrets") || map.Find("secrets") is { Node: ListNode { Items.Count: 0 or > 2 } })
        {
            map.Problem("secrets", map.Find("secrets") is { } found ? PlanProblems.Describe(found.Node) : "nothing", "one secret, or two while they are rotated: " + Secrets.Reference.Allowed);
        }

        foreach (var key in new[] { "prefix", "encoding" }.Where(k => map.Has(k) && !map.Has("header")))
        {
            map.Problem(key, key + " without header", key + " only with the header of a foreign signature");
        }

        return new HintSettings
        {
            Secrets = map.Set("secrets", Secrets.Reference),
            Key = map.Optional("key", MappingSyntax.JsonPath),
            Header = map.Optional("header", HttpReader.HeaderNameScalar),
            Prefix = map.Optional("prefix", PlanScalars.TextOf(20)) ?? "",
            IsBase64 = map.Optional("encoding", Encoding, fallback: false),
            MaxBytes = map.Optional("maxBytes", PlanScalars.Bytes(1024, 4 * 1024 * 1024), 256 * 1024),
        };
    }
}
