using System.Buffers;
using System.Text.Json;
using CommandCenter.Sources.Http;

namespace CommandCenter.Intake.Targets;

/// <summary>Reads the body of an answer to its end, within its size.</summary>
internal static class AnswerBody
{
    private const int DrainBuffer = 4 * 1024;

    /// <summary>Most answers are a line; what is longer grows.</summary>
    private const int FirstBuffer = 1024;

    /// <summary>Reads and drops it, so that the connection can be used again.</summary>
    /// <exception cref="AnswerTooLargeException">There is more than <paramref name="maxBytes"/>.</exception>
    public static async Task DrainAsync(HttpContent content, long maxBytes, CancellationToken cancel)
    {
        await using var stream = await content.ReadAsStreamAsync(cancel);
        var buffer = ArrayPool<byte>.Shared.Rent(DrainBuffer);
        try
        {
            long all = 0;
            for (int read; (read = await stream.ReadAsync(buffer, cancel)) > 0;)
            {
                all += read;
                Bound(all, maxBytes);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The document; null when it is none.</summary>
    /// <exception cref="AnswerTooLargeException">There is more than <paramref name="maxBytes"/>.</exception>
    public static async Task<JsonDocument?> ReadAsync(HttpContent content, long maxBytes, CancellationToken cancel)
    {
        await using var stream = await content.ReadAsStreamAsync(cancel);
        var body = new ArrayBufferWriter<byte>(FirstBuffer);
        for (int read; (read = await stream.ReadAsync(body.GetMemory(1), cancel)) > 0;)
        {
            body.Advance(read);
            Bound(body.WrittenCount, maxBytes);
        }

        try
        {
            return JsonDocument.Parse(body.WrittenMemory, new JsonDocumentOptions { MaxDepth = HttpExchange.DeepestJson });
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static void Bound(long bytes, long most)
    {
        if (bytes > most)
        {
            throw new AnswerTooLargeException(most);
        }
    }
}

/// <summary>Never leaves this folder.</summary>
internal sealed class AnswerTooLargeException(long most) : IOException($"its answer has more than {most} bytes");
