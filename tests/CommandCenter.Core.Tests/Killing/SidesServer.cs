using System.Globalization;
using System.Net.Http.Json;
using CommandCenter.Intake.Targets;
using CommandCenter.Orders;
using CommandCenter.Plan;
using CommandCenter.Shared;
using CommandCenter.Tests.Intake;
using CommandCenter.Tests.Sources.Http;
using Microsoft.AspNetCore.Http;

namespace CommandCenter.Tests.Killing;

/// <summary>An order on its way over HTTP, in both directions.</summary>
internal sealed record Told(string Key, TargetStanding Standing, int? Epoch, Stage? Stage);

/// <summary>Both sides as one HTTP server of the test's own process: their ledgers outlive every process that is killed.</summary>
internal sealed class SidesServer(ForeignServer server, LedgerSide legacy, LedgerSide orchestration) : IAsyncDisposable
{
    public string Url => server.Url;
    public LedgerSide Legacy => legacy;
    public LedgerSide Orchestration => orchestration;

    public static async Task<SidesServer> StartAsync()
    {
        var (legacy, orchestration) = (new LedgerSide(Side.Legacy), new LedgerSide(Side.Orchestration));
        return new SidesServer(await ForeignServer.StartAsync(context => AnswerAsync(context, context.Request.Path.StartsWithSegments("/legacy", StringComparison.OrdinalIgnoreCase) ? legacy : orchestration)), legacy, orchestration);
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private static async Task AnswerAsync(HttpContext context, LedgerSide side)
    {
        var parts = context.Request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (context.Request.Method == "GET")
        {
            await context.Response.WriteAsJsonAsync(parts.Length > 2 ? [Of(side.Find(parts[2]))] : side.Ledger.Select(o => Of(side.Find(o.Key))).ToArray());
            return;
        }

        var query = context.Request.Query;
        var answer = side.Do(new TargetCall(
            query["key"].ToString(), Enum.Parse<TargetOperation>(parts[1]), int.Parse(query["epoch"].ToString(), CultureInfo.InvariantCulture), context.Request.Headers["Idempotency-Key"].ToString()));
        await context.Response.WriteAsJsonAsync(answer);
    }

    private static Told Of(TargetOrder order) => new(order.OrderKey, order.Standing, order.Epoch, order.Lines.Count > 0 ? order.Lines[0] : null);
}

/// <summary>A side of a <see cref="SidesServer"/> as another process sees it.</summary>
internal sealed class SideOverHttp(string url, Side side) : IOrderTarget
{
    private static readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(10) };
    private readonly string root = $"{url}/{side.ToString().ToLowerInvariant()}";

    public TargetDefinition Definition { get; } = new LedgerSide(side).Definition;

    public async Task<TargetAnswer> SendAsync(TargetCall call, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, FormattableString.Invariant($"{root}/{call.Operation}?key={call.OrderKey}&epoch={call.Epoch}"));
        request.Headers.Add("Idempotency-Key", call.IdempotencyKey);
        using var answer = await http.SendAsync(request, cancel);
        return (await answer.Content.ReadFromJsonAsync<TargetAnswer>(cancel))!;
    }

    public async Task<TargetFinding> LookUpAsync(string orderKey, CancellationToken cancel) =>
        new(Of((await http.GetFromJsonAsync<Told[]>($"{root}/orders/{orderKey}", cancel))![0]));

    public async Task<Result<TargetLedgerPage>> ReadLedgerAsync(string page, CancellationToken cancel) =>
        new TargetLedgerPage([.. (await http.GetFromJsonAsync<Told[]>($"{root}/orders", cancel))!.Select(Of)], null);

    private static TargetOrder Of(Told told) => new(told.Key, told.Standing, told.Epoch, told.Stage is { } stage ? [stage] : []);
}
