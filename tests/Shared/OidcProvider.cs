using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;

namespace CommandCenter.Tests;

/// <summary>
/// A certified OpenID provider of npm (oidc-provider) as a process of its own, with its development sign-in form: who signs in as a subject is that person, with the name and groups
/// that the test told. Keys are made anew at each start, under the same key id.
/// </summary>
internal sealed class OidcProvider : IAsyncDisposable
{
    public const string ClientId = "cutover";
    public const string Secret = "a-secret-of-the-client";

    private const string Script = """
        import Provider from 'oidc-provider';
        import { generateKeyPairSync } from 'node:crypto';
        const [port, app, secret] = process.argv.slice(2);
        const people = {};
        const jwk = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' });
        const provider = new Provider(`http://127.0.0.1:${port}`, {
          clients: [{ client_id: 'cutover', client_secret: secret, redirect_uris: [`${app}sign-in/oidc`], post_logout_redirect_uris: [`${app}sign-in`] }],
          jwks: { keys: [{ ...jwk, kid: 'the-key', use: 'sig', alg: 'RS256' }] },
          cookies: { keys: ['of-a-test'] },
          claims: { profile: ['preferred_username', 'groups'] },
          findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, preferred_username: people[id]?.[0], groups: people[id]?.[1].split(',') }) }),
        });
        provider.use(async (ctx, next) => {
          if (ctx.path !== '/of-the-test') return next();
          const [sub, name, groups] = ctx.query.person.split('|');
          people[sub] = [name, groups ?? ''];
          ctx.body = sub;
        });
        provider.listen(Number(port), '127.0.0.1');
        """;

    private readonly string folder;
    private readonly Uri app;
    private Process? process;

    private OidcProvider(string folder, int port, Uri app) => (this.folder, Port, this.app) = (folder, port, app);

    public int Port { get; }

    /// <summary>Settings of a product whose provider listens at <paramref name="port"/>.</summary>
    public static Dictionary<string, string?> Settings(int port) => new(StringComparer.Ordinal)
    {
        ["CommandCenter:Identity:Oidc:Authority"] = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"),
        ["CommandCenter:Identity:Oidc:ClientId"] = ClientId,
        ["CommandCenter:Identity:Oidc:ClientSecret"] = "${env:CC_SECRET_OIDC}",
        ["CommandCenter:Identity:Oidc:Name"] = "Retail ID",
        ["CommandCenter:Identity:Oidc:RoleClaim"] = "groups",
        ["CommandCenter:Identity:Oidc:RoleMap:0:Value"] = "cutover-commanders",
        ["CommandCenter:Identity:Oidc:RoleMap:0:Role"] = "IncidentCommander",
        ["CommandCenter:Identity:Oidc:RoleMap:1:Value"] = "urn:retail:recon",
        ["CommandCenter:Identity:Oidc:RoleMap:1:Role"] = "ReconciliationLead",
        ["CommandCenter:Identity:Oidc:RoleMap:2:Value"] = "cutover-leads",
        ["CommandCenter:Identity:Oidc:RoleMap:2:Role"] = "TechnicalLead",
        ["CommandCenter:Outbound:AllowedPrivateHosts:0"] = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}"),
    };

    /// <summary>Null where node or the package cannot be had.</summary>
    public static async Task<OidcProvider?> StartAsync(int port, Uri app)
    {
        if (await NodePackage.InstallAsync("oidc-provider@9.13.3") is not { } folder) return null;
        var provider = new OidcProvider(folder, port, app);
        await provider.StartAsync();
        return provider;
    }

    /// <summary>What the provider says of somebody from now on.</summary>
    /// <param name="person"><c>SUBJECT|NAME|GROUP,GROUP</c>.</param>
    /// <returns>The subject.</returns>
    public static async Task<string> TellAsync(int port, string person)
    {
        using var client = new HttpClient();
        return await client.GetStringAsync(new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/of-the-test?person={Uri.EscapeDataString(person)}")));
    }

    /// <summary>Starts it again, with other keys.</summary>
    public async Task StartAsync()
    {
        var file = Path.Combine(folder, $"{Guid.CreateVersion7():N}.mjs");
        await File.WriteAllTextAsync(file, Script);
        process = Process.Start(new ProcessStartInfo(NodePackage.Node, [file, Port.ToString(CultureInfo.InvariantCulture), app.ToString(), Secret]) { WorkingDirectory = folder, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await AppHost.UntilAsync(async () =>
        {
            using var probe = new TcpClient();
            try
            {
                await probe.ConnectAsync("127.0.0.1", Port);
                return true;
            }
            catch (SocketException)
            {
                return false;
            }
        }, "the provider listens", TimeSpan.FromSeconds(20));
        File.Delete(file);
    }

    public async Task StopAsync()
    {
        if (process is null) return;
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
        process = null;
    }

    public async ValueTask DisposeAsync() => await StopAsync();
}
