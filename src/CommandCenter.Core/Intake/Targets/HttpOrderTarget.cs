using System.Collections.Frozen;
using System.Text.Json;
using CommandCenter.Plan;
using CommandCenter.Shared;
using CommandCenter.Sources;
using CommandCenter.Sources.Http;

namespace CommandCenter.Intake.Targets;

/// <summary>
/// A target that is reached over HTTP. One attempt a call: whether it is repeated is decided by who reads the journal. A call that failed before a byte of it left is
/// <see cref="TargetOutcome.NotSent"/>; whatever went wrong later is <see cref="TargetOutcome.Unknown"/>, and so is what the caller cancels later. A cancellation before
/// that throws. An answer that says that the session is over is <see cref="TargetOutcome.NotSent"/>, too: nothing was done, and the next call signs in again.
/// </summary>
internal sealed class HttpOrderTarget : IOrderTarget, IDisposable
{
    private readonly HttpMessageInvoker invoker;
    private readonly TargetSignIn signIn;
    private readonly TargetQueries queries;
    private readonly CallDeadlines deadlines;
    private readonly FrozenDictionary<TargetOperation, CompiledRequest> requests;
    private readonly ISecrets secrets;

    /// <exception cref="ArgumentException">The plan's templates cannot be used; plan validation refuses them first.</exception>
    public HttpOrderTarget(TargetDefinition definition, OutboundGuard guard, ISecrets secrets, TimeProvider time)
    {
        Definition = definition;
        this.secrets = secrets;
        invoker = OutboundHandler.Invoker(guard, definition.Timeout, definition.Concurrency);
        var exchange = new HttpExchange(invoker, definition.Timeout, definition.MaxBytes, time);
        signIn = new TargetSignIn(definition.Auth, secrets, exchange, time);
        queries = new TargetQueries(definition, exchange, signIn, secrets);
        deadlines = new CallDeadlines(definition.Timeout, time, definition.Concurrency);
        requests = definition.Operations.ToFrozenDictionary(o => o.Key, o => CompiledRequest.Of(o.Value));
    }

    public TargetDefinition Definition { get; }

    public async Task<TargetAnswer> SendAsync(TargetCall call, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(call);
        if (!requests.TryGetValue(call.Operation, out var request))
        {
            return new TargetAnswer(TargetOutcome.Unable, $"The target {Definition.Id} cannot {Words(call.Operation)}.");
        }

        if (request.Address.Fill(call) is not { } address || !IsHeader(call.IdempotencyKey))
        {
            return new TargetAnswer(TargetOutcome.Refused, "The order key cannot stand in a request.");
        }

        using var deadline = deadlines.Begin(cancel);
        using var content = new TargetContent(request.Body, call);
        try
        {
            return await SendAsync(call, request, address, content, deadline.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or HttpRequestException or IOException or InvalidDataException or ObjectDisposedException)
        {
            if (content.Started)
            {
                return Explain(TargetOutcome.Unknown, $"{HttpExchange.Place(address)} may have done it: {WhyUnknown(e, cancel)}.");
            }

            cancel.ThrowIfCancellationRequested();
            return Explain(TargetOutcome.NotSent, WhyNotSent(e, address));
        }
    }

    public Task<TargetFinding> LookUpAsync(string orderKey, CancellationToken cancel) => queries.LookUpAsync(orderKey, cancel);

    public Task<Result<TargetLedgerPage>> ReadLedgerAsync(string page, CancellationToken cancel) => queries.ReadLedgerAsync(page, cancel);

    public void Dispose()
    {
        invoker.Dispose();
        signIn.Dispose();
    }

    private async Task<TargetAnswer> SendAsync(TargetCall call, CompiledRequest request, Uri address, TargetContent content, CancellationToken cancel)
    {
        var header = await signIn.HeaderAsync(cancel);
        if (header.Error is { } missing)
        {
            return Explain(TargetOutcome.NotSent, missing.Message);
        }

        using var message = new HttpRequestMessage(request.Method, address) { Content = content };
        message.Headers.TryAddWithoutValidation("Accept", "application/json");
        message.Headers.TryAddWithoutValidation(Definition.IdempotencyHeader, call.IdempotencyKey);
        foreach (var (name, value) in Definition.Headers)
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        if (header.Value.Name is { } credential)
        {
            message.Headers.TryAddWithoutValidation(credential, header.Value.Value);
        }

        using var response = await invoker.SendAsync(message, cancel);
        var status = (int)response.StatusCode;
        if (!request.Rules.NeedsDocument(status) && !signIn.LooksIntoAnswers)
        {
            await AnswerBody.DrainAsync(response.Content, Definition.MaxBytes, cancel);
            // a good status, or one that the plan names, always says something
            var told = request.Rules.Judge(status, null)!.Value;
            return told == TargetOutcome.Done ? TargetAnswer.Done : Explain(told, Standard(address, response));
        }

        using var document = await AnswerBody.ReadAsync(response.Content, Definition.MaxBytes, cancel);
        if (signIn.SaysSignedOut(new HttpAnswer { Document = document, Status = status }, header.Value))
        {
            return Explain(TargetOutcome.NotSent, $"{HttpExchange.Place(address)} says that the session is over; the next call signs in again.");
        }

        return Explain(request.Rules, status, document, address, response);
    }

    private TargetAnswer Explain(AnswerRules rules, int status, JsonDocument? document, Uri address, HttpResponseMessage response)
    {
        var outcome = rules.Judge(status, document);
        if (outcome == TargetOutcome.Done)
        {
            return TargetAnswer.Done;
        }

        var words = rules.ReasonOf(document);
        if (outcome is { } decided)
        {
            return Explain(decided, words ?? Standard(address, response));
        }

        var unread = status is >= 200 and < 300 ? document is null ? " with what is no JSON" : " with none of the words that the plan knows" : "";
        return Explain(TargetOutcome.Unknown, Standard(address, response).TrimEnd('.') + unread + (words is null ? "." : ": " + words));
    }

    private static string Standard(Uri address, HttpResponseMessage response) => $"{HttpExchange.Place(address)} answered {(int)response.StatusCode} {response.StatusCode}.";

    /// <summary>Redacted whole before it is shortened: half a secret is one, too.</summary>
    private TargetAnswer Explain(TargetOutcome outcome, string reason) => new(outcome, AnswerErrors.Clean(secrets.Redact(reason)));

    private string WhyUnknown(Exception e, CancellationToken cancel) => e switch
    {
        OperationCanceledException => cancel.IsCancellationRequested ? "we stopped waiting for its answer" : $"it did not answer whole within {Definition.Timeout.TotalSeconds:0.###} s",
        AnswerTooLargeException => e.Message,
        _ => HttpExchange.Why(e),
    };

    private string WhyNotSent(Exception e, Uri address) => e switch
    {
        OperationCanceledException => $"{address.Authority} could not be sent anything within {Definition.Timeout.TotalSeconds:0.###} s.",
        OutboundRefusedException or { InnerException: OutboundRefusedException } => (e as OutboundRefusedException ?? e.InnerException!).Message,
        _ => $"{address.Authority} cannot be reached: {HttpExchange.Why(e)}.",
    };

    private static string Words(TargetOperation operation) => JsonNamingPolicy.KebabCaseLower.ConvertName(operation.ToString()).Replace('-', ' ');

    private static bool IsHeader(string value) => !value.AsSpan().ContainsAnyExceptInRange(' ', '~');
}
