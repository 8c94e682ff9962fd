using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace CommandCenter.Tests;

/// <summary>
/// A PostgreSQL server of its own on a free loopback port and a temporary folder, run from the machine's binaries. It ends, and its folder goes, with the process that started it, even
/// when that is killed. Its databases collate by a language and it asks for a password, as a foreign server would.
/// </summary>
public sealed partial class PostgresServer : IAsyncDisposable
{
    public const string User = "command_center";
    public const string Password = "not-to-be-shown-4711";
    public const string Missing = "no PostgreSQL: install the package 'postgresql' or set CC_POSTGRES_BIN to the folder of initdb and postgres";

    // the shell ends the server when its input ends, and that ends with whoever holds the other end of the pipe
    private const string Keeper = """
        "$0/postgres" -D "$1/data" >>"$1/log" 2>&1 &
        server=$!
        cat >/dev/null
        kill -QUIT $server 2>/dev/null
        wait $server
        [ -e "$1/keep" ] || rm -rf "$1"
        """;

    private static readonly Lazy<string?> Binaries = new(FindBinaries, LazyThreadSafetyMode.ExecutionAndPublication);
    private static readonly SemaphoreSlim Gate = new(1, 1);
    private static PostgresServer? shared;
    private static int databases;

    private readonly string folder;
    private readonly bool isShared;
    private Process? keeper;

    private PostgresServer(string folder, int port, bool isShared)
    {
        (this.folder, Port, this.isShared) = (folder, port, isShared);
    }

    /// <summary>On 127.0.0.1; the same after a restart.</summary>
    public int Port { get; }

    /// <summary>The one server of this test process, which nobody may stop; null where PostgreSQL cannot be had.</summary>
    public static async Task<PostgresServer?> SharedAsync()
    {
        await Gate.WaitAsync();
        try
        {
            return shared ??= await CreateAsync(isShared: true, ["fsync=off", "full_page_writes=off"], Memory);
        }
        finally
        {
            Gate.Release();
        }
    }

    /// <summary>A server for one test, which may stop and kill it; dispose it. Null where PostgreSQL cannot be had.</summary>
    /// <param name="settings">Such as <c>fsync=off</c>; none = PostgreSQL's defaults.</param>
    public static Task<PostgresServer?> OwnAsync(params string[] settings) => CreateAsync(isShared: false, settings);

