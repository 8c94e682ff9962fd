using System.Net;
using System.Net.Sockets;

namespace CommandCenter.Tests.Persistence;

/// <summary>What becomes of a COMMIT on its way.</summary>
public enum CommitFate
{
    /// <summary>It arrives and is carried out; its answer is lost with the connection.</summary>
    AnswerLost,

    /// <summary>The connection ends before it arrives.</summary>
    NeverArrives,
}

/// <summary>Stands between the store and PostgreSQL and cuts the connection at the next COMMIT after <see cref="Cut"/>.</summary>
internal sealed class CommitCutter : IAsyncDisposable
{
    private static readonly byte[] commit = "COMMIT\0"u8.ToArray();

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly int target;
    private readonly Task accepting;
    private CommitFate? next;

    public CommitCutter(int target)
    {
        this.target = target;
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>How many were cut.</summary>
    public int Cuts { get; private set; }

    /// <summary>Runs once a commit was cut, before its connection is closed towards the store.</summary>
    public Func<Task>? OnCut { get; set; }

    public void Cut(CommitFate fate) => next = fate;

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            var client = await listener.AcceptTcpClientAsync(stop.Token);
            _ = ServeAsync(client);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var server = new TcpClient { NoDelay = true };
        client.NoDelay = true;
        try
        {
            await server.ConnectAsync(IPAddress.Loopback, target, stop.Token);
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
            var back = server.GetStream().CopyToAsync(client.GetStream(), ended.Token);
            var there = ForwardAsync(client.GetStream(), server.GetStream(), ended);
            await Task.WhenAny(back, there);
            await ended.CancelAsync();
            await Task.WhenAll(back, there);
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // a connection that ends
        }
        finally
        {
            client.Dispose();
        }
    }

    private async Task ForwardAsync(NetworkStream from, NetworkStream to, CancellationTokenSource ended)
    {
        var buffer = new byte[64 * 1024];
        for (int read; (read = await from.ReadAsync(buffer, stop.Token)) > 0;)
        {
            if (next is { } fate && buffer.AsSpan(0, read).IndexOf(commit) >= 0)
            {
                next = null;
                // what the server says from here on reaches nobody
                await ended.CancelAsync();
                if (fate == CommitFate.AnswerLost)
                {
                    await to.WriteAsync(buffer.AsMemory(0, read), stop.Token);
                    // its answer: the commit is through
                    await to.ReadAtLeastAsync(new byte[1], 1, cancellationToken: stop.Token);
                }

                Cuts++;
                if (OnCut is { } also)
                {
                    await also();
                }

                return;
            }

            await to.WriteAsync(buffer.AsMemory(0, read), stop.Token);
        }
    }
}
