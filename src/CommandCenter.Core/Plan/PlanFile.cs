using System.Text;
using CommandCenter.Plan.Reading;
using CommandCenter.Shared;

namespace CommandCenter.Plan;

/// <summary>Reads the text of a plan file so that its hash is the hash of the file's bytes.</summary>
public static class PlanFile
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <returns>The text, or NotFound, or Validation when the file is larger than 4 MiB or no UTF-8, or Unavailable when it cannot be read.</returns>
    public static async Task<Result<string>> ReadAsync(string path, CancellationToken cancel)
    {
        try
        {
            await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 4096, useAsync: true);
            return await ReadAsync(file, path, cancel);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return Error.NotFound("plan-file-not-found", $"There is no plan file {path}.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return Error.Unavailable("plan-file-unreadable", $"The plan file {path} cannot be read: {e.Message}");
        }
    }

    /// <summary>The same from a stream whose length is not known, such as a request's body.</summary>
    public static async Task<Result<string>> ReadAsync(Stream stream, string name, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var bytes = new MemoryStream();
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await stream.ReadAsync(buffer, cancel)) > 0)
        {
            if (bytes.Length + read > PlanLimits.MaxBytes)
            {
                return Error.Validation("plan-too-large", $"{name} has more than {PlanLimits.MaxBytes} bytes, the most that a plan may have.");
            }

            bytes.Write(buffer, 0, read);
        }

        try
        {
            return Strict.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
        }
        catch (DecoderFallbackException e)
        {
            return Error.Validation("plan-not-utf8", $"{name} is not UTF-8 text: the byte at position {e.Index} does not belong there.");
        }
    }
}
