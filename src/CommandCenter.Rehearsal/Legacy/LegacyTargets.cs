using System.Text;
using System.Text.Json;
using CommandCenter.Rehearsal.Faults;
using CommandCenter.Rehearsal.Ledger;
using CommandCenter.Rehearsal.Retail;
using CommandCenter.Rehearsal.Targets;

namespace CommandCenter.Rehearsal.Legacy;

/// <summary>The old order management as a target of orders: basic authentication as its POS, short words in capitals.</summary>
internal sealed class LegacyTargets
{
    private readonly FaultBoard faults;
    private readonly TargetDesk desk;
    private readonly TargetDesk other;
    private readonly ChangeDesk changes;
    private readonly TargetCalls calls;
    private readonly Func<HttpContext, bool> isKnown;
    private readonly Func<HttpContext, bool> mayBlock;

    /// <param name="isKnown">Signed in as the POS is.</param>
    /// <param name="mayBlock">Signed in as the POS, as the warehouse, or as the platform whose releases are to be refused.</param>
    public LegacyTargets(WorldEngine engine, FaultBoard faults, Func<HttpContext, bool> isKnown, Func<HttpContext, bool> mayBlock)
    {
        this.faults = faults;
        this.isKnown = isKnown;
        this.mayBlock = mayBlock;
        desk = engine.LegacyDesk;
        other = engine.OrchestrationDesk;
        changes = new ChangeDesk(desk);
        calls = new TargetCalls(engine, faults, engine.Time, (_, answer) => Say(answer));
    }

    public void Map(WebApplication app, Func<HttpContext, string, bool, Func<(int, byte[])>, Task> ask)
    {
        var stopping = app.Lifetime.ApplicationStopping;
        app.MapPost("/oms/orders", http => calls.AnswerAsync(
            http, desk, isKnown(http), body => TargetWords.IsYes(body, "copy") ? Capabilities.CreateCopy : Capabilities.Create, Create, stopping));
        Order("activate", Capabilities.Activate, (key, call) => TargetWords.Epoch(call.Body) is { } epoch ? desk.Activate(key, epoch, call.Given, call.Now) : TargetWords.NoEpoch(key));
        Order("withdraw", Capabilities.Withdraw, (key, call) => TargetWords.Epoch(call.Body) is { } epoch ? desk.Withdraw(key, epoch, call.Now) : TargetWords.NoEpoch(key));
        Order("recall", Capabilities.Recall, (key, call) => desk.Recall(key, TargetWords.Epoch(call.Body), call.Now));
        Order("cancel", Capabilities.Cancel, (key, call) => TargetWords.Epoch(call.Body) is { } epoch ? desk.Cancel(key, epoch, call.Now) : TargetWords.NoEpoch(key));
        Order("reserve", Capabilities.Reserve, (key, call) => desk.Reserve(key, Reading.Find(call.Body, "order") ?? TargetWords.Nothing));
        Order("unreserve", Capabilities.Unreserve, (key, _) => desk.Unreserve(key));
        Order("changes", Capabilities.Change, (key, call) => changes.Change(key, TargetWords.Text(call.Body, "kind") ?? "", call.Raw, call.Now));
        Order("shipped", Capabilities.Shipped, (key, call) => changes.Shipped(key, Reading.Find(call.Body, "order") ?? TargetWords.Nothing, call.Raw, call.Given, call.Now));
        app.MapPost("/oms/releases/hold", http => calls.AnswerAsync(http, desk, isKnown(http), _ => Capabilities.Hold, call => TargetWords.WithSegment(call.Body, segment =>
        {
            desk.Gate.Hold(segment);
            return DeskResult.Held;
        }), stopping));
        app.MapPost("/oms/releases/resume", http => calls.AnswerAsync(http, desk, isKnown(http), _ => Capabilities.Resume, call => TargetWords.WithSegment(call.Body, segment =>
        {
            desk.Gate.Resume(segment);
            return DeskResult.Resumed;
        }), stopping));

        // warehouse and stores refuse the platform's releases: kept with the platform's orders, answered though the platform is silent
        app.MapPost("/wms/release-block", http => calls.AnswerAsync(http, other, mayBlock(http), _ => Capabilities.Block, _ => Block(other, on: true), stopping));
        app.MapDelete("/wms/release-block", http => calls.AnswerAsync(http, other, mayBlock(http), _ => Capabilities.Unblock, _ => Block(other, on: false), stopping));
        app.MapGet("/oms/orders/{key}", (string key, HttpContext http) => ask(http, Capabilities.LookUp, isKnown(http), () => Offered(Capabilities.LookUp) ?? LookUp(key)));
        app.MapGet("/oms/ledger", http => ask(http, Capabilities.Ledger, isKnown(http), () => Offered(Capabilities.Ledger) ?? Page(http)));

        void Order(string path, string capability, Func<string, DeskCall, DeskAnswer> work) =>
            app.MapPost("/oms/orders/{key}/" + path, (string key, HttpContext http) => calls.AnswerAsync(http, desk, isKnown(http), _ => capability, call => work(key, call), stopping));
    }

    internal static DeskAnswer Block(TargetDesk desk, bool on)
    {
        desk.Gate.Block(on);
        return new DeskAnswer(on ? DeskResult.Blocked : DeskResult.Unblocked);
    }

