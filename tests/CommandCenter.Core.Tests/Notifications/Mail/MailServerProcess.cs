using System.Diagnostics;
using System.Net.Sockets;

namespace CommandCenter.Tests.Notifications.Mail;

/// <summary>Debian's aiosmtpd, which keeps what it takes in a folder.</summary>
internal sealed class MailServerProcess : IAsyncDisposable
{
    public const string Missing = "no aiosmtpd: install the package 'python3-aiosmtpd'";
    private static readonly string? program = DebianPackage.Find("python3-aiosmtpd", "/usr/bin/aiosmtpd");
    private readonly Process process;
    private readonly string folder;

    private MailServerProcess(Process process, string folder, int port) => (this.process, this.folder, Port) = (process, folder, port);

    public static bool IsHere => program is not null;
    public int Port { get; }

    /// <summary>Every mail that it took, as it came.</summary>
    public IReadOnlyList<string> Mails => Directory.Exists(Path.Combine(folder, "box", "new")) ? [.. Directory.EnumerateFiles(Path.Combine(folder, "box", "new")).Order(StringComparer.Ordinal).Select(File.ReadAllText)] : [];

    public static async Task<MailServerProcess> StartAsync()
    {
        var (folder, port) = (Directory.CreateTempSubdirectory("cc-mail-").FullName, FreePort.Next());
        var started = Process.Start(new ProcessStartInfo(program!, ["-n", "-l", $"127.0.0.1:{port}", "-c", "aiosmtpd.handlers.Mailbox", Path.Combine(folder, "box")]) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true })!;
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync("127.0.0.1", port);
                return new MailServerProcess(started, folder, port);
            }
            catch (SocketException) when (!started.HasExited && TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(20))
            {
                await Task.Delay(50);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}
