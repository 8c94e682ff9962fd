using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace CommandCenter.Tests.RealSystems;

/// <summary>Tryton 6.0 from Debian's packages, furnished by tests/RealSystems/tryton.py, and a command center that reads it by plans/examples/tryton-medusa.yaml.</summary>
public sealed class TrytonSystem : IAsyncLifetime
{
    private const string Python = "/usr/bin/python3";
    private const string Modules = "/usr/lib/python3/dist-packages/";

    private static readonly (string Package, string File)[] Packages =
    [
        ("tryton-server", "/usr/bin/trytond"), ("tryton-modules-sale", Modules + "trytond/modules/sale/tryton.cfg"), ("tryton-proteus", Modules + "proteus/__init__.py"),
        ("tryton-modules-account-invoice-stock", Modules + "trytond/modules/account_invoice_stock/tryton.cfg"), ("python3-psycopg2", Modules + "psycopg2/__init__.py"), ("python3-tz", Modules + "pytz/__init__.py"),
    ];

    private readonly string folder = Directory.CreateTempSubdirectory("cc-tryton-").FullName;
    private PostgresServer? postgres;
    private string url = "";
    private Process? server;

    /// <summary>Why it cannot be had; null when it runs.</summary>
    public string? Missing { get; private set; }

    public WatchedSystem Watched { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Missing = ForeignProgram.IsSwitchedOff ? $"left out: {ForeignProgram.Switch} says skip"
            : Packages.FirstOrDefault(p => DebianPackage.Find(p.Package, p.File) is null) is { Package: { } lacking } ? $"no Tryton: install the package '{lacking}' (Debian 12)"
            : (postgres = await PostgresServer.OwnAsync("fsync=off", "full_page_writes=off", "jit=off")) is null ? PostgresServer.Missing
            : null;
        if (Missing is not null)
        {
            return;
        }

        var port = FreePort.Next();
        url = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/tryton/");
        var address = string.Create(CultureInfo.InvariantCulture, $"postgresql://{PostgresServer.User}:{PostgresServer.Password}@127.0.0.1:{postgres!.Port}/");
        await ForeignProgram.RunAsync(TimeSpan.FromMinutes(6), Python, ForeignProgram.Script("tryton.py"), "setup", folder, address, port.ToString(CultureInfo.InvariantCulture));
        var log = Path.Combine(folder, "log");
        server = ForeignProgram.Keep(log, new Dictionary<string, string>(StringComparer.Ordinal), Python, "/usr/bin/trytond", "-c", Path.Combine(folder, "trytond.conf"));
        await ForeignProgram.UntilAnswersAsync(new Uri(url), log);
        Watched = await WatchedSystem.StartAsync("legacy", "127.0.0.1:8000", new Uri(url).Authority);
    }

    /// <summary>Moves the order by hand, as tests/RealSystems/tryton.py says.</summary>
    public async Task StepAsync(string reference, params string[] steps)
    {
        foreach (var step in steps) await ForeignProgram.RunAsync(TimeSpan.FromMinutes(1), Python, ForeignProgram.Script("tryton.py"), "order", url, step, reference);
    }

    /// <summary>Ends every session at the server, as an administrator may.</summary>
    public async Task<int> EndSessionsAsync()
    {
        await using var connection = new NpgsqlConnection(postgres!.ConnectionString("tryton"));
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "DELETE FROM ir_session";
        return await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (Watched is not null) await Watched.DisposeAsync();
        if (server is not null) await ForeignProgram.EndAsync(server);
        if (postgres is not null) await postgres.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
