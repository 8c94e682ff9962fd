using System.Net.Http.Headers;
using CommandCenter.Sources.Push;

namespace CommandCenter.Sources.Http;

/// <summary>A receiver that is told by signed calls.</summary>
/// <param name="Id">Part of what is signed.</param>
/// <param name="Secret">Reference of the key.</param>
/// <param name="Timeout">For one call.</param>
internal sealed record SignedPlace(string Id, string Url, string Secret, TimeSpan Timeout);

/// <summary>Calls that a receiver can check: signed over time, id and body, within their time, to no other address than the plan's. One attempt each.</summary>
internal sealed class SignedCalls : IDisposable
{
    private const int LargestAnswer = 64 * 1024;
    private readonly HttpMessageInvoker invoker;
    private readonly ISecrets secrets;
    private readonly TimeProvider time;

    public SignedCalls(OutboundGuard guard, ISecrets secrets, TimeProvider time)
    {
        (this.secrets, this.time) = (secrets, time);
        invoker = new HttpMessageInvoker(new SocketsHttpHandler
        {
            ConnectCallback = guard.ConnectAsync, AllowAutoRedirect = false, UseCookies = false, UseProxy = false, PooledConnectionLifetime = TimeSpan.FromMinutes(2), MaxResponseHeadersLength = 64,
        });
    }

    /// <param name="idempotencyKey">The same for a repeat: whoever keeps it applies a body once.</param>
    /// <returns>Null when the receiver answered 2xx; otherwise why not, fit for a page.</returns>
    public async Task<string?> PostAsync(SignedPlace place, string idempotencyKey, byte[] body, CancellationToken cancel)
    {
        if (secrets.Resolve(place.Secret) is not { Succeeded: true } secret)
        {
            return Unread(place);
        }

        var address = new Uri(place.Url);
        return await SendAsync(() =>
        {
            var request = Request(HttpMethod.Post, address, place, secret.Value, body);
            request.Headers.Add("Idempotency-Key", idempotencyKey);
            return request;
        }, body, HttpExchange.Place(address), place.Timeout, cancel);
    }

    /// <summary>The same for a receiver whose address is itself the secret: unsigned, and named by its host alone.</summary>
    /// <returns>Null when the receiver answered 2xx; otherwise why not, fit for a page.</returns>
    public Task<string?> PostUnsignedAsync(Uri address, byte[] body, TimeSpan timeout, CancellationToken cancel) => SendAsync(() => new HttpRequestMessage(HttpMethod.Post, address), body, address.Host, timeout, cancel);

    private async Task<string?> SendAsync(Func<HttpRequestMessage> make, byte[] body, string name, TimeSpan timeout, CancellationToken cancel)
    {
        using var deadline = new CancellationTokenSource(timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancel);
        try
        {
            using var request = make();
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
            using var response = await invoker.SendAsync(request, both.Token);
            return response.IsSuccessStatusCode ? null : $"{name} answered {(int)response.StatusCode} {response.StatusCode}.";
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return $"{name} did not answer within {timeout.TotalSeconds:0.###} s.";
        }
        catch (HttpRequestException e) when (e.InnerException is OutboundRefusedException refused)
        {
            return refused.Message;
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return secrets.Redact($"{name} cannot be reached: {e.Message}");
        }
    }

    /// <summary>Asks for a JSON document of at most 64 KiB; signed over no body.</summary>
    public Task<HttpAnswer> GetAsync(SignedPlace place, CancellationToken cancel) => secrets.Resolve(place.Secret) is { Succeeded: true } secret
        ? new HttpExchange(invoker, place.Timeout, LargestAnswer, time).SendAsync(new Uri(place.Url), address => Request(HttpMethod.Get, address, place, secret.Value, []), cancel)
        : Task.FromResult(HttpAnswer.Failed("secret-missing", Unread(place), transient: false));

    public void Dispose() => invoker.Dispose();

    private static string Unread(SignedPlace place) => $"Its secret {place.Secret} cannot be read.";

    private HttpRequestMessage Request(HttpMethod method, Uri address, SignedPlace place, string secret, byte[] body)
    {
        var request = new HttpRequestMessage(method, address);
        request.Headers.Add("X-Webhook", place.Id);
        request.Headers.Add("X-Signature", PushSignature.Write(secret, time.GetUtcNow().ToUnixTimeSeconds(), place.Id, body));
        return request;
    }
}
