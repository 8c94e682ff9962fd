using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Threading.Channels;

namespace CommandCenter.Benchmarks.Sides;

/// <summary>Posts orders as a shop does, over keep-alive connections. Keys are <paramref name="prefix"/> and a number.</summary>
internal sealed class OrderPosts(Uri server, string path, string token, string prefix, string lane)
{
    private static readonly string note = new('n', 320);
    private int next;

    /// <summary>Orders handed in until now.</summary>
    public int Posted => Volatile.Read(ref next);

    /// <summary>As fast as so many connections go.</summary>
    public async Task SaturateAsync(int orders, int connections, CancellationToken cancel)
    {
        var last = next + orders;
        await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(async () =>
        {
            using var connection = await RawConnection.OpenAsync(server, cancel);
            while (Interlocked.Increment(ref next) is var number && number <= last)
            {
                await PostAsync(connection, number, cancel);
            }
        }, cancel)));
        next = last;
    }

    /// <summary>At a steady rate until cancelled, whether or not earlier ones were answered.</summary>
    /// <returns>Milliseconds from the moment at which each was due to its whole answer.</returns>
    public async Task<IReadOnlyList<double>> PaceAsync(int perSecond, int connections, CancellationToken stop)
    {
        var due = Channel.CreateUnbounded<(int Number, long At)>();
        var delays = new List<double>();
        var workers = Enumerable.Range(0, connections).Select(_ => Task.Run(() => WorkAsync(due.Reader, delays), CancellationToken.None)).ToList();
        var (began, first) = (Stopwatch.GetTimestamp(), next);
        while (!stop.IsCancellationRequested)
        {
            var until = first + (int)(Stopwatch.GetElapsedTime(began).TotalSeconds * perSecond);
            var now = Stopwatch.GetTimestamp();
            while (next < until)
            {
                due.Writer.TryWrite((++next, now));
            }

            await Task.Delay(1, CancellationToken.None);
        }

        due.Writer.Complete();
        await Task.WhenAll(workers);
        return delays;
    }

    private async Task WorkAsync(ChannelReader<(int Number, long At)> due, List<double> delays)
    {
        using var connection = await RawConnection.OpenAsync(server, CancellationToken.None);
        await foreach (var (number, at) in due.ReadAllAsync())
        {
            await PostAsync(connection, number, CancellationToken.None);
            var delay = Stopwatch.GetElapsedTime(at).TotalMilliseconds;
            lock (delays)
            {
                delays.Add(delay);
            }
        }
    }

    private async Task PostAsync(RawConnection connection, int number, CancellationToken cancel)
    {
        var status = await connection.SendAsync(Request(number), cancel);
        if (status != 202)
        {
            throw new HttpRequestException($"An order was answered {status}: {connection.Text}");
        }
    }

    private byte[] Request(int number)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"{prefix}{number:D8}");
        var body = $$"""{"orderKey":"{{key}}","lane":"{{lane}}","region":"west","channel":"web","store":"0418","lines":[{"sku":"SKU-1001","qty":2,"price":1999},{"sku":"SKU-2002","qty":1,"price":4999}],"note":"{{note}}"}""";
        return Encoding.ASCII.GetBytes(
            $"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\nIdempotency-Key: shop-{key}\r\nContent-Type: application/json\r\nContent-Length: {body.Length.ToString(CultureInfo.InvariantCulture)}\r\n\r\n{body}");
    }
}
