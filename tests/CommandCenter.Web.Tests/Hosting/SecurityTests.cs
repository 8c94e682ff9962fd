using System.Net;
using System.Net.Http.Json;
using CommandCenter.Tests.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CommandCenter.Tests.Hosting;

public class SecurityTests(QuietApp app) : IClassFixture<QuietApp>
{
    [Theory]
    [InlineData("/sign-in")]
    [InlineData("/")]
    [InlineData("/tokens.css")]
    [InlineData("/api/v1/jobs")]
    [InlineData("/nothing-here")]
    public async Task EveryAnswer_CarriesTheHeaders(string url)
    {
        using var client = app.Host.CreateClient();

        using var answer = await client.GetAsync(url);

        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("same-origin", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
        Assert.False(answer.Headers.Contains("Server"));
    }

    [Theory]
    [InlineData("/api/v1/orders", true)]
    [InlineData("/api/v1/nothing-here", false)]
    public async Task Api_AnyAnswer_IsKeptByNobody(string url, bool found)
    {
        using var client = await app.Host.TokenClientAsync("ops");

        using var answer = await client.GetAsync(url);

        Assert.Equal(found, answer.IsSuccessStatusCode);
        Assert.True(answer.Headers.CacheControl?.NoStore);
    }

    /// <summary>By the API and on a page; the log has who and what, and nothing that they wrote.</summary>
    [Fact]
    public async Task Refused_WhoMayNot_IsLoggedByName()
    {
        var heard = new HeardWarnings("CommandCenter.");
        await using var host = await AppHost.StartAsync(new AppHostOptions { World = false, Services = s => s.AddSingleton<ILoggerProvider>(heard) });
        using var exec = await host.TokenClientAsync("exec");
        using var refused = await exec.PostAsJsonAsync("/api/v1/people", new { name = "mallory", password = "not to be told", roles = new[] { "Administrator" }, reason = "to see" });
        using var browser = host.CreateClient();
        (await AppHost.SignInAsync(browser, "exec")).Dispose();
        (await browser.GetAsync("/admin")).Dispose();

        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Contains("Refused: exec tried POST /api/v1/people and may not (not-permitted)", heard.Written);
        Assert.Contains("Refused: exec tried administer-people and may not (not-permitted)", heard.Written);
        Assert.DoesNotContain(heard.Written, l => l.Contains("mallory", StringComparison.Ordinal) || l.Contains("not to be told", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Page_SignedIn_HasNoInlineScript()
    {
        using var client = app.Host.CreateClient();
        (await AppHost.SignInAsync(client, "commander")).Dispose();

        var html = await client.GetStringAsync("/");

        foreach (var script in html.Split("<script", StringSplitOptions.None).Skip(1)) Assert.Contains(" src=\"", script.Split('>')[0], StringComparison.Ordinal);
        Assert.DoesNotContain(" onclick=", html, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("/_blazor/negotiate?negotiateVersion=1")]
    [InlineData("/hubs/live/negotiate?negotiateVersion=1")]
    public async Task Connection_FromForeignOrigin_IsRefused(string url)
    {
        using var client = app.Host.CreateClient();
        (await AppHost.SignInAsync(client, "commander")).Dispose();

        Assert.Equal(HttpStatusCode.Forbidden, await NegotiateAsync(client, url, "https://evil.example"));
        Assert.Equal(HttpStatusCode.Forbidden, await NegotiateAsync(client, url, "null"));
        Assert.NotEqual(HttpStatusCode.Forbidden, await NegotiateAsync(client, url, app.Host.Url.GetLeftPart(UriPartial.Authority)));
    }

    [Fact]
    public async Task Circuit_NotSignedIn_IsRefused()
    {
        using var client = app.Host.CreateClient();

        Assert.Equal(HttpStatusCode.Unauthorized, await NegotiateAsync(client, "/_blazor/negotiate?negotiateVersion=1", null));
    }

    [Fact]
    public async Task Api_CookieFromForeignOrigin_IsRefused()
    {
        using var client = app.Host.CreateClient();
        (await AppHost.SignInAsync(client, "techlead")).Dispose();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/jobs/check-storage/run");
        request.Headers.Add("Origin", "https://evil.example");

        using var answer = await client.SendAsync(request);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Contains("foreign-origin", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Body_TooLarge_Is413()
    {
        using var client = app.Host.CreateClient();

        using var answer = await client.PostAsJsonAsync("/api/v1/session", new { user = "ops", password = new string('x', 2 * 1024 * 1024) });

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Fact]
    public async Task Body_NotJson_Is400WithoutInternals()
    {
        using var client = app.Host.CreateClient();

        using var answer = await client.PostAsync("/api/v1/session", new StringContent("{ nonsense", System.Text.Encoding.UTF8, "application/json"));

        var text = await answer.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.DoesNotContain("Exception", text, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SignIn_TooManyFromOneAddress_Is429()
    {
        await using var host = await AppHost.StartAsync(new AppHostOptions { World = false, Settings = new Dictionary<string, string?> { ["CommandCenter:Identity:SignInsPerMinute"] = "3" } });
        using var client = host.CreateClient();

        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 5; i++) statuses.Add((await client.PostAsJsonAsync("/api/v1/session", new { user = $"nobody{i}", password = "x" })).StatusCode);
        var page = (await AppHost.SignInAsync(client, "ops")).StatusCode;

        Assert.Equal([HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.TooManyRequests, HttpStatusCode.TooManyRequests], statuses);
        Assert.Equal(HttpStatusCode.TooManyRequests, page);
    }

    private static async Task<HttpStatusCode> NegotiateAsync(HttpClient client, string url, string? origin)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url);
        if (origin is not null) request.Headers.TryAddWithoutValidation("Origin", origin);
        using var answer = await client.SendAsync(request);
        return answer.StatusCode;
    }
}
