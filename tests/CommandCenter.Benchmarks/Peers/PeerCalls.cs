using System.Globalization;
using System.Net;
using CommandCenter.Benchmarks.Sides;

namespace CommandCenter.Benchmarks.Peers;

/// <summary>The calls that the hand-written programs make to one side: as the plan of the product has them, without anything around them.</summary>
internal sealed class PeerCalls(Uri side) : IDisposable
{
    private readonly HttpMessageInvoker http = new(new SocketsHttpHandler
    {
        UseProxy = false, AllowAutoRedirect = false, UseCookies = false, ActivityHeadersPropagator = null, AutomaticDecompression = DecompressionMethods.None, MaxConnectionsPerServer = SidesPlan.Concurrency,
    });

    /// <exception cref="HttpRequestException">The side refused it.</exception>
    public async Task PostAsync(string key, string verb, int epoch, byte[]? order)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(side, string.Create(CultureInfo.InvariantCulture, $"o/{key}/{verb}/{epoch}")));
        request.Content = new ByteArrayContent(order is null ? [] : [.. "{\"order\":"u8, .. order, (byte)'}']);
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        request.Headers.TryAddWithoutValidation("Idempotency-Key", string.Create(CultureInfo.InvariantCulture, $"{key}:{epoch}:{verb}"));
        using var answer = await http.SendAsync(request, CancellationToken.None);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Asks for an order; what the answer says is not looked into.</summary>
    public async Task<bool> AskAsync(string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(side, "o/" + key));
        using var answer = await http.SendAsync(request, CancellationToken.None);
        return (await answer.Content.ReadAsByteArrayAsync()).Length > 0;
    }

    public void Dispose() => http.Dispose();
}
