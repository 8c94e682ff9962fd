using CommandCenter.Rehearsal.Ledger;
using CommandCenter.Rehearsal.Scripts;
using CommandCenter.Rehearsal.Targets;

namespace CommandCenter.Rehearsal.Faults;

/// <summary>What a fault is asked to be; without seconds and count it lasts 30 s.</summary>
internal sealed record FaultRequest(double? Seconds, int? Count, double? Factor, string? Feed);

/// <summary>The control API of one server: faults and the truth. No part of the foreign system that it pretends to be.</summary>
internal static class ControlEndpoints
{
    public static void Map(WebApplication app, string server, FaultBoard faults, WorldEngine engine, SideLedger ledger, IReadOnlyList<string> feeds)
    {
        var control = app.MapGroup("/control").AddEndpointFilter(async (context, next) =>
        {
            // a page in a browser must not reach it, not even on this machine
            var http = context.HttpContext;
            var local = http.Connection.RemoteIpAddress is { } address && System.Net.IPAddress.IsLoopback(address);
            return local && !http.Request.Headers.ContainsKey("Origin") ? await next(context) : Results.StatusCode(403);
        });
        control.MapGet("", () => new { server, feeds, faults = FaultIds.All.Select(f => State(faults, f.Id, f.Does)) });
        control.MapPost("/faults/{id}", (string id, FaultRequest? asked) => Start(faults, feeds, id, asked ?? new FaultRequest(null, null, null, null)));
        control.MapDelete("/faults/{id}", (string id) => FaultIds.All.Any(f => f.Id == id) ? Results.Ok(new { stopped = faults.Stop(id) }) : Unknown(id));
        control.MapPost("/catch-up", () =>
        {
            engine.CatchUp();
            return new { asOf = DateTimeOffset.FromUnixTimeMilliseconds(ledger.Horizon) };
        });
        control.MapPut("/scripts/{key}", (string key, ScriptRequest? asked) =>
        {
            if (!OrderBody.IsKey(key))
            {
                return Results.BadRequest(new { error = "key: 1 to 40 of A-Z 0-9 - . _ :" });
            }

            if (OrderScript.Read(asked ?? new ScriptRequest(null, null, null), out var wrong) is not { } script)
            {
                return Results.BadRequest(new { error = wrong });
            }

            engine.Scripts.Put(key, script);
            return Results.Ok(new { key, paceMs = script.Pace.TotalMilliseconds, waitMs = script.Wait.TotalMilliseconds, shortLine = script.ShortLine });
        });
        control.MapGet("/storefront", () => engine.Shop.Counts(engine.Now));
        control.MapGet("/ledger", () => LedgerReadout.Summary(ledger));
        control.MapGet("/ledger/orders", (string? role, string? stage, int? limit) =>
            Results.Ok(LedgerReadout.Orders(ledger, role switch { "owner" => false, "copy" => true, _ => null }, stage, Math.Clamp(limit ?? 50, 1, 10_000))));
        var desk = ledger == engine.Legacy ? engine.LegacyDesk : engine.OrchestrationDesk;
        control.MapGet("/ledger/orders/{key}", (string key) => LedgerReadout.Order(desk.Book, key) is { } order ? Results.Ok(order) : Results.NotFound());
        control.MapGet("/ledger/standing", (string? after, int? limit) => LedgerReadout.Standing(desk.Book, after ?? "", Math.Clamp(limit ?? 1000, 1, 5000)));
        control.MapGet("/releases", () => new { holds = desk.Gate.Holds, blocked = desk.Gate.IsBlocked, waiting = LedgerReadout.Waiting(ledger) });
    }

    private static IResult Start(FaultBoard faults, IReadOnlyList<string> feeds, string id, FaultRequest asked)
    {
        if (FaultIds.All.All(f => f.Id != id))
        {
            return Unknown(id);
        }

        if (asked is { Seconds: not null and not (> 0 and <= 86400) })
        {
            return Results.BadRequest(new { error = $"seconds: found {asked.Seconds}; allowed: more than 0, at most 86400" });
        }

        if (asked is { Count: not null and not (> 0 and <= 1_000_000) })
        {
            return Results.BadRequest(new { error = $"count: found {asked.Count}; allowed: 1 to 1000000" });
        }

        if (asked.Feed is { } feed && !feeds.Contains(feed))
        {
            return Results.BadRequest(new { error = $"feed: found {feed}; allowed: {string.Join(", ", feeds)}" });
        }

        faults.Start(id, asked.Feed, asked.Seconds, asked.Count, asked.Factor);
        return Results.Ok(State(faults, id, FaultIds.All.First(f => f.Id == id).Does));
    }

    private static object State(FaultBoard faults, string id, string does)
    {
        var on = faults.Find(id);
        return new { id, does, active = on is not null, feed = on?.Feed, factor = on?.Factor, until = on?.Until, remaining = on?.Remaining, since = on?.Since, timesApplied = faults.TimesApplied(id) };
    }

    private static IResult Unknown(string id) => Results.NotFound(new { error = $"fault: found {id}; allowed: {string.Join(", ", FaultIds.All.Select(f => f.Id))}" });
}
