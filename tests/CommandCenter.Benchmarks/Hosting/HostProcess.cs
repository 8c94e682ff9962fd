using System.Diagnostics;
using System.Net.Http.Json;
using CommandCenter.Access;

namespace CommandCenter.Benchmarks.Hosting;

/// <summary>A server in a process of its own, started from this program; ended with it.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private readonly Process process;
    private readonly HttpClient control;

    private HostProcess(Process process, Uri address, Uri controlAddress)
    {
        this.process = process;
        Address = address;
        control = new HttpClient { BaseAddress = controlAddress, Timeout = TimeSpan.FromSeconds(30) };
    }

    /// <summary>Where pages are served.</summary>
    public Uri Address { get; }

    /// <param name="kind"><see cref="HostMode.Product"/> or <see cref="HostMode.Peer"/>.</param>
    /// <param name="settings">Passed on as arguments.</param>
    /// <param name="environment">Added to the environment: secrets, and the collector's mode.</param>
    /// <exception cref="InvalidOperationException">It ended before it listened; its last lines are in the message.</exception>
    public static async Task<HostProcess> StartAsync(string kind, IEnumerable<string> settings, IReadOnlyDictionary<string, string> environment, CancellationToken cancel)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
        {
            start.ArgumentList.Add(typeof(HostProcess).Assembly.Location);
        }

        foreach (var argument in new[] { HostMode.Word, kind }.Concat(settings))
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var started = Process.Start(start)!;
        try
        {
            var words = await ReadyAsync(started, cancel);
            return new HostProcess(started, new Uri(words[1]), new Uri(words[2]));
        }
        catch
        {
            await EndAsync(started);
            throw;
        }
    }

    public async Task<ProcessStats> StatsAsync(bool collect, CancellationToken cancel) =>
        (await control.GetFromJsonAsync<ProcessStats>(new Uri($"/stats?collect={(collect ? "true" : "false")}", UriKind.Relative), cancel))!;

    /// <summary>Calls something that only this host's control has.</summary>
    public async Task ControlAsync(string path, CancellationToken cancel)
    {
        using var answer = await control.PostAsync(new Uri(path, UriKind.Relative), null, cancel);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>A token of its own for the product, with one role.</summary>
    public async Task<string> TokenAsync(Role role, CancellationToken cancel)
    {
        using var answer = await control.PostAsync(new Uri("/token/" + role, UriKind.Relative), null, cancel);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadAsStringAsync(cancel);
    }

    public async ValueTask DisposeAsync()
    {
        control.Dispose();
        await EndAsync(process);
    }

    private static async Task<string[]> ReadyAsync(Process process, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(StartLimit);
        var errors = process.StandardError.ReadToEndAsync(cancel);
        var said = new List<string>();
        while (await process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            if (line.StartsWith("READY ", StringComparison.Ordinal))
            {
                _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
                return line.Split(' ');
            }

            said.Add(line);
        }

        throw new InvalidOperationException("The host ended before it listened: " + string.Join(" / ", said.TakeLast(5)) + " " + await errors);
    }

    private static async Task EndAsync(Process process)
    {
        process.StandardInput.Close();
        using var grace = new CancellationTokenSource(TimeSpan.FromSeconds(8));
        try
        {
            await process.WaitForExitAsync(grace.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }

        process.Dispose();
    }
}