    /// <summary>To a database that exists; with the password.</summary>
    public string ConnectionString(string database = "postgres") => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1", Port = Port, Username = User, Password = Password, Database = database,
    }.ConnectionString;

    /// <summary>Creates a database.</summary>
    /// <param name="name">Null = a new name.</param>
    /// <param name="template">A database that nobody is connected to and that is copied; null = an empty one.</param>
    /// <returns>The connection string.</returns>
    public async Task<string> CreateDatabaseAsync(string? name = null, string? template = null)
    {
        name ??= string.Create(CultureInfo.InvariantCulture, $"test_{Interlocked.Increment(ref databases)}");
        await RunAsync($"CREATE DATABASE \"{name}\" TEMPLATE \"{template ?? "template0"}\" STRATEGY file_copy");
        return ConnectionString(name);
    }

    /// <summary>Ends its connections and removes it.</summary>
    public async Task DropDatabaseAsync(string connectionString)
    {
        var name = new NpgsqlConnectionStringBuilder(connectionString).Database;
        await RunAsync($"DROP DATABASE IF EXISTS \"{name}\" WITH (FORCE)");
        await using var pool = new NpgsqlConnection(connectionString);
        NpgsqlConnection.ClearPool(pool);
    }

    /// <summary>Ends every connection and then the server, in good order (pg_ctl's fast).</summary>
    public Task StopAsync() => EndAsync("INT");

    /// <summary>Ends the server at once without a last word, as a crash does (pg_ctl's immediate).</summary>
    public Task KillAsync() => EndAsync("QUIT");

    /// <summary>Starts it again on the same port and data.</summary>
    public async Task StartAsync()
    {
        keeper = Launch("/bin/sh", redirectInput: true, "-c", Keeper, Binaries.Value!, folder);
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                await RunAsync("SELECT 1");
                return;
            }
            catch (NpgsqlException) when (TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(60) && !keeper.HasExited)
            {
                await Task.Delay(50);
            }
            catch (NpgsqlException e)
            {
                throw new InvalidOperationException($"PostgreSQL did not start: {e.Message} {await File.ReadAllTextAsync(Path.Combine(folder, "log"))}", e);
            }
        }
    }

    /// <summary>Everything that the server wrote to its log.</summary>
    public Task<string> ReadLogAsync() => File.ReadAllTextAsync(Path.Combine(folder, "log"));

    public async ValueTask DisposeAsync()
    {
        if (isShared)
        {
            return;
        }

        File.Delete(Path.Combine(folder, "keep"));
        if (keeper is { HasExited: false })
        {
            keeper.StandardInput.Close();
            await keeper.WaitForExitAsync();
        }

        keeper?.Dispose();
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // what every test copies and drops has to outlive nothing, so where there is room it needs no disk
    private static string? Memory => new DriveInfo("/dev/shm") is { IsReady: true, AvailableFreeSpace: > 4L << 30 } drive ? drive.Name : null;

    private static async Task<PostgresServer?> CreateAsync(bool isShared, string[] settings, string? under = null)
    {
        if (Binaries.Value is not { } binaries)
        {
            return null;
        }

        var home = under is null
            ? Directory.CreateTempSubdirectory("cc-postgres-").FullName
            : Directory.CreateDirectory(Path.Combine(under, "cc-postgres-" + Path.GetRandomFileName())).FullName;
        var server = new PostgresServer(home, FreePort.Next(), isShared);
        await File.WriteAllTextAsync(Path.Combine(home, "password"), Password);
        if (IsRoot)
        {
            await RunToEndAsync("/bin/chown", "-R", ServerUser, home);
        }

        using (var init = Launch(
            Path.Combine(binaries, "initdb"), redirectInput: false, "-D", Path.Combine(home, "data"), "-U", User, "--auth=scram-sha-256", "--pwfile=" + Path.Combine(home, "password"), "--no-sync",
            "-E", "UTF8", "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en-US"))
        {
            var said = init.StandardError.ReadToEndAsync();
            _ = init.StandardOutput.ReadToEndAsync();
            await init.WaitForExitAsync();
            if (init.ExitCode != 0)
            {
                throw new InvalidOperationException($"initdb ended with {init.ExitCode}: {await said}");
            }
        }

        string[] all = ["listen_addresses='127.0.0.1'", $"port={server.Port}", "unix_socket_directories=''", "max_connections=300", .. settings];
        await File.AppendAllLinesAsync(Path.Combine(home, "data", "postgresql.conf"), all);
        await server.StartAsync();
        return server;
    }

    private async Task EndAsync(string signal)
    {
        Debug.Assert(!isShared, "the shared server serves other tests too");
        await File.WriteAllTextAsync(Path.Combine(folder, "keep"), "");
        NpgsqlConnection.ClearAllPools();
        var server = (await File.ReadAllLinesAsync(Path.Combine(folder, "data", "postmaster.pid")))[0];
        await RunToEndAsync("/bin/kill", "-" + signal, server);
        var began = TimeProvider.System.GetTimestamp();
        while (await IsRunningAsync(server) && TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(30))
        {
            await Task.Delay(10);
        }

        keeper!.StandardInput.Close();
        await keeper.WaitForExitAsync();
        File.Delete(Path.Combine(folder, "keep"));
    }

    // the keeper collects the server when it likes, so it may be gone between any two looks: one read decides
    private static async Task<bool> IsRunningAsync(string process)
    {
        try
        {
            return !(await File.ReadAllTextAsync($"/proc/{process}/stat")).Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    private async Task RunAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(ConnectionString()) { Pooling = false, Timeout = 5 }.ConnectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.CommandTimeout = 60;
        await command.ExecuteNonQueryAsync();
    }

    private static bool IsRoot => Environment.UserName == "root";

    /// <summary>PostgreSQL refuses to run as root.</summary>
    private static string ServerUser => File.ReadLines("/etc/passwd").Any(l => l.StartsWith("postgres:", StringComparison.Ordinal)) ? "postgres" : "nobody";

    private static Process Launch(string program, bool redirectInput, params string[] arguments)
    {
        string[] all = IsRoot ? ["/usr/bin/setpriv", "--reuid=" + ServerUser, "--clear-groups", program, .. arguments] : [program, .. arguments];
        return Process.Start(new ProcessStartInfo(all[0], all[1..])
        {
            UseShellExecute = false, RedirectStandardInput = redirectInput, RedirectStandardOutput = !redirectInput, RedirectStandardError = !redirectInput, WorkingDirectory = "/",
        })!;
    }

    private static async Task RunToEndAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false });
        await process!.WaitForExitAsync();
    }

    private static string? FindBinaries()
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        if (KnownBinaries() is { } here)
        {
            return here;
        }

        if (IsRoot && File.Exists("/usr/bin/apt-get"))
        {
            Apt("update", "-qq");
            Apt("install", "-y", "-qq", "--no-install-recommends", "postgresql");
        }

        return KnownBinaries();
    }

    private static string? KnownBinaries()
    {
        IEnumerable<string?> folders = [Environment.GetEnvironmentVariable("CC_POSTGRES_BIN")];
        if (Directory.Exists("/usr/lib/postgresql"))
        {
            folders = folders.Concat(Directory.GetDirectories("/usr/lib/postgresql").OrderByDescending(VersionOf).Select(d => Path.Combine(d, "bin")));
        }

        folders = folders.Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':'));
        return folders.FirstOrDefault(f => !string.IsNullOrEmpty(f) && File.Exists(Path.Combine(f, "initdb")) && File.Exists(Path.Combine(f, "postgres")));

        static int VersionOf(string path) => int.TryParse(Path.GetFileName(path), CultureInfo.InvariantCulture, out var version) ? version : 0;
    }

    private static void Apt(params string[] arguments)
    {
        var start = new ProcessStartInfo("/usr/bin/apt-get", arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DEBIAN_FRONTEND"] = "noninteractive";
        using var process = Process.Start(start);
        process?.WaitForExit(TimeSpan.FromMinutes(4));
    }
}
