using System.Buffers.Text;
using System.Globalization;
using System.Text;
using CommandCenter.Rehearsal.Faults;
using CommandCenter.Rehearsal.Ledger;
using CommandCenter.Rehearsal.Legacy;

namespace CommandCenter.Rehearsal.Orchestration;

/// <summary>The orchestration platform over HTTP: cursor feeds behind an API key (<c>X-Api-Key</c> or bearer), UTC times, its own statuses.</summary>
internal sealed class OrchestrationServer(WorldEngine engine, PlatformKey key, FaultBoard faults, Webhooks webhooks, LegacyAccess legacy)
{
    public static IReadOnlyList<string> Feeds { get; } = ["order-events", "shipments", "inventory", "queues", "webhooks", .. Capabilities.All];

    private static readonly (string From, string To)[] nextRelease = [("orderKey", "order_key"), ("status", "orderStatus"), ("state", "shipmentState"), ("availableToSell", "ats")];
    private CancellationToken stopping;

    public void Map(WebApplication app)
    {
        stopping = app.Lifetime.ApplicationStopping;
        faults.Started += fault =>
        {
            if (fault.Id == FaultIds.LateCommit)
            {
                engine.InTurn(() => LateCommits.HoldBack(engine.Orchestration));
            }
        };
        ControlEndpoints.Map(app, "orchestration", faults, engine, engine.Orchestration, Feeds);
        app.MapGet("/control/webhooks", () => new { delivered = webhooks.Delivered, givenUp = webhooks.GivenUp });
        app.MapGet("/v2/order-events", http => AnswerAsync(http, "order-events", () => Log(http, "order-events", OrchestrationFeeds.Events)));
        app.MapGet("/v2/shipments", http => AnswerAsync(http, "shipments", () => Log(http, "shipments", OrchestrationFeeds.Shipments)));
        app.MapGet("/v2/orders/{order}/events", (string order, HttpContext http) => AnswerAsync(http, "order-events", () => OfOrder(OrchestrationFeeds.Events, order)));
        app.MapGet("/v2/orders/{order}/shipments", (string order, HttpContext http) => AnswerAsync(http, "shipments", () => OfOrder(OrchestrationFeeds.Shipments, order)));
        app.MapGet("/v2/inventory", http => AnswerAsync(http, "inventory", () => Inventory(http)));
        new PlatformTargets(engine, faults, key.IsIn, http => key.IsIn(http) || legacy.HasBasic(http)).Map(app, (http, feed, _, answer) => AnswerAsync(http, feed, answer));
        app.MapGet("/v2/queues", http => AnswerAsync(http, "queues", Queues));
    }

    private async Task AnswerAsync(HttpContext http, string feed, Func<(int Status, byte[] Body)> answer)
    {
        if (await BrokenAnswers.TryAnswerAsync(faults, feed, http, stopping))
        {
            return;
        }

        var (status, body) = key.IsIn(http) ? answer() : (401, """{"error":{"code":"unauthorized","message":"Missing or unknown API key."}}"""u8.ToArray());
        http.Response.StatusCode = status;
        if (status == 200 && faults.Use(FaultIds.ChangedSchema, feed) is not null)
        {
            body = PageFaults.Rename(body, nextRelease);
        }

        await BrokenAnswers.SendAsync(faults, feed, http, body, stopping);
    }

    /// <summary><c>?cursor=OPAQUE&amp;limit=N</c>: what was committed behind the cursor; the next cursor is handed out also when nothing was.</summary>
    private (int Status, byte[] Body) Log(HttpContext http, string feed, int number)
    {
        var given = http.Request.Query["cursor"].ToString();
        if (!TryReadCursor(given, out var sort, out var id))
        {
            return Refuse("invalid_cursor", "The cursor was not handed out by this API.");
        }

        if (!TryReadLimit(http, out var limit))
        {
            return Refuse("invalid_limit", "limit must be between 1 and 1000.");
        }

        var horizon = engine.Orchestration.Horizon;
        var found = FeedQueries.Page(engine.Orchestration, number, sort, id, limit * 2, horizon);
        var skipping = faults.Use(FaultIds.PageMissing, feed) is not null;
        var page = skipping ? found.Skip(Math.Min(limit, (found.Count + 1) / 2)).ToList() : found.Take(limit).ToList();
        var next = page.Count == 0 || faults.Use(FaultIds.FreezeCursor, feed) is not null ? given : Cursor(page[^1]);
        var records = PageFaults.Apply(faults, feed, [.. page.Select(r => r.Body)]);
        var more = found.Count > limit ? "true" : "false";

        // the platform vouches only for what this answer reached
        var asOf = OrchestrationRecords.Time(DateTimeOffset.FromUnixTimeMilliseconds(found.Count > limit && page.Count > 0 ? long.Parse(page[^1].Sort, CultureInfo.InvariantCulture) : horizon));
        return (200, FeedAnswer.Of("data", records, $"\"nextCursor\":\"{next}\",\"hasMore\":{more},\"asOf\":\"{asOf}\""));
    }

