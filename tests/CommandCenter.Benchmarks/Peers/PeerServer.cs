using System.Globalization;
using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CommandCenter.Benchmarks.Peers;

/// <summary>The peers: a bare Blazor board (<c>/board</c>) and a page fed by a raw WebSocket (<c>/raw</c>).</summary>
internal static class PeerServer
{
    private const string RawPage = """
        <!doctype html><meta charset="utf-8"><main>Event <b class="asof">0</b></main>
        <script>const shown = document.querySelector('.asof'); new WebSocket(`ws://${location.host}/socket`).onmessage = e => shown.textContent = e.data;</script>
        """;

    public static WebApplication Build(PeerFeed feed, string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(feed);
        builder.Services.AddRazorComponents().AddInteractiveServerComponents();
        var app = builder.Build();
        app.UseWebSockets();
        app.UseAntiforgery();
        app.MapRazorComponents<PeerDocument>().AddInteractiveServerRenderMode();
        app.MapGet("/raw", () => TypedResults.Content(RawPage, "text/html"));
        app.Map("/socket", context => SendAsync(context, feed));
        app.Lifetime.ApplicationStarted.Register(() => _ = feed.RunAsync(app.Lifetime.ApplicationStopping));
        return app;
    }

    /// <summary>Each event's number as soon as it happens, while the browser takes it.</summary>
    private static async Task SendAsync(HttpContext context, PeerFeed feed)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var waiting = Channel.CreateBounded<long>(new BoundedChannelOptions(10_000) { FullMode = BoundedChannelFullMode.DropOldest });
        void Forward(long number) => waiting.Writer.TryWrite(number);
        feed.Happened += Forward;
        try
        {
            await foreach (var number in waiting.Reader.ReadAllAsync(context.RequestAborted))
            {
                await socket.SendAsync(Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture)), System.Net.WebSockets.WebSocketMessageType.Text, true, context.RequestAborted);
            }
        }
        catch (Exception over) when (over is OperationCanceledException or System.Net.WebSockets.WebSocketException)
        {
            // the page was closed
        }
        finally
        {
            feed.Happened -= Forward;
        }
    }
}
