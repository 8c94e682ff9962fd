using System.Text.Json.Serialization;

namespace CommandCenter.Traffic;

/// <summary>Which orders a rule or a command touches: those that have every value named here. Nothing named = all orders. Values are compared exactly.</summary>
public sealed record Segment
{
    /// <summary>Characters that a value may have at most.</summary>
    public const int LongestValue = 100;

    /// <summary>All orders.</summary>
    public static Segment All { get; } = new();

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Lane { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Region { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Brand { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Channel { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Store { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? SkuClass { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Tenant { get; init; }

    /// <summary>Whether it names nothing.</summary>
    [JsonIgnore]
    public bool IsAll => Lane is null && Region is null && Brand is null && Channel is null && Store is null && SkuClass is null && Tenant is null;

    /// <summary>Its named values in a fixed order.</summary>
    [JsonIgnore]
    public IEnumerable<(string Name, string Value)> Values => Pairs().Where(p => p.Value is not null).Select(p => (p.Name, p.Value!));

    /// <summary>Whether an order lies in it. An order that lacks a value that is named here does not.</summary>
    public bool Matches(in OrderAttributes order) => Has(Lane, order.Lane) && Has(Region, order.Region) && Has(Brand, order.Brand) && Has(Channel, order.Channel)
        && Has(Store, order.Store) && Has(SkuClass, order.SkuClass) && Has(Tenant, order.Tenant);

    /// <summary>Whether some order can lie in both.</summary>
    public bool Overlaps(Segment other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Meets(Lane, other.Lane) && Meets(Region, other.Region) && Meets(Brand, other.Brand) && Meets(Channel, other.Channel)
            && Meets(Store, other.Store) && Meets(SkuClass, other.SkuClass) && Meets(Tenant, other.Tenant);
    }

    /// <summary>Whether every order of <paramref name="other"/> lies in this one too.</summary>
    public bool Covers(Segment other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Has(Lane, other.Lane) && Has(Region, other.Region) && Has(Brand, other.Brand) && Has(Channel, other.Channel)
            && Has(Store, other.Store) && Has(SkuClass, other.SkuClass) && Has(Tenant, other.Tenant);
    }

    /// <summary>Such as <c>lane ship-to-home, region west</c>, or <c>all orders</c>.</summary>
    public override string ToString() => IsAll ? "all orders" : string.Join(", ", Values.Select(v => $"{v.Name} {v.Value}"));

    private static bool Has(string? named, string? value) => named is null || string.Equals(named, value, StringComparison.Ordinal);

    private static bool Meets(string? one, string? other) => one is null || other is null || string.Equals(one, other, StringComparison.Ordinal);

    private IEnumerable<(string Name, string? Value)> Pairs() =>
        [("lane", Lane), ("region", Region), ("brand", Brand), ("channel", Channel), ("store", Store), ("skuClass", SkuClass), ("tenant", Tenant)];
}
