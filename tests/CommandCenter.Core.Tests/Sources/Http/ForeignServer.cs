using System.Collections.Concurrent;
using System.Text.Json;
using CommandCenter.Orders;
using CommandCenter.Plan;
using CommandCenter.Sources;
using CommandCenter.Sources.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CommandCenter.Tests.Sources.Http;

/// <summary>A foreign system: a real server on a free port that answers as a test says.</summary>
internal sealed class ForeignServer : IAsyncDisposable
{
    private readonly WebApplication app;

    private ForeignServer(WebApplication app, Func<HttpContext, Task> answer)
    {
        this.app = app;
        Answer = answer;
    }

    public Func<HttpContext, Task> Answer { get; set; }
    public ConcurrentQueue<string> Requests { get; } = new();
    public string Url => app.Urls.First();
    public string Authority => new Uri(Url).Authority;

    public static async Task<ForeignServer> StartAsync(Func<HttpContext, Task> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var built = builder.Build();
        var server = new ForeignServer(built, answer);
        built.Run(context =>
        {
            server.Requests.Enqueue(context.Request.Path + context.Request.QueryString);
            return server.Answer(context);
        });
        await built.StartAsync();
        return server;
    }

    public static Task<ForeignServer> StartAsync(Func<HttpRequest, object> answer) => StartAsync(context => context.Response.WriteAsJsonAsync(answer(context.Request)));

    public SourceDefinition Source(HttpSettings settings, TimeSpan? overlap = null) => new()
    {
        Id = "legacy-orders", System = "legacy-pos", Side = Side.Legacy, Adapter = "http-json", Every = TimeSpan.FromSeconds(2), Overlap = overlap ?? TimeSpan.Zero, Mapping = "m",
        Http = settings with { Url = Url + settings.Url },
    };

    public HttpJsonSource Read(HttpSettings settings, TimeSpan? overlap = null, TimeProvider? time = null, ISecrets? secrets = null) =>
        new(Source(settings, overlap), new OutboundGuard([Authority]), secrets ?? new Secrets("/nowhere"), time ?? TimeProvider.System);

    public async ValueTask DisposeAsync() => await app.DisposeAsync();
}

internal static class Reading
{
    public static readonly HttpSettings Simple = new() { Url = "/orders?since={cursor}&limit={limit}", Items = "$.rows", CursorTime = "$.t", Attempts = 1, Limit = 3, Timeout = TimeSpan.FromSeconds(10) };

    /// <summary>Reads until there is no more, as a loop does, and keeps the records' raw text.</summary>
    public static async Task<(SourceCursor Cursor, List<string> Records)> DrainAsync(this IOrderSource source, SourceCursor cursor, int mostPages = 200)
    {
        var records = new List<string>();
        for (var i = 0; i < mostPages; i++)
        {
            var read = await source.ReadAsync(cursor, TestContext.Current.CancellationToken);
            Assert.True(read.Succeeded, read.Error?.Message);
            using var page = read.Value;
            records.AddRange(page.Records.Select(r => r.GetRawText()));
            cursor = new SourceCursor(cursor.Revision + 1, page.Position, page.Watermark ?? cursor.Watermark);
            if (!page.More)
            {
                return (cursor, records);
            }
        }

        Assert.Fail($"There was always more after {mostPages} pages.");
        return default;
    }

    public static IEnumerable<string> Ids(this IEnumerable<string> records) => records.Select(r => JsonDocument.Parse(r).RootElement.GetProperty("id").ToString()).Distinct(StringComparer.Ordinal);
}
