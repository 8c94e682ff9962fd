using System.Globalization;
using System.Text.Json;
using CommandCenter.Plan;
using CommandCenter.Shared;
using CommandCenter.Sources;
using CommandCenter.Sources.Http;
using CommandCenter.Sources.Mapping;

namespace CommandCenter.Intake.Targets;

/// <summary>Asks a target what it holds: one order by key, or page by page everything. Asking changes nothing, so that a session that is over is renewed at once.</summary>
internal sealed class TargetQueries
{
    private readonly TargetDefinition definition;
    private readonly HttpExchange exchange;
    private readonly TargetSignIn signIn;
    private readonly ISecrets secrets;
    private readonly TargetFacts? one;
    private readonly TargetFacts? listed;
    private readonly JsonPath? items;
    private readonly JsonPath? nextPage;

    public TargetQueries(TargetDefinition definition, HttpExchange exchange, TargetSignIn signIn, ISecrets secrets)
    {
        (this.definition, this.exchange, this.signIn, this.secrets) = (definition, exchange, signIn, secrets);
        one = definition.LookUp is { } lookUp ? new TargetFacts(lookUp.Order) : null;
        listed = definition.Ledger is { } ledger ? new TargetFacts(ledger.Order) : null;
        items = definition.Ledger is { } list ? Compile(list.Items) : null;
        nextPage = definition.Ledger?.NextPage is { } next ? Compile(next) : null;
    }

    public async Task<TargetFinding> LookUpAsync(string orderKey, CancellationToken cancel)
    {
        ArgumentException.ThrowIfNullOrEmpty(orderKey);
        if (one is null || !TargetAddress.CanStand(orderKey))
        {
            return new TargetFinding(null, one is null ? $"The target {definition.Id} cannot be asked for single orders." : "The order key cannot stand in a request.");
        }

        var address = new Uri(RequestTemplate.FillAddress(definition.LookUp!.Url, (name, _) => name == "key" ? new PlaceholderValue(orderKey) : null));
        var answer = await AskAsync(address, cancel);
        if (answer.Status == 404)
        {
            return new TargetFinding(new TargetOrder(orderKey, TargetStanding.Absent, null, []));
        }

        using var document = answer.Document;
        if (document is null)
        {
            return new TargetFinding(null, Clean(answer.Failure!));
        }

        if (one.Read(document.RootElement, out var problem) is not { } order)
        {
            return new TargetFinding(null, Clean($"{HttpExchange.Place(address)} {problem}."));
        }

        return string.Equals(order.OrderKey, orderKey, StringComparison.Ordinal)
            ? new TargetFinding(order)
            : new TargetFinding(null, Clean($"{HttpExchange.Place(address)} was asked for {orderKey} and answered about {order.OrderKey}."));
    }

    public async Task<Result<TargetLedgerPage>> ReadLedgerAsync(string page, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(page);
        if (listed is null)
        {
            return Error.Unavailable("no-ledger", $"The target {definition.Id} lists nothing.");
        }

        var address = new Uri(RequestTemplate.FillAddress(definition.Ledger!.Url, (name, _) => name switch
        {
            "page" => new PlaceholderValue(page),
            "limit" => new PlaceholderValue(definition.Ledger.Limit.ToString(CultureInfo.InvariantCulture)),
            _ => null,
        }));
        var answer = await AskAsync(address, cancel);
        using var document = answer.Document;
        if (document is null)
        {
            return Error.Unavailable(answer.Code, Clean(answer.Failure!));
        }

        return ReadPage(page, address, document.RootElement);
    }

    private Result<TargetLedgerPage> ReadPage(string page, Uri address, JsonElement root)
    {
        if (!items!.TryFind(root, out var array) || array.ValueKind != JsonValueKind.Array)
        {
            return Unusable(address, $"has no array of orders at {items.Text}");
        }

        var orders = new List<TargetOrder>(array.GetArrayLength());
        foreach (var item in array.EnumerateArray())
        {
            // one order left out would be one that nobody proves
            if (listed!.Read(item, out var problem) is not { } order)
            {
                return Unusable(address, problem);
            }

            orders.Add(order);
        }

        var next = nextPage is not null && nextPage.TryFind(root, out var found) && JsonScalar.TryRead(found, out var token, out _) && token is { Length: > 0 } ? token : null;
        return next is not null && string.Equals(next, page, StringComparison.Ordinal)
            ? Unusable(address, "names as its next page the one that was asked for: its list would never end")
            : new TargetLedgerPage(orders, next);
    }

    private async Task<HttpAnswer> AskAsync(Uri address, CancellationToken cancel)
    {
        var (answer, sent) = await AskOnceAsync(address, cancel);
        if (sent is { } header && signIn.SaysSignedOut(answer, header))
        {
            answer.Document?.Dispose();
            (answer, _) = await AskOnceAsync(address, cancel);
        }

        return answer;
    }

    private async Task<(HttpAnswer Answer, CredentialHeader? Sent)> AskOnceAsync(Uri address, CancellationToken cancel)
    {
        var header = await signIn.HeaderAsync(cancel);
        return header.Error is { } missing
            ? (HttpAnswer.Failed(missing.Code, missing.Message, transient: true), null)
            : (await exchange.SendAsync(address, a => Make(a, header.Value), cancel), header.Value);
    }

    private HttpRequestMessage Make(Uri address, CredentialHeader credential)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        foreach (var (name, value) in definition.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (credential.Name is { } header)
        {
            request.Headers.TryAddWithoutValidation(header, credential.Value);
        }

        return request;
    }

    private Error Unusable(Uri address, string problem) => Error.Unavailable("ledger-unusable", Clean($"{HttpExchange.Place(address)} {problem}."));

    private string Clean(string message) => AnswerErrors.Clean(secrets.Redact(message));

    private static JsonPath Compile(string text) => JsonPath.TryParse(text, out var compiled, out var error) ? compiled : throw new ArgumentException($"{text}: {error}", nameof(text));
}
