using System.Globalization;
using CommandCenter.Rehearsal.Faults;
using CommandCenter.Rehearsal.Ledger;
using CommandCenter.Rehearsal.Orchestration;
using CommandCenter.Rehearsal.Retail;

namespace CommandCenter.Rehearsal.Legacy;

internal sealed record SignIn(string? User, string? Password);

/// <summary>The legacy stack over HTTP: POS, WMS and care desk behind one address, in their own words and their own local time.</summary>
internal sealed class LegacyServer(WorldEngine engine, LegacyAccess access, FaultBoard faults, PlatformKey platform)
{
    public static IReadOnlyList<string> Feeds { get; } = ["transactions", "shipments", "stock", "queues", "contacts", .. Capabilities.All];

    private static readonly (string From, string To)[] nextRelease = [("tx_state", "txn_status"), ("amt", "total_amt"), ("st", "ship_stat"), ("oh", "on_hand"), ("rsn", "reason_cd")];
    private CancellationToken stopping;

    public void Map(WebApplication app)
    {
        stopping = app.Lifetime.ApplicationStopping;
        faults.Started += WhenStarted;
        ControlEndpoints.Map(app, "legacy", faults, engine, engine.Legacy, Feeds);
        app.MapPost("/wms/login", (SignIn? asked) => access.IsKnown(asked?.User, asked?.Password)
            ? Results.Ok(new { token = access.Sessions.Open(), expires_in = (int)WmsSessions.Lifetime.TotalSeconds })
            : Results.Json(new { err = "E401", msg = "USER OR PASSWORD UNKNOWN" }, statusCode: 401));
        app.MapGet("/pos/transactions", http => AnswerAsync(http, "transactions", access.HasBasic(http), () => Keyset(http, "transactions", LegacyFeeds.Transactions, "yyyy-MM-dd HH:mm:ss", "updated")));
        app.MapGet("/pos/transactions/{key}", (string key, HttpContext http) => AnswerAsync(http, "transactions", access.HasBasic(http), () => OfOrder("transactions", LegacyFeeds.Transactions, key)));
        app.MapGet("/wms/shipments", http => AnswerAsync(http, "shipments", access.HasSession(http), () => Keyset(http, "shipments", LegacyFeeds.Shipments, "yyyyMMddHHmmss", "chg")));
        app.MapGet("/wms/shipments/{key}", (string key, HttpContext http) => AnswerAsync(http, "shipments", access.HasSession(http), () => OfOrder("shipments", LegacyFeeds.Shipments, key)));
        app.MapGet("/wms/stock", http => AnswerAsync(http, "stock", access.HasSession(http), () => Stock(http)));
        app.MapGet("/wms/queues", http => AnswerAsync(http, "queues", access.HasSession(http), Queues));
        new LegacyTargets(engine, faults, access.HasBasic, http => access.HasBasic(http) || access.HasSession(http) || platform.IsIn(http)).Map(app, AnswerAsync);
        app.MapGet("/care/contacts", http => AnswerAsync(http, "contacts", access.HasBasic(http), () => Keyset(http, "contacts", LegacyFeeds.Contacts, "yyyy-MM-dd HH:mm:ss", "at")));
    }

    private async Task AnswerAsync(HttpContext http, string feed, bool allowed, Func<(int Status, byte[] Body)> answer)
    {
        if (await BrokenAnswers.TryAnswerAsync(faults, feed, http, stopping))
        {
            return;
        }

        var (status, body) = allowed ? answer() : (401, """{"err":"E401","msg":"SIGN IN FIRST"}"""u8.ToArray());
        http.Response.StatusCode = status;
        if (status == 200 && faults.Use(FaultIds.ChangedSchema, feed) is not null)
        {
            body = PageFaults.Rename(body, nextRelease);
        }

        await BrokenAnswers.SendAsync(faults, feed, http, body, stopping);
    }

