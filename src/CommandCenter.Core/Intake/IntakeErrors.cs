using CommandCenter.Orders;
using CommandCenter.Shared;

namespace CommandCenter.Intake;

/// <summary>Refusals of this feature.</summary>
internal static class IntakeErrors
{
    public static Error OtherBody(string orderKey) =>
        Error.Conflict("order-differs", $"The order {orderKey} was accepted with another body. It stays as it was accepted; send a change instead.");

    public static Error KeyUsed(string idempotencyKey, string orderKey) =>
        Error.Conflict("idempotency-key-used", $"The idempotency key {idempotencyKey} belongs to {orderKey} with another body. Nothing was changed.");

    public static Error Unknown(string orderKey) => Error.NotFound("order-unknown", $"No order {orderKey} was accepted here.");

    public static Error NoTarget(Side side) =>
        Error.Unavailable("no-target", $"The plan declares no target for {side}, so nothing can be accepted for it. Nothing was stored.");

    public static Error QueueFull(Side side, int limit) =>
        Error.Unavailable("queue-full", $"{limit} entries wait for {side} already, as many as the plan allows. Nothing was accepted; send it again later.");

    public static Error Busy { get; } = Error.Unavailable("intake-busy", "More orders come in than can be written down. Nothing was accepted; send it again.");

    public static Error Stopping { get; } = Error.Unavailable("intake-stopping", "The intake is stopping. Nothing was accepted; send it again.");

    public static Error NotWritten(string reason) =>
        Error.Unavailable("intake-unwritable", $"It could not be written down ({reason}). It may or may not have been accepted: send the same again, which answers what stands.");
}
