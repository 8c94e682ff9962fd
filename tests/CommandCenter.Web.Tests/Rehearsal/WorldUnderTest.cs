using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using CommandCenter.Rehearsal;
using Microsoft.Extensions.Time.Testing;

namespace CommandCenter.Tests.Rehearsal;

/// <summary>A world on free ports, in a folder of its own, on a clock that the test moves.</summary>
internal sealed class WorldUnderTest : IAsyncDisposable
{
    public static readonly DateTimeOffset Noon = new(2026, 11, 10, 20, 0, 0, TimeSpan.Zero);
    private readonly string folder;
    private readonly bool keepsFolder;

    private WorldUnderTest(RehearsalWorld world, FakeTimeProvider clock, string folder, bool keepsFolder)
    {
        World = world;
        Clock = clock;
        this.folder = folder;
        this.keepsFolder = keepsFolder;
        Pos = Client(world.LegacyUrl, new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{world.Secrets["CC_SECRET_LEGACY_USER"]}:{world.Secrets["CC_SECRET_LEGACY_PASSWORD"]}"))));
        Platform = Client(world.OrchestrationUrl, new AuthenticationHeaderValue("Bearer", world.Secrets["CC_SECRET_ORCH_API_KEY"]));
        Wms = Client(world.LegacyUrl, null);
    }

    public RehearsalWorld World { get; }
    public FakeTimeProvider Clock { get; }
    public HttpClient Pos { get; }
    public HttpClient Wms { get; }
    public HttpClient Platform { get; }

    public static string NewFolder() => Directory.CreateTempSubdirectory("rehearsal-").FullName;

    public static async Task<WorldUnderTest> StartAsync(double backfillMinutes = 2, string? folder = null, FakeTimeProvider? clock = null, long seed = 7, bool postOrders = false)
    {
        var time = clock ?? new FakeTimeProvider(Noon);
        var used = folder ?? NewFolder();
        var options = new RehearsalOptions { LegacyUrl = "http://127.0.0.1:0", OrchestrationUrl = "http://127.0.0.1:0", Directory = used, Seed = seed, BackfillMinutes = backfillMinutes, PostOrders = postOrders };
        var world = new WorldUnderTest(await RehearsalWorld.StartAsync(options, time), time, used, keepsFolder: folder is not null);
        await world.SignInAsync();
        return world;
    }

    public async Task SignInAsync()
    {
        using var answer = await Wms.PostAsJsonAsync("/wms/login", new { user = World.Secrets["CC_SECRET_LEGACY_USER"], password = World.Secrets["CC_SECRET_LEGACY_PASSWORD"] });
        Wms.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString());
    }

    public void Advance(TimeSpan by)
    {
        Clock.Advance(by);
        World.CatchUp();
    }

    public Task<HttpResponseMessage> FaultAsync(HttpClient server, string id, object asked) => server.PostAsJsonAsync("/control/faults/" + id, asked);

    /// <summary>Every record of a keyset feed, page by page as a careful reader would ask.</summary>
    public static async Task<List<JsonElement>> WalkKeysetAsync(HttpClient client, string path, string items, string time, string id, int limit, Action? betweenPages = null)
    {
        var all = new List<JsonElement>();
        var (since, after) = ("", "");
        while (true)
        {
            var page = await client.GetFromJsonAsync<JsonElement>($"{path}?since={Uri.EscapeDataString(since)}&after={after}&limit={limit}");
            var records = page.GetProperty(items).EnumerateArray().ToList();
            all.AddRange(records);
            if (records.Count < limit)
            {
                return all;
            }

            (since, after) = (records[^1].GetProperty(time).ToString(), records[^1].GetProperty(id).ToString());
            betweenPages?.Invoke();
        }
    }

    public Task<List<JsonElement>> TransactionsAsync(int limit = 1000) => WalkKeysetAsync(Pos, "/pos/transactions", "transactions", "updated", "txn", limit);

    public Task<List<JsonElement>> WmsShipmentsAsync(int limit = 1000) => WalkKeysetAsync(Wms, "/wms/shipments", "shipments", "chg", "shp", limit);

    /// <summary>Every record of one of the platform's logs.</summary>
    public async Task<List<JsonElement>> LogAsync(string feed, int limit = 1000)
    {
        var all = new List<JsonElement>();
        for (var cursor = ""; ;)
        {
            var page = await Platform.GetFromJsonAsync<JsonElement>($"/v2/{feed}?cursor={cursor}&limit={limit}");
            var records = page.GetProperty("data").EnumerateArray().ToList();
            all.AddRange(records);
            cursor = page.GetProperty("nextCursor").GetString()!;
            if (records.Count == 0)
            {
                return all;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        Pos.Dispose();
        Wms.Dispose();
        Platform.Dispose();
        await World.DisposeAsync();
        if (!keepsFolder)
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static HttpClient Client(string url, AuthenticationHeaderValue? authorization)
    {
        var client = new HttpClient(new SocketsHttpHandler { AutomaticDecompression = System.Net.DecompressionMethods.None }) { BaseAddress = new Uri(url), Timeout = TimeSpan.FromSeconds(20) };
        client.DefaultRequestHeaders.Authorization = authorization;
        return client;
    }
}
