using System.Text.Json;
using CommandCenter.Shared;
using CommandCenter.Traffic;

namespace CommandCenter.Intake;

/// <summary>One walk over an order's document that picks out what the intake itself needs; the rest is only checked to be JSON.</summary>
internal sealed class SubmissionFields
{
    private string? lane;
    private string? region;
    private string? brand;
    private string? channel;
    private string? store;
    private string? skuClass;
    private string? tenant;

    public string? OrderKey { get; private set; }
    public string? TransactionType { get; private set; }
    public DateTimeOffset? PlacedAt { get; private set; }
    public long? Total { get; private set; }
    public string? Currency { get; private set; }
    public OrderAttributes Attributes => new(lane, region, brand, channel, store, skuClass, tenant);

    /// <returns>What is wrong with a field; null where nothing is.</returns>
    /// <exception cref="JsonException">Not JSON.</exception>
    public Error? Read(ReadOnlySpan<byte> payload)
    {
        var json = new Utf8JsonReader(payload, new JsonReaderOptions { MaxDepth = 32 });
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject)
        {
            return Error.Validation("order-json", "The body must be one JSON object.");
        }

        Error? problem = null;
        for (json.Read(); json.TokenType == JsonTokenType.PropertyName; json.Read())
        {
            var name = Name(ref json);
            json.Read();
            problem ??= name is null ? Skip(ref json) : Take(name, ref json);
        }

        // throws where anything stands behind the object
        json.Read();
        return problem;
    }

    private static string? Name(ref Utf8JsonReader json) =>
        json.ValueTextEquals("orderKey"u8) ? "orderKey"
        : json.ValueTextEquals("lane"u8) ? "lane"
        : json.ValueTextEquals("region"u8) ? "region"
        : json.ValueTextEquals("brand"u8) ? "brand"
        : json.ValueTextEquals("channel"u8) ? "channel"
        : json.ValueTextEquals("store"u8) ? "store"
        : json.ValueTextEquals("skuClass"u8) ? "skuClass"
        : json.ValueTextEquals("tenant"u8) ? "tenant"
        : json.ValueTextEquals("transactionType"u8) ? "transactionType"
        : json.ValueTextEquals("placedAt"u8) ? "placedAt"
        : json.ValueTextEquals("money"u8) ? "money"
        : null;

    private static Error? Skip(ref Utf8JsonReader json)
    {
        json.Skip();
        return null;
    }

    private Error? Take(string name, ref Utf8JsonReader json)
    {
        if (json.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        if (name == "money")
        {
            return Money(ref json);
        }

        if (json.TokenType != JsonTokenType.String || json.GetString() is not { Length: > 0 and <= Segment.LongestValue * 2 } text || text.Any(char.IsControl))
        {
            json.Skip();
            return Error.Validation("order-field", $"{name} must be a text of 1 to {Segment.LongestValue} characters without control characters.", name);
        }

        return Put(name, text);
    }

    private Error? Put(string name, string text)
    {
        switch (name)
        {
            case "orderKey": OrderKey = text; break;
            case "lane": lane = text; break;
            case "region": region = text; break;
            case "brand": brand = text; break;
            case "channel": channel = text; break;
            case "store": store = text; break;
            case "skuClass": skuClass = text; break;
            case "tenant": tenant = text; break;
            case "transactionType": TransactionType = text; break;
            default:
                if (!DateTimeOffset.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal, out var placed))
                {
                    return Error.Validation("placed-at", $"placedAt must be an RFC 3339 time such as 2026-11-10T05:00:00Z.", "placedAt");
                }

                PlacedAt = placed.ToUniversalTime();
                break;
        }

        return null;
    }

    private Error? Money(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartObject)
        {
            json.Skip();
            return Error.Validation("money", "money must be an object with currency and amounts in minor units.", "money");
        }

        Error? problem = null;
        for (json.Read(); json.TokenType == JsonTokenType.PropertyName; json.Read())
        {
            var isTotal = json.ValueTextEquals("total"u8);
            var isCurrency = json.ValueTextEquals("currency"u8);
            json.Read();
            if (isTotal && json.TokenType == JsonTokenType.Number && json.TryGetInt64(out var total))
            {
                Total = total;
            }
            else if (isCurrency && json.TokenType == JsonTokenType.String && json.GetString()! is var currency && currency.Length == 3)
            {
                Currency = currency;
            }
            else if ((isTotal || isCurrency) && json.TokenType != JsonTokenType.Null)
            {
                problem ??= Error.Validation("money", "money.total is a whole number of minor units and money.currency an ISO code of three letters.", isTotal ? "money.total" : "money.currency");
                json.Skip();
            }
            else
            {
                json.Skip();
            }
        }

        return problem;
    }
}
