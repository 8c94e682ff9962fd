using System.Security.Cryptography;
using System.Text.Json;
using CommandCenter.Shared;
using CommandCenter.Traffic;

namespace CommandCenter.Intake;

/// <summary>An order as a shop hands it in: what the decision needs, and the whole document as it came.</summary>
/// <param name="OrderKey">1 to 200 printable ASCII characters without spaces.</param>
/// <param name="IdempotencyKey">1 to 200 printable ASCII characters without spaces.</param>
/// <param name="Attributes">What the traffic table looks at; frozen with the acceptance.</param>
/// <param name="TransactionType">Such as sale or exchange; null = not said.</param>
/// <param name="PlacedAt">Null = the moment of acceptance.</param>
/// <param name="Total">In minor units; null = not said.</param>
/// <param name="Payload">JSON as it came, at most <see cref="MostBytes"/>.</param>
public sealed record OrderSubmission(
    string OrderKey, string IdempotencyKey, OrderAttributes Attributes, string? TransactionType, DateTimeOffset? PlacedAt, long? Total, string? Currency, ReadOnlyMemory<byte> Payload)
{
    /// <summary>Bytes that one order may have.</summary>
    public const int MostBytes = 256 * 1024;

    /// <summary>SHA-256 of the payload: the same body is the same order.</summary>
    public byte[] BodyHash { get; } = SHA256.HashData(Payload.Span);

    /// <summary>Reads and checks the document.</summary>
    /// <param name="lanes">Ids of the plan's lanes.</param>
    /// <returns>Validation that names the field.</returns>
    public static Result<OrderSubmission> Read(ReadOnlyMemory<byte> payload, string? idempotencyKey, Func<string, bool> lanes)
    {
        ArgumentNullException.ThrowIfNull(lanes);
        if (!TrafficSlot.IsKey(idempotencyKey))
        {
            return Error.Validation("idempotency-key", $"The header Idempotency-Key must have 1 to {TrafficSlot.LongestKey} printable ASCII characters without spaces.", "Idempotency-Key");
        }

        if (payload.Length > MostBytes)
        {
            return Error.Validation("order-too-large", $"An order has at most {MostBytes} bytes; this one has {payload.Length}.");
        }

        var fields = new SubmissionFields();
        try
        {
            var read = fields.Read(payload.Span);
            if (read is { } problem)
            {
                return problem;
            }
        }
        catch (JsonException e)
        {
            return Error.Validation("order-json", $"The body is not one JSON object: line {e.LineNumber.GetValueOrDefault() + 1}, byte {e.BytePositionInLine}.");
        }

        if (!TrafficSlot.IsKey(fields.OrderKey))
        {
            return Error.Validation("order-key", $"orderKey must have 1 to {TrafficSlot.LongestKey} printable ASCII characters without spaces.", "orderKey");
        }

        if (fields.Attributes.Lane is not { } lane || !lanes(lane))
        {
            return Error.Validation("lane", fields.Attributes.Lane is { } found ? $"lane is '{found}', which is no lane of the plan." : "lane is missing: the id of a lane of the plan.", "lane");
        }

        return new OrderSubmission(fields.OrderKey!, idempotencyKey!, fields.Attributes, fields.TransactionType, fields.PlacedAt, fields.Total, fields.Currency, payload);
    }
}
