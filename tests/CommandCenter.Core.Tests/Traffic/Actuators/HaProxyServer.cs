using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using CommandCenter.Plan;

namespace CommandCenter.Tests.Traffic.Actuators;

/// <summary>Debian's HAProxy with the Lua file that the product ships, in a folder of its own. Its backends answer their name.</summary>
internal sealed class HaProxyServer : IAsyncDisposable
{
    private const string Program = "/usr/sbin/haproxy";
    private readonly SocketsHttpHandler handler = new() { MaxConnectionsPerServer = 16 };
    private readonly HttpMessageInvoker client;
    private Process? process;

    private HaProxyServer(string folder)
    {
        (Folder, Port, RuntimePort) = (folder, FreePort.Next(), FreePort.Next());
        client = new HttpMessageInvoker(handler, disposeHandler: false);
    }

    public string Folder { get; }
    public int Port { get; }

    /// <summary>Of the runtime interface over TCP, which is there besides the socket.</summary>
    public int RuntimePort { get; }
    public string Socket => Path.Combine(Folder, "admin.sock");
    public string Map => Path.Combine(Folder, "order-split.map");
    private string Config => Path.Combine(Folder, "haproxy.cfg");

    /// <summary>Null where HAProxy cannot be had.</summary>
    public static async Task<HaProxyServer?> StartAsync()
    {
        if (DebianPackage.Find("haproxy", Program) is null)
        {
            return null;
        }

        // a socket's path has at most 107 characters
        var server = new HaProxyServer(Directory.CreateTempSubdirectory("hap-").FullName);
        await File.WriteAllTextAsync(server.Map, "");
        await File.WriteAllTextAsync(server.Config, $$"""
            global
                stats socket {{server.Socket}} mode 600 level admin
                stats socket 127.0.0.1:{{server.RuntimePort.ToString(CultureInfo.InvariantCulture)}} level admin
                setenv CUTOVER_MAP {{server.Map}}
                lua-load-per-thread {{Path.Combine(Root(), "docs", "actuators", "cutover-split.lua")}}
                nbthread 4
                maxconn 200
            defaults
                mode http
                timeout connect 5s
                timeout client 30s
                timeout server 30s
            frontend orders
                bind 127.0.0.1:{{server.Port.ToString(CultureInfo.InvariantCulture)}}
                http-request set-var(txn.decision) lua.cutover_decision
                use_backend orchestration if { var(txn.decision) -m beg orchestration }
                default_backend legacy
            backend legacy
                http-request return status 200 content-type text/plain lf-string "legacy %[var(txn.decision)] %[lua.cutover_side] %[req.fhdr(x-order-key),lua.cutover_slot]"
            backend orchestration
                http-request return status 200 content-type text/plain lf-string "orchestration %[var(txn.decision)] %[lua.cutover_side] %[req.fhdr(x-order-key),lua.cutover_slot]"

            """);
        await server.BeginAsync();
        return server;
    }

    /// <summary>Starts it where it was; its map is empty then.</summary>
    public async Task BeginAsync()
    {
        process = Process.Start(new ProcessStartInfo(Program, ["-db", "-f", Config]) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true })!;
        var said = process.StandardError.ReadToEndAsync();
        for (var tries = 0; ; tries++)
        {
            Assert.False(process.HasExited, process.HasExited ? await said : "");
            try
            {
                using var tcp = new TcpClient();
                await tcp.ConnectAsync("127.0.0.1", Port);
                return;
            }
            catch (SocketException) when (tries < 500)
            {
                await Task.Delay(20);
            }
        }
    }

    /// <summary>Ends it at once, as a crash does.</summary>
    public async Task KillAsync()
    {
        if (process is { HasExited: false } running)
        {
            running.Kill();
            await running.WaitForExitAsync();
        }
    }

    public ActuatorDefinition Definition(bool overTcp = false) => new("edge", ActuatorKind.HaProxy, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5))
    {
        HaProxy = new HaProxySettings(overTcp ? string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{RuntimePort}") : Socket, Map),
    };

    /// <summary>Where a request with these headers went, by which revision, and the key's slot.</summary>
    public async Task<(string Side, string Revision, int Slot)> AskAsync(params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://127.0.0.1:{Port.ToString(CultureInfo.InvariantCulture)}/orders");
        foreach (var (name, value) in headers)
        {
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        }

        using var response = await client.SendAsync(request, default);
        return (await response.Content.ReadAsStringAsync()).Split(' ') is [var side, var decided, var revision, _, var slot] && side == decided ? (side, revision, int.TryParse(slot, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : -1) : throw new InvalidOperationException("HAProxy did not answer.");
    }

    public Task<(string Side, string Revision, int Slot)> AskAsync(SplitOrder order)
    {
        var a = order.Attributes;
        return AskAsync([
            ("X-Order-Key", order.Key),
            .. new (string Name, string? Value)[] { ("Lane", a.Lane), ("Region", a.Region), ("Brand", a.Brand), ("Channel", a.Channel), ("Store", a.Store), ("Sku-Class", a.SkuClass), ("Tenant", a.Tenant) }
                .Where(p => p.Value is not null).Select(p => ("X-Order-" + p.Name, Encode(p.Value!))),
        ]);
    }

    /// <summary>The body of the answer to headers as they stand here; a client would put equal ones together.</summary>
    public async Task<string> SendAsync(string headers)
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync("127.0.0.1", Port);
        await tcp.GetStream().WriteAsync(System.Text.Encoding.UTF8.GetBytes($"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n{headers}\r\n"));
        using var reader = new StreamReader(tcp.GetStream());
        return (await reader.ReadToEndAsync()).Split("\r\n\r\n")[1];
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        process?.Dispose();
        client.Dispose();
        handler.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>As the Lua file's head asks for it.</summary>
    private static string Encode(string value) => value.All(c => c is >= '!' and <= '~' and not '%') ? value : Uri.EscapeDataString(value);

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "CommandCenter.sln")))
        {
            folder = folder.Parent;
        }

        return folder.FullName;
    }
}
