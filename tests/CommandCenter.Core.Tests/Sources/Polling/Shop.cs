using System.Globalization;
using CommandCenter.Orders;
using CommandCenter.Plan;
using CommandCenter.Tests.Sources.Http;
using CommandCenter.Tests.Sources.Mapping;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace CommandCenter.Tests.Sources.Polling;

/// <summary>A row of the source: what it says, and the cursor field, which a careful source moves with it.</summary>
internal sealed record ShopRow(string Key, string State, DateTimeOffset Changed, DateTimeOffset Cursor);

/// <summary>A source whose polls cannot be trusted: it leaves rows out, and lets its cursor stand still.</summary>
internal sealed class Shop
{
    public static DateTimeOffset Begin { get; } = new(2026, 11, 10, 6, 0, 0, TimeSpan.Zero);

    private static readonly MappingDefinition mapping = new()
    {
        Id = "m", Hash = "m1", Kind = RecordKind.Order, Key = MappingFixture.Path("$.ref"), OccurredAt = MappingFixture.Path("$.at"), Stage = MappingFixture.Path("$.state"),
        Fields = new Dictionary<string, FieldRule> { ["sideId"] = MappingFixture.Path("$.ref") },
    };

    public readonly Dictionary<string, ShopRow> Rows = new(StringComparer.Ordinal);
    public readonly List<string> Asked = [];
    public int LookUpStatus = 200;
    public HashSet<string> LeftOut = [];

    public void Set(string key, string state, DateTimeOffset changed, bool moveCursor = true)
    {
        lock (Rows)
        {
            Rows[key] = new ShopRow(key, state, changed, moveCursor ? changed : Rows[key].Cursor);
        }
    }

    public async Task AnswerAsync(HttpContext context)
    {
        var query = context.Request.Query;
        List<ShopRow> rows;
        lock (Rows)
        {
            if (context.Request.Path == "/search")
            {
                var keys = query["keys"].ToString().Split(',');
                Asked.AddRange(keys);
                rows = [.. keys.Where(Rows.ContainsKey).Select(k => Rows[k])];
            }
            else
            {
                var since = query["since"] == "" ? DateTimeOffset.MinValue : DateTimeOffset.Parse(query["since"].ToString(), CultureInfo.InvariantCulture);
                rows = [.. Rows.Values.Where(r => r.Cursor > since && !LeftOut.Contains(r.Key)).OrderBy(r => r.Cursor).Take(100)];
            }
        }

        context.Response.StatusCode = context.Request.Path == "/search" ? LookUpStatus : 200;
        await context.Response.WriteAsJsonAsync(new { rows = rows.Select(r => new { @ref = r.Key, state = r.State, at = r.Changed, t = r.Cursor }).ToArray() });
    }

    public static async Task<(SourceWorld World, FakeTimeProvider Time)> WatchAsync(ForeignServer server, int batch = 2, bool sweep = true)
    {
        var time = new FakeTimeProvider(Begin);
        var http = Reading.Simple with { Url = "/orders?since={cursor}", CursorTime = "$.t", Timeout = TimeSpan.FromSeconds(60) };
        var source = server.Source(http, TimeSpan.FromSeconds(30)) with { Every = TimeSpan.FromSeconds(5) };
        source = source with
        {
            Http = source.Http! with { LookUp = new LookUpSettings { Url = server.Url + "/search?keys={keys}", Items = "$.rows" } },
            Sweep = sweep ? new SweepSettings { Every = TimeSpan.FromSeconds(60), OlderThan = TimeSpan.Zero, Batch = batch, PerSecond = 10 } : null,
        };
        return (await SourceWorld.StartAsync(SourceWorld.Plan([source], mapping), time: time, allowed: [server.Authority]), time);
    }

    /// <summary>Lets the clock run in small steps until something holds.</summary>
    public static Task RunUntilAsync(FakeTimeProvider time, Func<bool> holds, string what) => SourceWorld.UntilAsync(() =>
    {
        if (holds())
        {
            return true;
        }

        time.Advance(TimeSpan.FromSeconds(1));
        return false;
    }, what);

    public static bool IsAt(SourceWorld world, string key, Stage stage) => world.Batches.SelectMany(b => b.Orders).LastOrDefault(o => o.OrderKey == key)?.Stage == stage;

    public static Shop With(params string[] keys)
    {
        // the newest row is finished: the others lie further behind the cursor than the overlap
        var shop = new Shop();
        shop.Set("Z9", "delivered", Begin.AddMinutes(-1));
        foreach (var key in keys)
        {
            shop.Set(key, "created", Begin.AddMinutes(-10));
        }

        return shop;
    }
}
