using System.Net.Http.Headers;
using CommandCenter.Plan;
using CommandCenter.Sources;
using CommandCenter.Sources.Http;
using CommandCenter.Sources.Push;

namespace CommandCenter.Notifications;

/// <summary>Delivers one entry to one webhook, once: signed, within its time, to no other address than the plan's.</summary>
internal sealed class WebhookCalls : IDisposable
{
    private readonly HttpMessageInvoker invoker;
    private readonly ISecrets secrets;
    private readonly TimeProvider time;

    public WebhookCalls(OutboundGuard guard, ISecrets secrets, TimeProvider time)
    {
        (this.secrets, this.time) = (secrets, time);
        invoker = new HttpMessageInvoker(new SocketsHttpHandler
        {
            ConnectCallback = guard.ConnectAsync, AllowAutoRedirect = false, UseCookies = false, UseProxy = false, PooledConnectionLifetime = TimeSpan.FromMinutes(2), MaxResponseHeadersLength = 64,
        });
    }

    /// <returns>Null when the receiver answered 2xx; otherwise why not, fit for a page.</returns>
    public async Task<string?> SendAsync(WebhookDefinition hook, long sequence, byte[] body, CancellationToken cancel)
    {
        if (secrets.Resolve(hook.Secret) is not { Succeeded: true } secret)
        {
            return $"Its secret {hook.Secret} cannot be read.";
        }

        using var deadline = new CancellationTokenSource(hook.Timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancel);
        var address = new Uri(hook.Url);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(body) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
            request.Headers.Add("X-Webhook", hook.Id);
            // the same for a repeat: whoever keeps it applies an entry once
            request.Headers.Add("Idempotency-Key", string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{hook.Id}:{sequence}"));
            request.Headers.Add("X-Signature", PushSignature.Write(secret.Value, time.GetUtcNow().ToUnixTimeSeconds(), hook.Id, body));
            using var response = await invoker.SendAsync(request, both.Token);
            return response.IsSuccessStatusCode ? null : $"{HttpExchange.Place(address)} answered {(int)response.StatusCode} {response.StatusCode}.";
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return $"{HttpExchange.Place(address)} did not answer within {hook.Timeout.TotalSeconds:0.###} s.";
        }
        catch (HttpRequestException e) when (e.InnerException is OutboundRefusedException refused)
        {
            return refused.Message;
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return secrets.Redact($"{HttpExchange.Place(address)} cannot be reached: {e.Message}");
        }
    }

    public void Dispose() => invoker.Dispose();
}