    private (int Status, byte[] Body) OfOrder(int number, string order) =>
        (200, FeedAnswer.Of("data", [.. FeedQueries.OfOrder(engine.Orchestration, number, order).Select(r => r.Body)], $"\"asOf\":\"{AsOf()}\""));

    private (int Status, byte[] Body) Inventory(HttpContext http)
    {
        if (!TryReadLimit(http, out var limit))
        {
            return Refuse("invalid_limit", "limit must be between 1 and 1000.");
        }

        if (!TryReadCursor(http.Request.Query["pageToken"].ToString(), out var node, out var sku))
        {
            return Refuse("invalid_page_token", "The page token was not handed out by this API.");
        }

        var rows = FeedQueries.Stock(engine.Orchestration, node, sku, limit);
        var asOf = AsOf();
        var records = PageFaults.Apply(faults, "inventory", [.. rows.Select(row => JsonBody.Of(json =>
        {
            json.WriteString("sku", row.Sku);
            json.WriteString("locationId", row.Node);
            json.WriteNumber("onHand", row.OnHand);
            json.WriteNumber("reserved", row.Reserved);
            json.WriteNumber("availableToSell", row.OnHand - row.Reserved);
            json.WriteString("asOf", asOf);
        }))]);
        var next = rows.Count == limit ? $"\"{Cursor(new FeedRecord(rows[^1].Node, rows[^1].Sku, []))}\"" : "null";
        return (200, FeedAnswer.Of("data", records, $"\"nextPageToken\":{next},\"asOf\":\"{asOf}\""));
    }

    private (int Status, byte[] Body) Queues()
    {
        var asOf = AsOf();
        (string Name, long Depth)[] queues =
        [
            ("sourcing", FeedQueries.StandingAt(engine.Orchestration, "created", "authorised")),
            ("holds", FeedQueries.StandingAt(engine.Orchestration, "held")),
            ("node-release", FeedQueries.StandingAt(engine.Orchestration, "allocated")),
            ("node-pick", FeedQueries.StandingAt(engine.Orchestration, "released")),
        ];
        var records = PageFaults.Apply(faults, "queues", [.. queues.Select(queue => JsonBody.Of(json =>
        {
            json.WriteString("name", queue.Name);
            json.WriteNumber("depth", queue.Depth);
            json.WriteString("unit", "orders");
            json.WriteString("asOf", asOf);
        }))]);
        return (200, FeedAnswer.Of("data", records, $"\"asOf\":\"{asOf}\""));
    }

    private string AsOf() => OrchestrationRecords.Time(DateTimeOffset.FromUnixTimeMilliseconds(engine.Orchestration.Horizon));

    private static (int Status, byte[] Body) Refuse(string code, string message) => (400, Encoding.UTF8.GetBytes($$$"""{"error":{"code":"{{{code}}}","message":"{{{message}}}"}}"""));

    private static string Cursor(FeedRecord last) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"c1|{last.Sort}|{last.Id}"));

    private static bool TryReadCursor(string given, out string sort, out string id)
    {
        sort = id = "";
        if (given.Length == 0)
        {
            return true;
        }

        if (given.Length > 200 || !Base64Url.IsValid(given))
        {
            return false;
        }

        var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(given)).Split('|');
        if (parts is not ["c1", var first, var second])
        {
            return false;
        }

        (sort, id) = (first, second);
        return true;
    }

    private static bool TryReadLimit(HttpContext http, out int limit)
    {
        limit = 200;
        var asked = http.Request.Query["limit"].ToString();
        return asked.Length == 0 || (int.TryParse(asked, CultureInfo.InvariantCulture, out limit) && limit is >= 1 and <= 1000);
    }
}
