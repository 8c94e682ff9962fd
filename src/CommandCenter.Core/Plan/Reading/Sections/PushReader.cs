namespace CommandCenter.Plan.Reading.Sections;

/// <summary><c>sources[].push</c>: how a push source is accepted.</summary>
internal static class PushReader
{
    public static PlanShape Shape { get; } = PlanShape.Of("sources[].push", "secrets", "items", "heartbeat", "maxBytes");

    public static PushSettings Read(PlanMap map)
    {
        if (!map.Has("secrets") || map.Find("secrets") is { Node: ListNode { Items.Count: 0 or > 2 } })
        {
            map.Problem("secrets", map.Find("secrets") is { } found ? PlanProblems.Describe(found.Node) : "nothing", "one secret, or two while they are rotated: " + Secrets.Reference.Allowed);
        }

        return new PushSettings
        {
            Secrets = map.Set("secrets", Secrets.Reference),
            Items = map.Optional("items", MappingSyntax.JsonPath, "$"),
            Heartbeat = map.Optional("heartbeat", MappingSyntax.JsonPath),
            MaxBytes = map.Optional("maxBytes", PlanScalars.Bytes(1024, 64 * 1024 * 1024), 4 * 1024 * 1024),
        };
    }
}
