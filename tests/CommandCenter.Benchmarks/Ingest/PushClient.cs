using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CommandCenter.Benchmarks.Ingest;

/// <summary>Pushes to <c>POST /ingest/{source}</c> as a foreign system does, signed.</summary>
internal sealed class PushClient(Uri server, TimeProvider time) : IDisposable
{
    private readonly HttpClient http = new() { BaseAddress = server, Timeout = TimeSpan.FromSeconds(20) };

    /// <returns>When the answer was there: the events are committed and handed on.</returns>
    /// <exception cref="HttpRequestException">It was refused; the answer is in the message.</exception>
    public async Task PushAsync(string source, string body, CancellationToken cancel)
    {
        var at = time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(BenchmarkPlan.Secret), Encoding.UTF8.GetBytes($"{at}.{source}.{body}"));
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/ingest/" + source, UriKind.Relative)) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("X-Signature", $"t={at},v1={Convert.ToHexStringLower(signature)}");
        using var answer = await http.SendAsync(request, cancel);
        if (!answer.IsSuccessStatusCode)
        {
            throw new HttpRequestException($"Pushing to {source} was answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(cancel)}");
        }
    }

    public void Dispose() => http.Dispose();
}
