using System.Security.Cryptography;
using System.Text.Json;
using CommandCenter.Plan;
using CommandCenter.Shared;
using CommandCenter.Traffic;

namespace CommandCenter.Intake;

/// <summary>A change of an order that was accepted.</summary>
/// <param name="Kind">One of <see cref="Kinds"/>.</param>
/// <param name="Body">JSON as it came, at most <see cref="MostBytes"/>.</param>
public sealed record ChangeSubmission(string OrderKey, string IdempotencyKey, string Kind, ReadOnlyMemory<byte> Body)
{
    /// <summary>Bytes that one change may have.</summary>
    public const int MostBytes = 64 * 1024;

    public static IReadOnlyList<string> Kinds { get; } = ["cancel", "address", "hold", "release-hold", "return", "exchange"];

    /// <summary>SHA-256 of order key and body.</summary>
    public byte[] BodyHash { get; } = SHA256.HashData([.. System.Text.Encoding.UTF8.GetBytes(OrderKey), 0, .. Body.Span]);

    /// <summary>What the target is asked.</summary>
    public TargetOperation Operation => Kind == "cancel" ? TargetOperation.Cancel : TargetOperation.Change;

    /// <returns>Validation that names the field.</returns>
    public static Result<ChangeSubmission> Read(string orderKey, ReadOnlyMemory<byte> body, string? idempotencyKey)
    {
        if (!TrafficSlot.IsKey(idempotencyKey))
        {
            return Error.Validation("idempotency-key", $"The header Idempotency-Key must have 1 to {TrafficSlot.LongestKey} printable ASCII characters without spaces.", "Idempotency-Key");
        }

        if (body.Length > MostBytes)
        {
            return Error.Validation("change-too-large", $"A change has at most {MostBytes} bytes; this one has {body.Length}.");
        }

        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 32 });
            var kind = document.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("kind", out var found) && found.ValueKind == JsonValueKind.String ? found.GetString() : null;
            return kind is not null && Kinds.Contains(kind, StringComparer.Ordinal)
                ? new ChangeSubmission(orderKey, idempotencyKey!, kind, body)
                : Error.Validation("kind", $"kind must be one of {string.Join(", ", Kinds)}.", "kind");
        }
        catch (JsonException e)
        {
            return Error.Validation("change-json", $"The body is not one JSON object: line {e.LineNumber.GetValueOrDefault() + 1}, byte {e.BytePositionInLine}.");
        }
    }
}
