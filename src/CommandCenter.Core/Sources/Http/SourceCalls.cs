using System.Net.Http.Headers;
using System.Text;
using CommandCenter.Plan;
using CommandCenter.Sources.Mapping;
using CommandCenter.Sources.Polling;

namespace CommandCenter.Sources.Http;

/// <summary>Calls one source: signed in, with its headers, retried within bounds, and with errors that come as HTTP 200 taken for what they are.</summary>
internal sealed class SourceCalls : IDisposable
{
    private readonly HttpSettings settings;
    private readonly HttpMessageInvoker invoker;
    private readonly HttpExchange exchange;
    private readonly SourceSignIn signIn;
    private readonly CallPolicy<HttpAnswer> policy;
    private readonly AnswerErrors errors;

    public SourceCalls(HttpSettings settings, OutboundGuard guard, ISecrets secrets, TimeProvider time)
    {
        this.settings = settings;
        invoker = OutboundHandler.Invoker(guard, settings.Timeout);
        exchange = new HttpExchange(invoker, settings.Timeout, settings.MaxBytes, time);
        signIn = new SourceSignIn(settings.Auth, secrets, exchange);
        policy = new CallPolicy<HttpAnswer>(settings.Attempts, time);
        errors = new AnswerErrors([.. settings.Errors.Select(e => JsonPath.TryParse(e, out var path, out var error) ? path : throw new ArgumentException($"{e}: {error}", nameof(settings)))]);
    }

    public SourceStanding Standing => new(policy.NotBefore, policy.IsOpen);

    public Task CloseAsync() => policy.CloseAsync();

    /// <param name="body">Filled in; null = GET.</param>
    public Task<HttpAnswer> CallAsync(Uri address, string? body, CancellationToken cancel) => policy.CallAsync(token => CallOnceAsync(address, body, token), cancel);

    public void Dispose() => invoker.Dispose();

    private async Task<HttpAnswer> CallOnceAsync(Uri address, string? body, CancellationToken cancel)
    {
        if (await signIn.PrepareAsync(cancel) is { } refused)
        {
            return refused;
        }

        var answer = await exchange.SendAsync(address, a => Make(a, body), cancel);
        if (signIn.SaysSignedOut(answer))
        {
            // once: credentials that are wrong do not become right by repeating them
            answer.Document?.Dispose();
            signIn.Forget();
            answer = await signIn.PrepareAsync(cancel) ?? await exchange.SendAsync(address, a => Make(a, body), cancel);
        }

        return Judge(address, answer);
    }

    private HttpAnswer Judge(Uri address, HttpAnswer answer)
    {
        if (answer.Document is not { } document)
        {
            return answer;
        }

        var words = errors.Find(document.RootElement);
        if (words is null && signIn.SaysSignedOut(answer))
        {
            words = "it says that nobody is signed in, also after signing in again";
        }

        if (words is null)
        {
            return answer;
        }

        document.Dispose();
        return HttpAnswer.Failed("answer-error", $"{HttpExchange.Place(address)} answered with an error: {words}", transient: false);
    }

    private HttpRequestMessage Make(Uri address, string? body)
    {
        var request = new HttpRequestMessage(body is null ? HttpMethod.Get : HttpMethod.Post, address);
        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        foreach (var (name, value) in settings.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (body is not null)
        {
            request.Content = Content(body, settings.ContentType);
        }

        if (signIn.Sign(request) is { } missing)
        {
            request.Dispose();
            throw new OutboundRefusedException(missing.Message);
        }

        return request;
    }

    public static HttpContent Content(string body, string contentType)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        return content;
    }
}