    private DeskAnswer Create(DeskCall call) =>
        TargetWords.Epoch(call.Body) is { } epoch
            ? desk.Create(Reading.Find(call.Body, "order") ?? TargetWords.Nothing, TargetWords.IsYes(call.Body, "copy"), epoch, TargetWords.Text(call.Body, "copy_until"), call.Given, call.Now)
            : TargetWords.NoEpoch("");

    private static byte[] Say(DeskAnswer answer) => JsonBody.Of(json =>
    {
        if (answer.Status >= 400)
        {
            json.WriteString("err", "E" + answer.Status.ToString(System.Globalization.CultureInfo.InvariantCulture));
            json.WriteString("msg", Message(answer));
        }
        else if (answer.Result is DeskResult.Created or DeskResult.Activated)
        {
            json.WriteString("ref", answer.Key);
            json.WriteString("st", answer.Result == DeskResult.Created ? "TAKEN" : "ACTIVE");
        }
        else
        {
            json.WriteString("res", Word(answer.Result));
        }
    });

    private static string Word(DeskResult result) => result switch
    {
        DeskResult.NoStock => "NO_STOCK",
        DeskResult.TooLate => "TOO_LATE",
        _ => result.ToString().ToUpperInvariant(),
    };

    private static string Message(DeskAnswer answer) => answer.Result switch
    {
        DeskResult.UnknownOrder => "REF NOT ON FILE",
        DeskResult.StaleEpoch => "EPOCH IS OLD",
        DeskResult.Exists => "REF IS ON FILE AND OURS",
        DeskResult.GivenUp => "REF WAS GIVEN UP",
        DeskResult.WasCancelled => "REF IS VOID",
        DeskResult.OtherBody => "IDEMPOTENCY-KEY USED WITH OTHER CONTENT",
        DeskResult.Invalid => $"CANNOT USE {answer.Detail}",
        DeskResult.SignIn => "SIGN IN FIRST",
        DeskResult.TooLarge => $"AT MOST {answer.Detail} BYTES",
        DeskResult.NotOffered => "NOT INSTALLED",
        _ => "NOT ACCEPTED",
    };

    private (int Status, byte[] Body)? Offered(string capability)
    {
        var not = new DeskAnswer(DeskResult.NotOffered);
        return faults.Use(Capabilities.Off(capability), capability) is null ? null : (not.Status, Say(not));
    }

    private (int Status, byte[] Body) LookUp(string key)
    {
        if (desk.Book.Look(key.Trim().ToUpperInvariant()) is not { } held)
        {
            var unknown = new DeskAnswer(DeskResult.UnknownOrder, key);
            return (unknown.Status, Say(unknown));
        }

        var effects = LedgerReadout.EffectCounts(desk.Book.Ledger, [held], desk.Book.Ledger.Horizon);
        return (200, JsonBody.Of(json => Write(json, held, effects)));
    }

    /// <summary><c>?page=TOKEN&amp;limit=N</c>, in the order of keys.</summary>
    private (int Status, byte[] Body) Page(HttpContext http)
    {
        var asked = http.Request.Query["limit"].ToString();
        if (asked.Length > 0 && !(int.TryParse(asked, System.Globalization.CultureInfo.InvariantCulture, out var given) && given is >= 1 and <= 1000))
        {
            return (400, """{"err":"E400","msg":"LIMIT IS 1 TO 1000"}"""u8.ToArray());
        }

        var limit = asked.Length > 0 ? int.Parse(asked, System.Globalization.CultureInfo.InvariantCulture) : 200;
        var after = http.Request.Query["page"].ToString();
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
            json.WriteString("next", held.Count == limit ? held[^1].Key : null);
        }));
    }

    private void Write(Utf8JsonWriter json, HeldOrder held, Dictionary<string, Dictionary<string, int>> effects)
    {
        var open = desk.Book.Open(held);
        json.WriteString("ref", held.Key);
        json.WriteString("own", held.Standing switch { Standing.Owned => "O", Standing.Copy => "C", _ => "W" });
        json.WriteNumber("epoch", held.Epoch);
        json.WriteStartArray("lines");
        foreach (var (line, stage) in LineStages.Of(open.Order, open.Life, DateTimeOffset.FromUnixTimeMilliseconds(desk.Book.Ledger.Horizon)))
        {
            json.WriteStartObject();
            json.WriteNumber("ln", line);
            json.WriteString("st", StageWord(stage));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("att");
        foreach (var name in OrderFacts.Names.Where(n => open.Facts[n] is not null))
        {
            json.WriteString(name, open.Facts[name]);
        }

        json.WriteString("placedAt", open.Facts.PlacedAt ?? open.Order.PlacedAt.ToString("O", System.Globalization.CultureInfo.InvariantCulture));
        json.WriteEndObject();
        json.WriteStartObject("eff");
        foreach (var (kind, count) in effects.GetValueOrDefault(held.Key) ?? [])
        {
            json.WriteNumber(kind, count);
        }

        json.WriteEndObject();
    }

    private static string StageWord(string stage) => stage switch
    {
        "created" => "NEW",
        "authorised" => "PAID",
        "held" => "HOLD",
        "allocated" => "ALLOC",
        "routed" => "ROUTED",
        "released" => "RL",
        "picked" => "PK",
        "packed" => "BX",
        "ready-for-pickup" => "RP",
        "shipped" => "SH",
        "collected" => "CO",
        "delivered" => "DL",
        "cancelled" => "VOID",
        _ => "RTN",
    };
}
