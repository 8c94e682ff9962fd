using System.Diagnostics;
using System.Globalization;

namespace CommandCenter.Tests.RealSystems;

/// <summary>Medusa 2 from the npm registry, furnished by tests/RealSystems/medusa.mjs, and a command center that reads it by plans/examples/tryton-medusa.yaml.</summary>
public sealed class MedusaSystem : IAsyncLifetime
{
    private static readonly string script = ForeignProgram.Script("medusa.mjs");

    private readonly string folder = Directory.CreateTempSubdirectory("cc-medusa-").FullName;
    private readonly int port = FreePort.Next();
    private PostgresServer? postgres;
    private Process? server;

    /// <summary>Why it cannot be had; null when it runs.</summary>
    public string? Missing { get; private set; }

    /// <summary>Polls twice a second.</summary>
    public WatchedSystem Watched { get; private set; } = null!;

    /// <summary>Polls once an hour, and is told by Medusa's hints in between.</summary>
    public WatchedSystem Hinted { get; private set; } = null!;

    public string Url => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");

    public async ValueTask InitializeAsync()
    {
        Missing = ForeignProgram.IsSwitchedOff ? $"left out: {ForeignProgram.Switch} says skip"
            : !File.Exists(NodePackage.Node) ? "no Medusa: node 20 and npm are needed"
            : (postgres = await PostgresServer.OwnAsync("fsync=off", "full_page_writes=off")) is null ? PostgresServer.Missing
            : await InstallAsync();
        if (Missing is not null)
        {
            return;
        }

        await postgres!.CreateDatabaseAsync("medusa");
        var database = string.Create(CultureInfo.InvariantCulture, $"postgres://{PostgresServer.User}:{PostgresServer.Password}@127.0.0.1:{postgres.Port}/medusa");
        await ForeignProgram.RunAsync(TimeSpan.FromMinutes(4), NodePackage.Node, script, "setup", folder, database);
        var listener = FreePort.Next();
        var log = Path.Combine(folder, "log");
        var hints = new Dictionary<string, string>(StringComparer.Ordinal) { ["HINT_URL"] = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{listener}"), ["HINT_SECRET"] = WatchedSystem.HintSecret };
        server = ForeignProgram.Keep(log, hints, NodePackage.Node, script, "start", folder, database, port.ToString(CultureInfo.InvariantCulture));
        await ForeignProgram.UntilAnswersAsync(new Uri(Url + "/health"), log);
        await ForeignProgram.RunAsync(TimeSpan.FromMinutes(1), NodePackage.Node, script, "furnish", Url);
        Watched = await WatchedSystem.StartAsync("orchestration", "127.0.0.1:9000", new Uri(Url).Authority);
        Hinted = await WatchedSystem.StartAsync("orchestration", "127.0.0.1:9000", new Uri(Url).Authority, listener, p => p.Replace("every: 500ms", "every: 1h", StringComparison.Ordinal));
    }

    /// <summary>Moves the order by hand, as tests/RealSystems/medusa.mjs says.</summary>
    public async Task StepAsync(string reference, params string[] steps)
    {
        foreach (var step in steps) await ForeignProgram.RunAsync(TimeSpan.FromMinutes(1), NodePackage.Node, script, "order", Url, step, reference);
    }

    public async ValueTask DisposeAsync()
    {
        if (Watched is not null) await Watched.DisposeAsync();
        if (Hinted is not null) await Hinted.DisposeAsync();
        if (server is not null) await ForeignProgram.EndAsync(server);
        if (postgres is not null) await postgres.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Where the registry is out of reach the tests are left out; what fails behind it fails them.</summary>
    private static async Task<string?> InstallAsync()
    {
        try
        {
            await ForeignProgram.RunAsync(TimeSpan.FromMinutes(5), NodePackage.Node, script, "install");
            return null;
        }
        catch (InvalidOperationException e)
        {
            return "no Medusa: its packages could not be installed from the npm registry: " + e.Message;
        }
    }
}
