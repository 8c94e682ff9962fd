using System.Net.WebSockets;
using System.Text;

namespace CommandCenter.Benchmarks.Load;

/// <summary>
/// One viewer without a browser: starts a circuit as blazor.web.js does (StartCircuit, UpdateRootComponents), acknowledges every render batch and answers calls to the page's script.
/// </summary>
internal sealed class Circuit : IAsyncDisposable
{
    private static readonly TimeSpan PingEvery = TimeSpan.FromSeconds(14);
    private readonly ClientWebSocket socket = new();
    private readonly SemaphoreSlim sending = new(1);
    private readonly CancellationTokenSource stop = new();
    private readonly TaskCompletionSource<string> started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource rendered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CircuitTally tally;
    private string id = "";
    private Task reading = Task.CompletedTask;
    private Task pinging = Task.CompletedTask;

    private readonly bool acknowledges;

    private Circuit(CircuitTally tally, bool acknowledges) => (this.tally, this.acknowledges) = (tally, acknowledges);

    /// <summary>Opens the page with the client's cookie, connects, and waits until its components have been drawn once.</summary>
    /// <param name="acknowledges">False is a viewer that takes everything and never says so.</param>
    public static async Task<Circuit> OpenAsync(HttpClient http, string? cookie, string path, CircuitTally tally, CancellationToken cancel, bool acknowledges = true)
    {
        var page = await CircuitPage.LoadAsync(http, path, cancel);
        var circuit = new Circuit(tally, acknowledges);
        await circuit.StartAsync(page, cookie, cancel);
        return circuit;
    }

    /// <summary>Says good-bye as a closed tab does, so that the server forgets the circuit at once instead of keeping it for a return.</summary>
    public async Task CloseAsync(HttpClient http, CancellationToken cancel)
    {
        using var form = new FormUrlEncodedContent([new("circuitId", id)]);
        using var answer = await http.PostAsync(new Uri("/_blazor/disconnect/", UriKind.Relative), form, cancel);
        answer.EnsureSuccessStatusCode();
        await DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        socket.Abort();
        await Task.WhenAll(reading, pinging);
        socket.Dispose();
        sending.Dispose();
        stop.Dispose();
    }

    private async Task StartAsync(CircuitPage page, string? cookie, CancellationToken cancel)
    {
        socket.Options.KeepAliveInterval = TimeSpan.Zero;
        socket.Options.SetRequestHeader("Origin", page.Address.GetLeftPart(UriPartial.Authority));
        if (cookie is not null)
        {
            socket.Options.SetRequestHeader("Cookie", cookie);
        }

        await socket.ConnectAsync(new UriBuilder(page.Address) { Scheme = "ws", Path = "/_blazor", Query = "" }.Uri, cancel);
        await socket.SendAsync(Encoding.UTF8.GetBytes("{\"protocol\":\"blazorpack\",\"version\":1}\u001e"), WebSocketMessageType.Text, true, cancel);
        reading = ReadAsync(stop.Token);
        pinging = PingAsync(stop.Token);
        await SendAsync(PackWriter.Invocation("0", "StartCircuit", page.Address.GetLeftPart(UriPartial.Authority) + "/", page.Address.ToString(), "[]", ""), cancel);
        id = await started.Task.WaitAsync(TimeSpan.FromSeconds(20), cancel);
        await SendAsync(PackWriter.Invocation(null, "UpdateRootComponents", page.Operations, page.State), cancel);
        await rendered.Task.WaitAsync(TimeSpan.FromSeconds(20), cancel);
    }

    private async Task ReadAsync(CancellationToken cancel)
    {
        var frames = new HubFrames();
        try
        {
            while (true)
            {
                var got = await socket.ReceiveAsync(frames.Free(), cancel);
                if (got.MessageType == WebSocketMessageType.Close)
                {
                    throw new InvalidDataException("The server closed the connection: " + socket.CloseStatusDescription);
                }

                tally.Received(got.Count);
                frames.Filled(got.Count);
                while (Next(frames) is { } reply)
                {
                    if (reply.Length > 0)
                    {
                        await SendAsync(reply, cancel);
                    }
                }
            }
        }
        catch (Exception) when (cancel.IsCancellationRequested)
        {
        }
#pragma warning disable CA1031 // counted and shown: one lost viewer does not end the measurement
        catch (Exception broke)
#pragma warning restore CA1031
        {
            tally.Failed(broke.Message);
            started.TrySetException(broke);
            rendered.TrySetException(broke);
        }
    }

    /// <returns>Null when no message is left; otherwise what must be sent back, empty for nothing.</returns>
    private byte[]? Next(HubFrames frames) => frames.TryNext(out var message) ? Answer(message) : null;

    private byte[] Answer(ReadOnlySpan<byte> message)
    {
        var reader = new PackReader(message);
        var parts = reader.ArrayHeader();
        switch (reader.Number())
        {
            case 1:
                reader.SkipHeaders();
                reader.Text();
                var target = reader.Text();
                reader.ArrayHeader();
                return target switch
                {
                    "JS.RenderBatch" => Acknowledge(reader.Number()),
                    "JS.BeginInvokeJS" => Invoked(ref reader),
                    "JS.Error" => throw new InvalidDataException("The circuit failed: " + reader.Text()),
                    _ => [],
                };
            case 3:
                reader.SkipHeaders();
                reader.Text();
                started.TrySetResult(reader.Number() == 3 ? reader.Text() ?? "" : "");
                return [];
            case 7:
                throw new InvalidDataException("The hub closed the circuit: " + (parts > 1 ? reader.Text() : "no reason given"));
            default:
                return [];
        }
    }

    private byte[] Acknowledge(long batch)
    {
        tally.Batch();
        rendered.TrySetResult();
        return acknowledges ? PackWriter.Invocation(null, "OnRenderCompleted", batch, null) : [];
    }

    /// <summary>A call to the page's script: answered with null, or with an object's number where an object is asked for.</summary>
    private static byte[] Invoked(ref PackReader reader)
    {
        const int ObjectReference = 1;
        var task = reader.Number();
        reader.Text();
        reader.Text();
        var wanted = reader.Number();
        var result = wanted == ObjectReference ? "{\"__jsObjectId\":1}" : "null";
        return task == 0 ? [] : PackWriter.Invocation(null, "EndInvokeJSFromDotNet", task, true, $"[{task},true,{result}]");
    }

    private async Task PingAsync(CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(PingEvery);
        try
        {
            while (await timer.WaitForNextTickAsync(cancel))
            {
                await SendAsync(PackWriter.Ping(), cancel);
            }
        }
        catch (Exception over) when (over is OperationCanceledException or WebSocketException or ObjectDisposedException)
        {
            // the read loop says what happened
        }
    }

    private async Task SendAsync(byte[] message, CancellationToken cancel)
    {
        await sending.WaitAsync(cancel);
        try
        {
            await socket.SendAsync(message, WebSocketMessageType.Binary, true, cancel);
        }
        finally
        {
            sending.Release();
        }
    }
}
