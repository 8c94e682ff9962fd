namespace CommandCenter.Plan.Reading;

/// <summary>What sections declare and refer to by id, as messages name it.</summary>
internal static class Declared
{
    public const string System = "system";
    public const string Interface = "interface";
    public const string Role = "role";
    public const string Store = "store";
    public const string Calendar = "calendar";
    public const string CarrierCutoff = "carrier cut-off";
    public const string Lane = "lane";
    public const string LookupTable = "lookup table";
    public const string Mapping = "mapping";
    public const string Source = "source";
    public const string Target = "target";
    public const string Webhook = "webhook";
    public const string Actuator = "actuator";
    public const string Scenario = "scenario";
    public const string Risk = "risk";
    public const string KnownIssue = "known issue";
    public const string OpenDecision = "open decision";
}
