using System.Globalization;
using System.Net.Http.Headers;
using CommandCenter.Rehearsal.Faults;
using CommandCenter.Rehearsal.Ledger;

namespace CommandCenter.Rehearsal.Orchestration;

/// <summary>
/// Pushes the platform's order events to whoever subscribed, in batches, with a heartbeat. What is not delivered waits in the log behind a durable mark;
/// when more than <see cref="QueueLimit"/> wait, the oldest are given up (the cursor feed still has them).
/// </summary>
internal sealed class Webhooks : IAsyncDisposable
{
    public const int QueueLimit = 5000;
    private const int BatchSize = 100;
    private const string Mark = "webhook-due";
    private const string Feed = "webhooks";
    private static readonly TimeSpan heartbeat = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan longestPause = TimeSpan.FromSeconds(15);

    private readonly RehearsalOptions options;
    private readonly WorldEngine engine;
    private readonly FaultBoard faults;
    private readonly TimeProvider time;
    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = TimeSpan.FromSeconds(2) }) { Timeout = TimeSpan.FromSeconds(10) };
    private string? target;
    private string sort;
    private string id = "";
    private DateTimeOffset lastSent = DateTimeOffset.MinValue;
    private int failures;

    public Webhooks(RehearsalOptions options, WorldEngine engine, FaultBoard faults, TimeProvider time)
    {
        this.options = options;
        this.engine = engine;
        this.faults = faults;
        this.time = time;
        target = options.IngestUrl;

        // subscribers are told of what happens from now on; history is what the feed is for
        sort = Sort(engine.Orchestration.Recall(Mark) ?? engine.Orchestration.Horizon + 1);
    }

    public long Delivered { get; private set; }

    public long GivenUp { get; private set; }

    public void PushTo(string? ingestUrl)
    {
        Volatile.Write(ref target, ingestUrl);
        failures = 0;
    }

    /// <summary>Sends what is waiting, or the heartbeat when it is time; answers how long to wait before the next call.</summary>
    public async Task<TimeSpan> SendAsync(CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        if (Volatile.Read(ref target) is not { } url || faults.Use(FaultIds.WebhooksStopped, Feed) is not null)
        {
            return TimeSpan.FromMilliseconds(500);
        }

        var horizon = engine.Orchestration.Horizon;
        DropOldest(horizon);
        var waiting = FeedQueries.Page(engine.Orchestration, OrchestrationFeeds.Events, sort, id, BatchSize, horizon);
        if (waiting.Count == 0 && now - lastSent < heartbeat)
        {
            return TimeSpan.FromMilliseconds(250);
        }

        var records = PageFaults.Apply(faults, Feed, [.. waiting.Select(r => r.Body)]);
        var beat = OrchestrationRecords.Time(DateTimeOffset.FromUnixTimeMilliseconds(waiting.Count == BatchSize ? long.Parse(waiting[^1].Sort, CultureInfo.InvariantCulture) : horizon));
        if (!await PostAsync(url, FeedAnswer.Of("events", records, $"\"heartbeat\":\"{beat}\""), cancel))
        {
            failures = Math.Min(failures + 1, 10);
            var pause = TimeSpan.FromMilliseconds(250 * Math.Pow(2, failures) * (0.5 + Random.Shared.NextDouble()));
            return pause < longestPause ? pause : longestPause;
        }

        failures = 0;
        lastSent = now;
        if (waiting.Count > 0)
        {
            Delivered += waiting.Count;
            (sort, id) = (waiting[^1].Sort, waiting[^1].Id);

            // whole milliseconds: after a restart a few are sent again, none is left out
            engine.InTurn(() => engine.Orchestration.Remember(Mark, long.Parse(sort, CultureInfo.InvariantCulture)));
        }

        return waiting.Count == BatchSize ? TimeSpan.Zero : TimeSpan.FromMilliseconds(250);
    }

    public ValueTask DisposeAsync()
    {
        http.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>True when the batch is done with: accepted, or refused for what it is, so that sending it again would not help.</summary>
    private async Task<bool> PostAsync(string url, byte[] body, CancellationToken cancel)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"{url.TrimEnd('/')}/ingest/{options.WebhookSource}") { Content = new ByteArrayContent(body) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            request.Headers.Add("X-Signature", WebhookSignature.Of(options.WebhookSecret, options.WebhookSource, time.GetUtcNow(), body));
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
            return answer.IsSuccessStatusCode || (int)answer.StatusCode is 400 or 413 or 422;
        }
        catch (HttpRequestException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return false;
        }
    }

    private void DropOldest(long horizon)
    {
        var beyond = engine.Orchestration.Read(
            "SELECT sort, id FROM versions WHERE feed = $feed AND (sort, id) > ($sort, $id) AND due <= $horizon ORDER BY sort DESC, id DESC LIMIT 1 OFFSET $limit",
            r => (Sort: r.GetString(0), Id: r.GetString(1)),
            ("$feed", OrchestrationFeeds.Events), ("$sort", sort), ("$id", id), ("$horizon", horizon), ("$limit", QueueLimit));
        if (beyond.Count > 0)
        {
            GivenUp++;
            (sort, id) = beyond[0];
        }
    }

    private static string Sort(long due) => due.ToString("D14", CultureInfo.InvariantCulture);
}
