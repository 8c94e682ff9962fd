using System.Text;
using System.Text.Json;
using CommandCenter.Rehearsal.Faults;
using CommandCenter.Rehearsal.Ledger;
using CommandCenter.Rehearsal.Retail;
using CommandCenter.Rehearsal.Legacy;
using CommandCenter.Rehearsal.Targets;

namespace CommandCenter.Rehearsal.Orchestration;

/// <summary>The platform as a target of orders: its API key, camel case, sentences.</summary>
internal sealed class PlatformTargets
{
    private readonly FaultBoard faults;
    private readonly TargetDesk desk;
    private readonly TargetDesk other;
    private readonly ChangeDesk changes;
    private readonly TargetCalls calls;
    private readonly Func<HttpContext, bool> isKnown;
    private readonly Func<HttpContext, bool> mayBlock;

    /// <param name="isKnown">Has the API key.</param>
    /// <param name="mayBlock">Has the API key, or is the old stack whose releases are to be refused.</param>
    public PlatformTargets(WorldEngine engine, FaultBoard faults, Func<HttpContext, bool> isKnown, Func<HttpContext, bool> mayBlock)
    {
        this.faults = faults;
        this.isKnown = isKnown;
        this.mayBlock = mayBlock;
        desk = engine.OrchestrationDesk;
        other = engine.LegacyDesk;
        changes = new ChangeDesk(desk);
        calls = new TargetCalls(engine, faults, engine.Time, (_, answer) => Say(answer));
    }

    public void Map(WebApplication app, Func<HttpContext, string, bool, Func<(int, byte[])>, Task> ask)
    {
        var stopping = app.Lifetime.ApplicationStopping;
        app.MapPost("/v1/orders", http => calls.AnswerAsync(
            http, desk, isKnown(http), body => TargetWords.IsYes(body, "replica") ? Capabilities.CreateCopy : Capabilities.Create, Create, stopping));
        Order("activate", Capabilities.Activate, (key, call) => TargetWords.Epoch(call.Body) is { } epoch ? desk.Activate(key, epoch, call.Given, call.Now) : TargetWords.NoEpoch(key));
        Order("withdraw", Capabilities.Withdraw, (key, call) => TargetWords.Epoch(call.Body) is { } epoch ? desk.Withdraw(key, epoch, call.Now) : TargetWords.NoEpoch(key));
        Order("recall", Capabilities.Recall, (key, call) => desk.Recall(key, TargetWords.Epoch(call.Body), call.Now));
        Order("cancel", Capabilities.Cancel, (key, call) => TargetWords.Epoch(call.Body) is { } epoch ? desk.Cancel(key, epoch, call.Now) : TargetWords.NoEpoch(key));
        Order("reservation", Capabilities.Reserve, (key, call) => desk.Reserve(key, Reading.Find(call.Body, "order") ?? TargetWords.Nothing));
        app.MapDelete("/v1/orders/{key}/reservation", (string key, HttpContext http) => calls.AnswerAsync(http, desk, isKnown(http), _ => Capabilities.Unreserve, _ => desk.Unreserve(key), stopping));
        Order("changes", Capabilities.Change, (key, call) => changes.Change(key, TargetWords.Text(call.Body, "kind") ?? "", call.Raw, call.Now));
        Order("shipment-confirmations", Capabilities.Shipped, (key, call) => changes.Shipped(key, Reading.Find(call.Body, "order") ?? TargetWords.Nothing, call.Raw, call.Given, call.Now));
        app.MapPost("/v1/releases/hold", http => calls.AnswerAsync(http, desk, isKnown(http), _ => Capabilities.Hold, call => TargetWords.WithSegment(call.Body, segment =>
        {
            desk.Gate.Hold(segment);
            return DeskResult.Held;
        }), stopping));
        app.MapPost("/v1/releases/resume", http => calls.AnswerAsync(http, desk, isKnown(http), _ => Capabilities.Resume, call => TargetWords.WithSegment(call.Body, segment =>
        {
            desk.Gate.Resume(segment);
            return DeskResult.Resumed;
        }), stopping));

        // nodes refuse the old stack's releases: kept with the old stack's orders, answered though it is silent
        app.MapPost("/v1/release-block", http => calls.AnswerAsync(http, other, mayBlock(http), _ => Capabilities.Block, _ => LegacyTargets.Block(other, on: true), stopping));
        app.MapDelete("/v1/release-block", http => calls.AnswerAsync(http, other, mayBlock(http), _ => Capabilities.Unblock, _ => LegacyTargets.Block(other, on: false), stopping));
        app.MapGet("/v1/orders/{key}", (string key, HttpContext http) => ask(http, Capabilities.LookUp, isKnown(http), () => Offered(Capabilities.LookUp) ?? LookUp(key)));
        app.MapGet("/v1/ledger", http => ask(http, Capabilities.Ledger, isKnown(http), () => Offered(Capabilities.Ledger) ?? Page(http)));

        void Order(string path, string capability, Func<string, DeskCall, DeskAnswer> work) =>
            app.MapPost("/v1/orders/{key}/" + path, (string key, HttpContext http) => calls.AnswerAsync(http, desk, isKnown(http), _ => capability, call => work(key, call), stopping));
    }

    private DeskAnswer Create(DeskCall call) =>
        TargetWords.Epoch(call.Body) is { } epoch
            ? desk.Create(Reading.Find(call.Body, "order") ?? TargetWords.Nothing, TargetWords.IsYes(call.Body, "replica"), epoch, TargetWords.Text(call.Body, "copyUntil"), call.Given, call.Now)
            : TargetWords.NoEpoch("");

