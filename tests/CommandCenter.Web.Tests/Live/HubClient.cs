using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;

namespace CommandCenter.Tests.Live;

/// <summary>Speaks SignalR's JSON protocol over a raw WebSocket: the client package is not on the feed.</summary>
internal sealed class HubClient : IAsyncDisposable
{
    private const char End = '\u001e';
    private readonly ClientWebSocket socket = new();
    private readonly Channel<JsonElement> messages = Channel.CreateUnbounded<JsonElement>();
    private int invocation;
    private Task reading = Task.CompletedTask;

    public static async Task<HubClient> ConnectAsync(Uri app, string? token, string? origin = null)
    {
        var client = new HubClient();
        if (token is not null)
        {
            client.socket.Options.SetRequestHeader("Authorization", "Bearer " + token);
        }

        if (origin is not null)
        {
            client.socket.Options.SetRequestHeader("Origin", origin);
        }

        await client.socket.ConnectAsync(new Uri($"ws://{app.Authority}/hubs/live"), default);
        await client.SendAsync("""{"protocol":"json","version":1}""");
        client.reading = client.ReadAsync();
        return client;
    }

    public async Task<string> InvokeAsync(string method, string argument)
    {
        var id = (++invocation).ToString(System.Globalization.CultureInfo.InvariantCulture);
        await SendAsync(JsonSerializer.Serialize(new { type = 1, invocationId = id, target = method, arguments = new[] { argument } }));
        return id;
    }

    /// <summary>The next message for which <paramref name="wanted"/> holds.</summary>
    public async Task<JsonElement> NextAsync(Func<JsonElement, bool> wanted)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await foreach (var message in messages.Reader.ReadAllAsync(patience.Token))
        {
            if (wanted(message))
            {
                return message;
            }
        }

        throw new InvalidOperationException("The connection was closed first.");
    }

    public static bool IsLive(JsonElement message) => message.TryGetProperty("target", out var target) && target.GetString() == "live";

    public async ValueTask DisposeAsync()
    {
        socket.Abort();
        await reading;
        socket.Dispose();
    }

    private Task SendAsync(string json) => socket.SendAsync(Encoding.UTF8.GetBytes(json + End), WebSocketMessageType.Text, true, default);

    private async Task ReadAsync()
    {
        var buffer = new byte[1 << 20];
        var text = new StringBuilder();
        try
        {
            while (socket.State == WebSocketState.Open)
            {
                var part = await socket.ReceiveAsync(buffer.AsMemory(), default);
                text.Append(Encoding.UTF8.GetString(buffer, 0, part.Count));
                var whole = text.ToString();
                var end = whole.LastIndexOf(End);
                if (end >= 0)
                {
                    text.Clear().Append(whole, end + 1, whole.Length - end - 1);
                    foreach (var one in whole[..end].Split(End))
                    {
                        messages.Writer.TryWrite(JsonDocument.Parse(one).RootElement);
                    }
                }
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException)
        {
            // closed by either side
        }

        messages.Writer.TryComplete();
    }
}
