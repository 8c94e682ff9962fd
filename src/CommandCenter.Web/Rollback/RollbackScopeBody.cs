using CommandCenter.Traffic;

namespace CommandCenter.Rollback;

/// <summary>Which orders a rollback takes back, as callers write it: nothing named = all.</summary>
/// <param name="TransactionType">Chooses among the orders in flight only.</param>
/// <param name="PlacedAfter">Chooses among the orders in flight only: those placed at or after it.</param>
public sealed record RollbackScopeBody(
    string? Lane = null, string? Region = null, string? Brand = null, string? Channel = null, string? Store = null, string? SkuClass = null, string? Tenant = null,
    string? TransactionType = null, DateTimeOffset? PlacedAfter = null)
{
    public RollbackScope ToScope() => new(
        new Segment { Lane = Lane, Region = Region, Brand = Brand, Channel = Channel, Store = Store, SkuClass = SkuClass, Tenant = Tenant }, PlacedAfter, TransactionType);

    public static RollbackScopeBody Of(RollbackScope scope)
    {
        ArgumentNullException.ThrowIfNull(scope);
        var s = scope.Segment;
        return new RollbackScopeBody(s.Lane, s.Region, s.Brand, s.Channel, s.Store, s.SkuClass, s.Tenant, scope.TransactionType, scope.PlacedAfter);
    }
}
