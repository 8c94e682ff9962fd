using System.Security.Cryptography;
using CommandCenter.Plan;
using CommandCenter.Shared;
using CommandCenter.Sources.Files;

namespace CommandCenter.Traffic.Actuators.Flagd;

/// <summary>
/// A file that flagd watches. It is written beside its place, put on disk and then renamed, so that a reader meets the old table or the new one. What is confirmed is what the file holds; how soon
/// flagd reads it is flagd's.
/// </summary>
internal sealed class FlagdFileActuator(ActuatorDefinition definition, AllowedFolders folders) : IActuator
{
    /// <summary>Bytes of a file that is read back; more is none of ours.</summary>
    private const int LargestFile = 4 * 1024 * 1024;

    private readonly FlagdSettings settings = definition.Flagd!;

    public ActuatorDefinition Definition => definition;

    public string ContentOf(CarriedTable table) => Fingerprint(FlagdDocument.Write(table, settings.Flag));

    public async Task<Result<Holding>> ReadAsync(CancellationToken cancel)
    {
        try
        {
            var located = folders.Locate(settings.Path);
            if (located.Error is { } refused)
            {
                return Error.Unavailable(refused.Code, refused.Message);
            }

            await using var file = new FileStream(located.Value, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (file.Length > LargestFile)
            {
                return new Holding(0, null, "another file");
            }

            var bytes = new byte[file.Length];
            await file.ReadExactlyAsync(bytes, cancel);
            return FlagdDocument.Read(bytes, settings.Flag) is { } read ? new Holding(read.Revision, read.BreakGlass, Fingerprint(bytes)) : new Holding(0, null, "another file");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return Holding.Nothing;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Error.Unavailable("file-unreadable", $"The file {settings.Path} cannot be read ({Why(e)}).");
        }
    }

    public async Task<Error?> ApplyAsync(CarriedTable table, CancellationToken cancel)
    {
        string? beside = null;
        try
        {
            var located = folders.Locate(settings.Path);
            if (located.Error is { } refused)
            {
                return refused;
            }

            beside = Path.Combine(Path.GetDirectoryName(located.Value)!, $".{Path.GetFileName(located.Value)}.{Guid.CreateVersion7():N}");
            // readable for flagd whatever account it runs under: there is nothing secret in it
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
            }

            await using (var file = new FileStream(beside, options))
            {
                await file.WriteAsync(FlagdDocument.Write(table, settings.Flag), cancel);
                file.Flush(flushToDisk: true);
            }

            File.Move(beside, located.Value, overwrite: true);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Error.Unavailable("file-unwritable", $"The file {settings.Path} cannot be written ({Why(e)}).");
        }
        finally
        {
            Remove(beside);
        }
    }

    public void Dispose()
    {
        // nothing is kept open
    }

    private static void Remove(string? path)
    {
        try
        {
            if (path is not null)
            {
                File.Delete(path);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // a dot file that nobody reads
        }
    }

    private static string Fingerprint(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static string Why(Exception e) => e switch
    {
        UnauthorizedAccessException => "no permission",
        DirectoryNotFoundException => "its folder is not there",
        _ => e.Message,
    };
}
