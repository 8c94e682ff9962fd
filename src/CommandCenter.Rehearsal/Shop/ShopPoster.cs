using System.Net.Http.Headers;

namespace CommandCenter.Rehearsal.Shop;

/// <summary>
/// Posts what waits in the outbox to the intake, at most <see cref="AtOnce"/> at a time and in order for each order, until each has an answer that ends it: any 2xx, or a 4xx that says
/// what is wrong with it. Everything else, a missing endpoint or sign-in included, means later.
/// </summary>
internal sealed class ShopPoster(ShopOutbox outbox, TimeProvider time) : IAsyncDisposable
{
    public const int AtOnce = 32;
    private const int MostTriesOfAChange = 40;
    private static readonly TimeSpan longestPause = TimeSpan.FromSeconds(15);
    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = TimeSpan.FromSeconds(2), MaxConnectionsPerServer = AtOnce }) { Timeout = TimeSpan.FromSeconds(10) };
    private volatile Intake? intake;
    private int failures;

    private sealed record Intake(string Url, string? Token);

    public void SendTo(string? url, string? token)
    {
        intake = url is null ? null : new Intake(url.TrimEnd('/'), token);
        failures = 0;
    }

    /// <summary>Posts what is due; answers how long to wait before the next call.</summary>
    public async Task<TimeSpan> SendAsync(CancellationToken cancel)
    {
        if (intake is not { } to || outbox.Due(time.GetUtcNow(), AtOnce * 4) is not { Count: > 0 } due)
        {
            return TimeSpan.FromMilliseconds(100);
        }

        // while nobody answers, one knocks
        var knocking = failures > 0;
        var unanswered = 0;
        await Parallel.ForEachAsync(knocking ? due.Take(1) : due, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel }, async (posting, stop) =>
        {
            if (!await PostAsync(to, posting, stop))
            {
                Interlocked.Increment(ref unanswered);
            }
        });
        if (unanswered < (knocking ? 1 : due.Count))
        {
            failures = 0;
            return unanswered == 0 ? TimeSpan.Zero : TimeSpan.FromMilliseconds(100);
        }

        failures = Math.Min(failures + 1, 8);
        var pause = TimeSpan.FromMilliseconds(100 * Math.Pow(2, failures) * (0.5 + Random.Shared.NextDouble()));
        return pause < longestPause ? pause : longestPause;
    }

    public ValueTask DisposeAsync()
    {
        http.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>True when the intake answered it for good.</summary>
    private async Task<bool> PostAsync(Intake to, Posting posting, CancellationToken cancel)
    {
        var status = 0;
        try
        {
            var path = posting.Kind == ShopPostings.Order ? "/api/v1/orders" : $"/api/v1/orders/{Uri.EscapeDataString(posting.Key)}/changes";
            using var request = new HttpRequestMessage(HttpMethod.Post, to.Url + path) { Content = new ByteArrayContent(posting.Body) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            request.Headers.Add("Idempotency-Key", posting.IdempotencyKey);
            if (to.Token is { } token)
            {
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            }

            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
            status = (int)answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            // nobody there, or gone in the middle of it
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // no answer in time: it may have been accepted, the idempotency key makes the repeat harmless
        }

        var lost = status == 404 && posting.Kind != ShopPostings.Order && posting.Tries >= MostTriesOfAChange;
        if (status is >= 200 and < 300 || lost || (status is >= 400 and < 500 and not (401 or 403 or 404 or 408 or 425 or 429)))
        {
            outbox.Finish(posting, status < 300);
            return true;
        }

        var pause = TimeSpan.FromMilliseconds(Math.Min(longestPause.TotalMilliseconds, 100 * Math.Pow(2, Math.Min(posting.Tries, 10))) * (0.5 + Random.Shared.NextDouble()));
        outbox.Later(posting, time.GetUtcNow() + pause);
        return false;
    }
}
