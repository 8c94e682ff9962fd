using System.Globalization;
using System.Text;
using System.Text.Json;
using CommandCenter.Plan;
using CommandCenter.Shared;
using CommandCenter.Sources.Http;

namespace CommandCenter.Traffic.Actuators.Webhook;

/// <summary>A receiver that gets the table by signed POST, and says by GET which one it holds. One that does not say that stays unknown, whatever it answered to the POST.</summary>
internal sealed class WebhookActuator : IActuator
{
    private readonly SignedCalls calls;
    private readonly SignedPlace place;

    public WebhookActuator(ActuatorDefinition definition, ActuatorReach reach)
    {
        Definition = definition;
        calls = new SignedCalls(reach.Guard, reach.Secrets, reach.Time);
        place = new SignedPlace(definition.Id, definition.Webhook!.Url, definition.Webhook.Secret, definition.Timeout);
    }

    public ActuatorDefinition Definition { get; }

    public string ContentOf(CarriedTable table) => table.Digest;

    public async Task<Result<Holding>> ReadAsync(CancellationToken cancel)
    {
        var answer = await calls.GetAsync(place, cancel);
        if (answer.Failure is { } failure)
        {
            return Error.Unavailable("webhook-silent", answer.Status is 404 or 405 or 501 ? $"It does not say which revision it holds: {failure}" : failure);
        }

        using var document = answer.Document!;
        return Read(document.RootElement) is { } holds ? holds : Error.Unavailable("webhook-answer", $"{HttpExchange.Place(new Uri(place.Url))} does not say which revision it holds: a JSON object with revision, digest and breakGlass is expected.");
    }

    public async Task<Error?> ApplyAsync(CarriedTable table, CancellationToken cancel)
    {
        var key = table.BreakGlass?.ToString() ?? table.Table.Revision.ToString(CultureInfo.InvariantCulture);
        return await calls.PostAsync(place, $"{place.Id}:{key}", Body(table), cancel) is { } why ? Error.Unavailable("webhook-not-taken", why) : null;
    }

    public void Dispose() => calls.Dispose();

    /// <summary>The rules as bytes whose SHA-256 is the digest.</summary>
    private byte[] Body(CarriedTable table) => Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"actuator":"{{place.Id}}","revision":{{table.Table.Revision}},"breakGlass":{{(table.BreakGlass is { } glass ? $"\"{glass}\"" : "null")}},"digest":"{{table.Digest}}","rules":{{TrafficTables.Write(table.Table)}}}"""));

    /// <summary>Null where it is not of the form that is agreed.</summary>
    private static Holding? Read(JsonElement answer)
    {
        if (answer.ValueKind != JsonValueKind.Object || !answer.TryGetProperty("revision", out var revision))
        {
            return null;
        }

        var glass = Text(answer, "breakGlass");
        Guid? broken = glass is null ? null : Guid.TryParse(glass, out var id) ? id : Guid.Empty;
        return revision switch
        {
            { ValueKind: JsonValueKind.Null } => Holding.Nothing,
            { ValueKind: JsonValueKind.Number } when revision.TryGetInt64(out var number) && broken != Guid.Empty => new Holding(number, broken, Text(answer, "digest")),
            _ => null,
        };
    }

    private static string? Text(JsonElement answer, string name) => answer.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
