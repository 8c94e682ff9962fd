using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace CommandCenter.Tests.RealSystems;

/// <summary>Runs the scripts of tests/RealSystems and the systems that they set up.</summary>
internal static class ForeignProgram
{
    /// <summary>Set to <c>skip</c>, the tests against real systems are left out.</summary>
    public const string Switch = "CC_REAL_SYSTEMS";

    // the shell ends the system when its input ends, and that ends with whoever holds the other end of the pipe
    private const string Keeper = """
        log=$0
        "$@" >>"$log" 2>&1 &
        system=$!
        cat >/dev/null
        kill -TERM $system 2>/dev/null
        wait $system
        """;

    public static bool IsSwitchedOff => Environment.GetEnvironmentVariable(Switch) == "skip";

    /// <summary>What took long to make, kept for later runs.</summary>
    public static string Cache { get; } = Path.Combine(Path.GetTempPath(), "cc-real-systems");

    public static string Script(string name) => Path.Combine(WatchedSystem.Repository(), "tests", "RealSystems", name);

    /// <summary>Runs a command to its end.</summary>
    /// <exception cref="InvalidOperationException">It failed or took longer than <paramref name="patience"/>; the message ends with what it said last.</exception>
    public static async Task<string> RunAsync(TimeSpan patience, params string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["CC_REAL_CACHE"] = Cache;
        using var process = Process.Start(start)!;
        using var deadline = new CancellationTokenSource(patience);
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        try
        {
            await process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
        }

        var said = await output;
        return process.ExitCode == 0 ? said : throw new InvalidOperationException($"{string.Join(' ', command)} ended with {process.ExitCode}: {Last(said + await errors)}");
    }

    /// <summary>Starts a server that ends with this process; dispose what is returned to end it earlier.</summary>
    public static Process Keep(string log, IReadOnlyDictionary<string, string> environment, params string[] command)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", Keeper, log, .. command]) { UseShellExecute = false, RedirectStandardInput = true };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return Process.Start(start)!;
    }

    public static async Task EndAsync(Process keeper)
    {
        keeper.StandardInput.Close();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await keeper.WaitForExitAsync(patience.Token);
        keeper.Dispose();
    }

    /// <summary>Waits until something answers at <paramref name="address"/>, whatever it says.</summary>
    public static async Task UntilAnswersAsync(Uri address, string log)
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        try
        {
            await AppHost.UntilAsync(() => AnswersAsync(client, address), $"{address} answers", TimeSpan.FromSeconds(120));
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message}: {Last(await File.ReadAllTextAsync(log))}", e);
        }
    }

    private static async Task<bool> AnswersAsync(HttpClient client, Uri address)
    {
        try
        {
            using var answer = await client.GetAsync(address);
            return true;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    private static string Last(string text) => text.Length > 3000 ? text[^3000..] : text;
}
