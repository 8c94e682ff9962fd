using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace CommandCenter.Benchmarks.Sides;

/// <param name="Standing">O = answers for it, C = a copy, W = gave it up.</param>
/// <param name="OwnedAt">When the call came that made it the owner, by the monotonic clock (<see cref="Stopwatch.GetTimestamp"/>); 0 while it never was.</param>
internal readonly record struct Held(char Standing, int Epoch, long OwnedAt);

/// <summary>One of the two foreign systems: over real HTTP, with a ledger in memory, answering at once. What was given to it is read here, never from the product.</summary>
internal sealed class StubSide : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Held> ledger = new(StringComparer.Ordinal);
    private readonly WebApplication app;
    private string[] listed = [];
    private long calls;

    private StubSide()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        app = builder.Build();
        app.Run(AnswerAsync);
    }

    public Uri Address => new(app.Urls.First());

    /// <summary>Every call since the start, look-ups included.</summary>
    public long Calls => Volatile.Read(ref calls);

    public static async Task<StubSide> StartAsync(CancellationToken cancel)
    {
        var side = new StubSide();
        await side.app.StartAsync(cancel);
        return side;
    }

    public void Put(string key, char standing, int epoch) => ledger[key] = new Held(standing, epoch, 0);

    public int Count(string prefix, char standing) => ledger.Count(o => o.Value.Standing == standing && o.Key.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>When the last of these orders was given to it as the owner; 0 where none was.</summary>
    public long LastGiven(string prefix) => ledger.Where(o => o.Key.StartsWith(prefix, StringComparison.Ordinal)).Select(o => o.Value.OwnedAt).DefaultIfEmpty().Max();

    /// <summary>Waits until so many orders have this standing.</summary>
    public async Task UntilAsync(string prefix, char standing, int count, CancellationToken cancel)
    {
        while (Count(prefix, standing) is var so && so < count)
        {
            await Task.Delay(count - so > 1_000 ? 50 : 10, cancel);
        }
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var at = Stopwatch.GetTimestamp();
        Interlocked.Increment(ref calls);
        var parts = context.Request.Path.Value!.Split('/');
        if (parts is [_, "ledger"])
        {
            await ListAsync(context);
            return;
        }

        if (HttpMethods.IsGet(context.Request.Method))
        {
            await TellAsync(context, parts[2]);
            return;
        }

        await DrainAsync(context);
        context.Response.StatusCode = Carry(parts[3], parts[2], int.Parse(parts[4], CultureInfo.InvariantCulture), at) ? StatusCodes.Status200OK : StatusCodes.Status409Conflict;
        context.Response.ContentLength = 0;
    }

    /// <summary>The same call again finds what the first did.</summary>
    private bool Carry(string verb, string key, int epoch, long at) => verb switch
    {
        "create" => Add(key, new Held('O', epoch, at)),
        "copy" => Add(key, new Held('C', epoch, 0)),
        "activate" => Move(key, 'C', h => new Held('O', epoch, at)),
        "withdraw" => Move(key, 'O', h => h with { Standing = 'W', Epoch = epoch }),
        _ => true,
    };

    private bool Add(string key, Held held) => ledger.TryAdd(key, held) || (ledger[key].Standing == held.Standing && ledger[key].Epoch == held.Epoch);

    private bool Move(string key, char from, Func<Held, Held> to) => ledger.TryGetValue(key, out var held) && (held.Standing == to(held).Standing || (held.Standing == from && ledger.TryUpdate(key, to(held), held)));

    private async Task TellAsync(HttpContext context, string key)
    {
        if (!ledger.TryGetValue(key, out var held))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        await SendAsync(context, Order(key, held));
    }

    private async Task ListAsync(HttpContext context)
    {
        const int most = 1_000;
        var page = context.Request.Query["page"].ToString();
        var from = page.Length == 0 ? 0 : int.Parse(page, CultureInfo.InvariantCulture);
        listed = from == 0 ? [.. ledger.Keys.Order(StringComparer.Ordinal)] : listed;
        var items = string.Join(',', listed.Skip(from).Take(most).Select(k => Order(k, ledger[k])));
        await SendAsync(context, from + most < listed.Length ? $$"""{"orders":[{{items}}],"next":"{{from + most}}"}""" : $$"""{"orders":[{{items}}]}""");
    }

    private static string Order(string key, Held held) => $$"""{"key":"{{key}}","own":"{{held.Standing}}","epoch":{{held.Epoch}},"st":["NEW"]}""";

    private static async Task SendAsync(HttpContext context, string json)
    {
        var bytes = Encoding.ASCII.GetBytes(json);
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes);
    }

    private static async Task DrainAsync(HttpContext context)
    {
        while (true)
        {
            var read = await context.Request.BodyReader.ReadAsync();
            context.Request.BodyReader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                return;
            }
        }
    }
}
