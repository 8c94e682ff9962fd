using System.Text.Json.Serialization;

namespace CommandCenter.OrderExceptions;

/// <summary>What kind of trouble a difference or a failure is. Numbers are stored: never reuse one.</summary>
public enum ExceptionBucket
{
    /// <summary>One side knows something that the other should know by now, or a limit of time has passed.</summary>
    [JsonStringEnumMemberName("data-delay")]
    DataDelay = 1,

    /// <summary>A record could not be read as what it should be.</summary>
    [JsonStringEnumMemberName("schema-mismatch")]
    SchemaMismatch = 2,

    /// <summary>Both sides know it and say different things.</summary>
    [JsonStringEnumMemberName("business-rule-mismatch")]
    BusinessRuleMismatch = 3,

    /// <summary>A carrier or its label service failed or contradicts itself.</summary>
    [JsonStringEnumMemberName("carrier-response-failure")]
    CarrierResponseFailure = 4,

    /// <summary>Stock, reservations or picked quantities that do not fit each other.</summary>
    [JsonStringEnumMemberName("inventory-drift")]
    InventoryDrift = 5,

    /// <summary>Something was done or told twice.</summary>
    [JsonStringEnumMemberName("duplicate-event")]
    DuplicateEvent = 6,
}

/// <summary>Whose work an exception is. Numbers are stored: never reuse one.</summary>
public enum OwnerTeam
{
    Engineering = 1,
    Operations = 2,
    Vendor = 3,
    Finance = 4,
}

/// <summary>Names of buckets and teams as plans, pages, API and logs write them.</summary>
public static class ExceptionNames
{
    private static readonly Dictionary<string, ExceptionBucket> buckets = Enum.GetValues<ExceptionBucket>().ToDictionary(Name, StringComparer.Ordinal);
    private static readonly Dictionary<string, OwnerTeam> teams = Enum.GetValues<OwnerTeam>().ToDictionary(Name, StringComparer.Ordinal);

    public static IReadOnlyList<ExceptionBucket> Buckets { get; } = Enum.GetValues<ExceptionBucket>();

    public static IReadOnlyList<OwnerTeam> Teams { get; } = Enum.GetValues<OwnerTeam>();

    /// <summary>The name used everywhere outside the code, such as <c>data-delay</c>.</summary>
    public static string Name(this ExceptionBucket bucket) => bucket switch
    {
        ExceptionBucket.DataDelay => "data-delay",
        ExceptionBucket.SchemaMismatch => "schema-mismatch",
        ExceptionBucket.BusinessRuleMismatch => "business-rule-mismatch",
        ExceptionBucket.CarrierResponseFailure => "carrier-response-failure",
        ExceptionBucket.InventoryDrift => "inventory-drift",
        _ => "duplicate-event",
    };

    /// <summary>The name used everywhere outside the code, such as <c>finance</c>.</summary>
    public static string Name(this OwnerTeam team) => team.ToString().ToLowerInvariant();

    public static bool TryParse(string? name, out ExceptionBucket bucket) => buckets.TryGetValue(name ?? "", out bucket);

    public static bool TryParse(string? name, out OwnerTeam team) => teams.TryGetValue(name ?? "", out team);
}
