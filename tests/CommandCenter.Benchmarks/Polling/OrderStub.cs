using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CommandCenter.Benchmarks.Polling;

/// <summary>A foreign system with many changed orders behind (at, ref); it has nothing until it is opened.</summary>
internal sealed class OrderStub : IAsyncDisposable
{
    private static readonly DateTimeOffset first = new(2026, 11, 10, 0, 0, 0, TimeSpan.Zero);
    private static readonly string[] stages = ["created", "routed", "shipped"];

    private readonly WebApplication app;
    private readonly byte[][] records;
    private readonly TaskCompletionSource polled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool open;

    private OrderStub(WebApplication app, byte[][] records) => (this.app, this.records) = (app, records);

    public string Url => app.Urls.First();
    public int Pages { get; private set; }
    public long BytesOfAPage { get; private set; }

    public static async Task<OrderStub> StartAsync(int orders, CancellationToken cancel)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var built = builder.Build();
        var stub = new OrderStub(built, [.. Enumerable.Range(0, orders).Select(Record)]);
        built.Run(stub.AnswerAsync);
        await built.StartAsync(cancel);
        return stub;
    }

    public void Open() => open = true;

    public Task WaitForFirstPollAsync(CancellationToken cancel) => polled.Task.WaitAsync(cancel);

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    /// <summary>Ten orders a second, so that a page's end has ties.</summary>
    private static string At(int index) => first.AddSeconds(index / 10).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static byte[] Record(int index) => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
        $$"""{"ref":"ORD-{{index:D8}}","v":{{index % 7}},"at":"{{At(index)}}","placed":"{{At(index)}}","eligible":"{{At(index)}}","stage":"{{stages[index % 3]}}","lane":"ship-to-home","total":"{{20 + index % 90}}.10","store":"{{index % 84:D4}}"}"""));

    private async Task AnswerAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var limit = int.Parse(query["limit"].ToString(), CultureInfo.InvariantCulture);
        var from = open ? Behind(query["since"].ToString(), query["after"].ToString()) : records.Length;
        var count = Math.Min(limit, records.Length - from);
        polled.TrySetResult();
        using var body = new MemoryStream();
        body.Write("{\"orders\":["u8);
        for (var i = 0; i < count; i++)
        {
            if (i > 0)
            {
                body.WriteByte((byte)',');
            }

            body.Write(records[from + i]);
        }

        body.Write(Encoding.UTF8.GetBytes($"],\"now\":\"{At(records.Length + 36_000)}\"}}"));
        if (count > 0)
        {
            Pages++;
            BytesOfAPage = Math.Max(BytesOfAPage, body.Length);
        }

        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body.GetBuffer().AsMemory(0, (int)body.Length), context.RequestAborted);
    }

    /// <summary>Index of the first record behind (since, after).</summary>
    private int Behind(string since, string after)
    {
        if (since.Length == 0)
        {
            return 0;
        }

        var second = (int)Math.Clamp((DateTimeOffset.Parse(since, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal) - first).TotalSeconds, -1, records.Length);
        var index = Math.Clamp(second * 10, 0, records.Length);
        while (index < records.Length && string.CompareOrdinal(At(index), since) <= 0
            && (string.CompareOrdinal(At(index), since) < 0 || string.CompareOrdinal($"ORD-{index:D8}", after) <= 0))
        {
            index++;
        }

        return index;
    }
}
