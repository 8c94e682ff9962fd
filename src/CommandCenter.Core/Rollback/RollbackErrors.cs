using CommandCenter.Shared;

namespace CommandCenter.Rollback;

/// <summary>Refusals of this feature.</summary>
internal static class RollbackErrors
{
    public static Error Unknown(Guid id) => Error.NotFound("rollback-unknown", $"There is no rollback {id}.");

    public static Error DrillTooLarge(int orders, int most) =>
        Error.Conflict("drill-too-large", $"A drill takes back at most {most} orders, and {orders} are in flight in this scope. Choose a smaller slice.");

    public static Error DrillOfAll { get; } = Error.Validation("drill-of-all", "A drill needs a slice: name at least one of lane, region, brand, channel, store, skuClass, tenant.", "scope");

    public static Error Running(string scope, string actor) =>
        Error.Conflict("rollback-running", $"A rollback of {scope} is running, begun by {actor}; nothing moves to orchestration there before it has ended.");

    public static Error Cursor { get; } = Error.Validation("cursor", "cursor was not handed out by this list.", "cursor");

    public static Error Limit(int limit, int most) => Error.Validation("limit", $"limit is {limit}; allowed are 1 to {most}.", "limit");
}