    /// <summary><c>?since=LOCAL TIME&amp;after=ID&amp;limit=N</c>: what lies behind (since, after); without after everything from since on.</summary>
    private (int Status, byte[] Body) Keyset(HttpContext http, string feed, int number, string format, string column)
    {
        var since = http.Request.Query["since"].ToString();
        var after = http.Request.Query["after"].ToString();
        if (since.Length > 0 && !DateTime.TryParseExact(since, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
        {
            return (400, """{"err":"E400","msg":"SINCE IS NOT A LOCAL TIME"}"""u8.ToArray());
        }

        if (!TryReadLimit(http, out var limit))
        {
            return (400, """{"err":"E400","msg":"LIMIT IS 1 TO 1000"}"""u8.ToArray());
        }

        var horizon = engine.Legacy.Horizon;
        var frozen = faults.Use(FaultIds.FreezeCursor, feed)?.Since.ToUnixTimeMilliseconds();
        var skipping = faults.Use(FaultIds.PageMissing, feed) is not null;
        var found = FeedQueries.Page(engine.Legacy, number, since, after, skipping ? limit * 2 : limit + 1, horizon, frozen);
        var more = found.Count > limit;
        var page = skipping ? found.Skip(Math.Min(limit, (found.Count + 1) / 2)).ToList() : found.Take(limit).ToList();
        if (page.Count > 0 && faults.Use(FaultIds.RowsMoving, feed) is not null)
        {
            engine.InTurn(() => MovingRows.Touch(engine.Legacy, number, [.. page.Take(10)], column, format));
        }

        var records = PageFaults.Apply(faults, feed, [.. page.Select(r => r.Body)]);
        var last = page.Count > 0 ? page[^1].Sort : since;
        var clock = BusinessZone.ToLocal(DateTimeOffset.FromUnixTimeMilliseconds(horizon)).ToString(format, CultureInfo.InvariantCulture);
        return (200, FeedAnswer.Of(feed, records, $"\"count\":{records.Count.ToString(CultureInfo.InvariantCulture)},\"more\":\"{(more ? "Y" : "N")}\",\"nextSince\":\"{last}\",\"serverTime\":\"{clock}\""));
    }

    private (int Status, byte[] Body) OfOrder(string feed, int number, string key)
    {
        var records = FeedQueries.OfOrder(engine.Legacy, number, key.Trim().ToUpperInvariant()).Select(r => r.Body).ToList();
        return (200, FeedAnswer.Of(feed, records, $"\"count\":{records.Count.ToString(CultureInfo.InvariantCulture)}"));
    }

    private (int Status, byte[] Body) Stock(HttpContext http)
    {
        if (!TryReadLimit(http, out var limit))
        {
            return (400, """{"err":"E400","msg":"LIMIT IS 1 TO 1000"}"""u8.ToArray());
        }

        var position = http.Request.Query["page"].ToString().Split('~', 2);
        var rows = FeedQueries.Stock(engine.Legacy, position[0], position.Length > 1 ? position[1] : "", limit);
        var asOf = BusinessZone.Seconds(DateTimeOffset.FromUnixTimeMilliseconds(engine.Legacy.Horizon));
        var records = PageFaults.Apply(faults, "stock", [.. rows.Select(row => JsonBody.Of(json =>
        {
            json.WriteString("sku", row.Sku);
            json.WriteString("site", SiteOf(row.Node));
            json.WriteNumber("oh", row.OnHand);
            json.WriteNumber("rs", row.Reserved);
            json.WriteNumber("ats", row.OnHand - row.Reserved);
            json.WriteString("asof", asOf);
        }))]);
        var next = rows.Count == limit ? $"\"{rows[^1].Node}~{rows[^1].Sku}\"" : "null";
        return (200, FeedAnswer.Of("stock", records, $"\"next\":{next},\"serverTime\":\"{asOf}\""));
    }

    private (int Status, byte[] Body) Queues()
    {
        var asOf = BusinessZone.Seconds(DateTimeOffset.FromUnixTimeMilliseconds(engine.Legacy.Horizon));
        (string Name, long Depth)[] queues =
        [
            ("TND_HOLD", FeedQueries.StandingAt(engine.Legacy, "held")),
            ("RLS_WAIT", FeedQueries.StandingAt(engine.Legacy, "routed")),
            ("PICK_WAIT", FeedQueries.StandingAt(engine.Legacy, "released")),
            ("PACK_WAIT", FeedQueries.StandingAt(engine.Legacy, "picked")),
        ];
        var records = PageFaults.Apply(faults, "queues", [.. queues.Select(queue => JsonBody.Of(json =>
        {
            json.WriteString("nm", queue.Name);
            json.WriteNumber("depth", queue.Depth);
            json.WriteString("uom", "ORD");
            json.WriteString("asof", asOf);
        }))]);
        return (200, FeedAnswer.Of("queues", records, $"\"serverTime\":\"{asOf}\""));
    }

    private void WhenStarted(ActiveFault fault)
    {
        if (fault.Id == FaultIds.ExpireSessions)
        {
            access.Sessions.ExpireAll();
            faults.Use(FaultIds.ExpireSessions, "");
            faults.Stop(FaultIds.ExpireSessions);
        }
        else if (fault.Id == FaultIds.LateCommit)
        {
            engine.InTurn(() => LateCommits.HoldBack(engine.Legacy));
        }
    }

    private static bool TryReadLimit(HttpContext http, out int limit)
    {
        limit = 200;
        var asked = http.Request.Query["limit"].ToString();
        return asked.Length == 0 || (int.TryParse(asked, CultureInfo.InvariantCulture, out limit) && limit is >= 1 and <= 1000);
    }

    private static string SiteOf(string node) => Network.StockedNodes.First(n => n.Id == node).Site;
}