    private static byte[] Say(DeskAnswer answer) => JsonBody.Of(json =>
    {
        if (answer.Status >= 400)
        {
            var (code, message) = Message(answer);
            json.WriteStartObject("error");
            json.WriteString("code", code);
            json.WriteString("message", message);
            json.WriteEndObject();
            return;
        }

        if (answer.Key.Length > 0)
        {
            json.WriteString("orderKey", answer.Key);
        }

        json.WriteString("result", JsonNamingPolicy.CamelCase.ConvertName(answer.Result.ToString()));
    });

    private static (string Code, string Message) Message(DeskAnswer answer) => answer.Result switch
    {
        DeskResult.UnknownOrder => ("order_not_found", "No order with this key."),
        DeskResult.StaleEpoch => ("stale_epoch", "The order was given with a later epoch."),
        DeskResult.Exists => ("order_exists", "The order is owned here, under another idempotency key."),
        DeskResult.GivenUp => ("order_withdrawn", "The order was withdrawn."),
        DeskResult.WasCancelled => ("order_cancelled", "The order is cancelled."),
        DeskResult.OtherBody => ("idempotency_conflict", "The idempotency key was used with another body."),
        DeskResult.Invalid => ("invalid_request", $"Cannot use {answer.Detail}."),
        DeskResult.SignIn => ("unauthorized", "Missing or unknown API key."),
        DeskResult.TooLarge => ("too_large", $"At most {answer.Detail} bytes."),
        DeskResult.NotOffered => ("not_implemented", "This capability is not available."),
        _ => ("not_accepted", "The request was not accepted."),
    };

    private (int Status, byte[] Body)? Offered(string capability)
    {
        var not = new DeskAnswer(DeskResult.NotOffered);
        return faults.Use(Capabilities.Off(capability), capability) is null ? null : (not.Status, Say(not));
    }

    private (int Status, byte[] Body) LookUp(string key)
    {
        if (desk.Book.Look(key) is not { } held)
        {
            var unknown = new DeskAnswer(DeskResult.UnknownOrder, key);
            return (unknown.Status, Say(unknown));
        }

        var effects = LedgerReadout.EffectCounts(desk.Book.Ledger, [held], desk.Book.Ledger.Horizon);
        return (200, JsonBody.Of(json => Write(json, held, effects)));
    }

    /// <summary><c>?pageToken=TOKEN&amp;limit=N</c>, in the order of keys.</summary>
    private (int Status, byte[] Body) Page(HttpContext http)
    {
        var asked = http.Request.Query["limit"].ToString();
        if (asked.Length > 0 && !(int.TryParse(asked, System.Globalization.CultureInfo.InvariantCulture, out var given) && given is >= 1 and <= 1000))
        {
            return (400, """{"error":{"code":"invalid_limit","message":"limit must be between 1 and 1000."}}"""u8.ToArray());
        }

        var limit = asked.Length > 0 ? int.Parse(asked, System.Globalization.CultureInfo.InvariantCulture) : 200;
        var after = http.Request.Query["pageToken"].ToString();
        var held = desk.Book.Page(after, limit);
        var effects = LedgerReadout.EffectCounts(desk.Book.Ledger, held, desk.Book.Ledger.Horizon);
        return (200, JsonBody.Of(json =>
        {
            json.WriteStartArray("orders");
            foreach (var order in held)
            {
                json.WriteStartObject();
                Write(json, order, effects);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteString("nextPageToken", held.Count == limit ? held[^1].Key : null);
        }));
    }

    private void Write(Utf8JsonWriter json, HeldOrder held, Dictionary<string, Dictionary<string, int>> effects)
    {
        var open = desk.Book.Open(held);
        json.WriteString("orderKey", held.Key);
        json.WriteString("role", held.Standing switch { Standing.Owned => "OWNER", Standing.Copy => "REPLICA", _ => "WITHDRAWN" });
        json.WriteNumber("epoch", held.Epoch);
        json.WriteStartArray("lines");
        foreach (var (line, stage) in LineStages.Of(open.Order, open.Life, DateTimeOffset.FromUnixTimeMilliseconds(desk.Book.Ledger.Horizon)))
        {
            json.WriteStartObject();
            json.WriteString("lineId", line.ToString(System.Globalization.CultureInfo.InvariantCulture));
            json.WriteString("stage", StageWord(stage));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("attributes");
        foreach (var name in OrderFacts.Names.Where(n => open.Facts[n] is not null))
        {
            json.WriteString(name, open.Facts[name]);
        }

        json.WriteString("placedAt", open.Facts.PlacedAt ?? open.Order.PlacedAt.ToString("O", System.Globalization.CultureInfo.InvariantCulture));
        json.WriteEndObject();
        json.WriteStartObject("effects");
        foreach (var (kind, count) in effects.GetValueOrDefault(held.Key) ?? [])
        {
            json.WriteNumber(kind, count);
        }

        json.WriteEndObject();
    }

    private static string StageWord(string stage) => stage switch
    {
        "created" => "OPEN",
        "authorised" => "PAYMENT_AUTHORIZED",
        "held" => "ON_HOLD",
        "allocated" => "RESERVED",
        "routed" => "SOURCED",
        "released" => "RELEASED_TO_NODE",
        "picked" => "PICKED",
        "packed" => "PACKED",
        "ready-for-pickup" => "READY",
        "shipped" => "HANDED_OVER",
        "collected" => "COLLECTED",
        "delivered" => "DELIVERED",
        "cancelled" => "CANCELLED",
        _ => "RETURNED",
    };
}
