using System.Net;

namespace CommandCenter.Tests.Identity;

/// <summary>What the session's cookie is worth, and where.</summary>
public class SessionCookieTests
{
    [Fact]
    public async Task Cookie_AfterRestart_IsStillGood()
    {
        await using var host = await AppHost.StartAsync(new AppHostOptions { World = false });
        using var client = host.CreateClient();
        (await AppHost.SignInAsync(client, "ops")).Dispose();

        await host.RestartAsync();
        using var page = await client.GetAsync("/jobs");

        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
    }

    [Fact]
    public async Task Cookie_ListeningBeyondThisMachine_IsForHttpsOnly()
    {
        await using var host = await AppHost.StartAsync(Behind("127.0.0.1") with { World = false });
        using var client = Forwarded(host, "https");

        using var page = await client.GetAsync("/sign-in");

        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        var cookie = Assert.Single(page.Headers.GetValues("Set-Cookie"));
        Assert.Contains("; secure", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("tower.example", true)]
    [InlineData("localhost", false)]
    public async Task Https_OfAHostOfItsOwn_IsToBeUsedFromNowOn(string name, bool expected)
    {
        await using var host = await AppHost.StartAsync(Behind("127.0.0.1") with { World = false });
        using var client = Forwarded(host, "https");
        client.DefaultRequestHeaders.Add("X-Forwarded-Host", name);

        using var page = await client.GetAsync("/sign-in");

        Assert.Equal(expected, page.Headers.TryGetValues("Strict-Transport-Security", out var said) && said.Single().StartsWith("max-age=31536000", StringComparison.Ordinal));
    }

    [Fact]
    public async Task SignIn_BeyondThisMachineWithoutHttps_SaysWhatIsMissing()
    {
        await using var host = await AppHost.StartAsync(Behind("127.0.0.1") with { World = false });
        using var client = Forwarded(host, "http");

        using var page = await client.GetAsync("/sign-in");

        Assert.Equal(HttpStatusCode.UpgradeRequired, page.StatusCode);
        Assert.Contains("https", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1", HttpStatusCode.Unauthorized)] // past the check of where it comes from, who it is is asked
    [InlineData("192.0.2.1", HttpStatusCode.Forbidden)]
    public async Task ForwardedHost_FromProxy_CountsOnlyWhereItIsTrusted(string trusted, HttpStatusCode expected)
    {
        await using var host = await AppHost.StartAsync(new AppHostOptions { World = false, Settings = new Dictionary<string, string?>(StringComparer.Ordinal) { ["CommandCenter:Proxy:Trusted:0"] = trusted } });
        using var client = host.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/_blazor/negotiate?negotiateVersion=1");
        request.Headers.Add("X-Forwarded-For", "203.0.113.9");
        request.Headers.Add("X-Forwarded-Proto", "https");
        request.Headers.Add("X-Forwarded-Host", "tower.example");
        request.Headers.Add("Origin", "https://tower.example");

        using var answer = await client.SendAsync(request);

        Assert.Equal(expected, answer.StatusCode);
    }

    private static AppHostOptions Behind(string proxy) => new()
    {
        Settings = new Dictionary<string, string?>(StringComparer.Ordinal) { ["urls"] = "http://0.0.0.0:0", ["CommandCenter:Proxy:Trusted:0"] = proxy },
    };

    private static HttpClient Forwarded(AppHost host, string scheme)
    {
        var client = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = new Uri($"http://127.0.0.1:{host.Url.Port}") };
        client.DefaultRequestHeaders.Add("X-Forwarded-Proto", scheme);
        client.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.9");
        return client;
    }
}
