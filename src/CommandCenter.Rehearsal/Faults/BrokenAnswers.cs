using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace CommandCenter.Rehearsal.Faults;

/// <summary>Answers that no client should have to read, and gets to see anyway.</summary>
internal static class BrokenAnswers
{
    private const int Mebibyte = 1024 * 1024;
    private const int Gigabyte = 1024;
    private static readonly byte[] packed = Pack();

    /// <summary>True when a fault has answered in place of the feed.</summary>
    public static async Task<bool> TryAnswerAsync(FaultBoard faults, string feed, HttpContext http, CancellationToken stopping)
    {
        if (faults.Use(FaultIds.Unreachable, feed) is not null)
        {
            http.Abort();
        }
        else if (faults.Use(FaultIds.Error500, feed) is not null)
        {
            await RefuseAsync(http, 500, "<html><body><h1>Internal Server Error</h1></body></html>");
        }
        else if (faults.Use(FaultIds.Error503, feed) is not null)
        {
            await RefuseAsync(http, 503, "upstream connect error or disconnect/reset before headers");
        }
        else if (faults.Use(FaultIds.Throttle, feed) is { } throttle)
        {
            http.Response.Headers.RetryAfter = (throttle.Factor ?? 2).ToString("0", CultureInfo.InvariantCulture);
            await RefuseAsync(http, 429, "slow down");
        }
        else if (faults.Use(FaultIds.Hang, feed) is not null)
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping);
            await Task.Delay(TimeSpan.FromMinutes(5), either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            http.Abort();
        }
        else if (faults.Use(FaultIds.GzipBomb, feed) is not null)
        {
            http.Response.ContentType = "application/json";
            http.Response.Headers.ContentEncoding = "gzip";
            await RepeatAsync(http, packed, stopping);
        }
        else if (faults.Use(FaultIds.HugeBody, feed) is not null)
        {
            http.Response.ContentType = "application/json";
            var blank = new byte[Mebibyte];
            blank.AsSpan().Fill((byte)' ');
            await RepeatAsync(http, blank, stopping);
        }
        else
        {
            return false;
        }

        return true;
    }

    /// <summary>Sends a body as it is, cut, or byte by byte.</summary>
    public static async Task SendAsync(FaultBoard faults, string feed, HttpContext http, ReadOnlyMemory<byte> body, CancellationToken stopping)
    {
        http.Response.ContentType = "application/json";
        if (faults.Use(FaultIds.TruncatedJson, feed) is not null)
        {
            body = body[..(body.Length * 3 / 5)];
        }

        http.Response.ContentLength = body.Length;
        if (faults.Use(FaultIds.SlowDrip, feed) is null)
        {
            await http.Response.Body.WriteAsync(body, http.RequestAborted);
            return;
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping);
        for (var i = 0; i < body.Length && !either.IsCancellationRequested; i++)
        {
            await http.Response.Body.WriteAsync(body.Slice(i, 1), either.Token);
            await http.Response.Body.FlushAsync(either.Token);
            await Task.Delay(TimeSpan.FromMilliseconds(500), either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task RepeatAsync(HttpContext http, byte[] block, CancellationToken stopping)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping);
        for (var i = 0; i < Gigabyte && !either.IsCancellationRequested; i++)
        {
            await http.Response.Body.WriteAsync(block, either.Token);
        }
    }

    private static async Task RefuseAsync(HttpContext http, int status, string text)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/html";
        await http.Response.WriteAsync(text, http.RequestAborted);
    }

    /// <summary>One megabyte of blanks; gzip members may follow each other, so a thousand of them make a gigabyte.</summary>
    private static byte[] Pack()
    {
        using var into = new MemoryStream();
        using (var gzip = new GZipStream(into, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            gzip.Write(Encoding.ASCII.GetBytes(new string(' ', Mebibyte)));
        }

        return into.ToArray();
    }
}
