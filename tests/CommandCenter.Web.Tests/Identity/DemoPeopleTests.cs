using System.Net;
using System.Net.Http.Json;

namespace CommandCenter.Tests.Identity;

public class DemoPeopleTests(QuietApp app) : IClassFixture<QuietApp>
{
    [Theory]
    [InlineData("Forwarded", "for=192.0.2.1")]
    [InlineData("X-Forwarded-For", "192.0.2.1")]
    [InlineData("X-Forwarded-Proto", "https")]
    [InlineData("Via", "1.1 proxy")]
    [InlineData("Host", "cutover.example")]
    [InlineData("Host", "127.0.0.1.evil.example")]
    public async Task SignIn_ForwardedOrForeignHost_IsRefused(string header, string value)
    {
        using var client = app.Host.CreateClient();
        client.DefaultRequestHeaders.TryAddWithoutValidation(header, value);

        using var answer = await client.PostAsJsonAsync("/api/v1/session", new { user = "ops", password = "rehearsal" });

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task Token_UsedThroughAProxy_IsRefused()
    {
        using var client = await app.Host.TokenClientAsync("ops");
        using var direct = await client.GetAsync("/api/v1/jobs");
        client.DefaultRequestHeaders.TryAddWithoutValidation("X-Forwarded-For", "192.0.2.1");

        using var forwarded = await client.GetAsync("/api/v1/jobs");

        Assert.Equal(HttpStatusCode.OK, direct.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, forwarded.StatusCode);
    }

    [Fact]
    public async Task Cookie_UsedThroughAProxy_IsRefused()
    {
        using var client = app.Host.CreateClient();
        (await AppHost.SignInAsync(client, "ops")).Dispose();
        using var direct = await client.GetAsync("/");
        client.DefaultRequestHeaders.TryAddWithoutValidation("Via", "1.1 proxy");

        using var forwarded = await client.GetAsync("/");

        Assert.Equal(HttpStatusCode.OK, direct.StatusCode);
        Assert.Equal(HttpStatusCode.Found, forwarded.StatusCode);
    }

    [Fact]
    public async Task RehearsalOff_DemoPeople_AreGoneFromTheStore()
    {
        var settings = new Dictionary<string, string?>();
        await using var host = await AppHost.StartAsync(new AppHostOptions { World = false, Settings = settings });
        using var client = await host.TokenClientAsync("ops");

        settings["CommandCenter:Rehearsal:Enabled"] = "false";
        await host.RestartAsync();

        using var old = await client.GetAsync("/api/v1/jobs");
        using var again = await client.PostAsJsonAsync("/api/v1/session", new { user = "ops", password = "rehearsal" });
        Assert.Equal(HttpStatusCode.Unauthorized, old.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, again.StatusCode);
    }

    [Fact]
    public async Task ListeningElsewhere_DemoPeople_NeedTheContainerSetting()
    {
        var settings = new Dictionary<string, string?> { ["urls"] = "http://0.0.0.0:0" };
        await using var host = await AppHost.StartAsync(new AppHostOptions { World = false, Settings = settings });
        using var refusing = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{host.Url.Port}") };
        using var refused = await refusing.PostAsJsonAsync("/api/v1/session", new { user = "ops", password = "rehearsal" });

        settings["CommandCenter:Rehearsal:DemoPeopleInContainer"] = "true";
        await host.RestartAsync();
        using var allowing = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{host.Url.Port}") };
        using var allowed = await allowing.PostAsJsonAsync("/api/v1/session", new { user = "ops", password = "rehearsal" });

        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal(HttpStatusCode.OK, allowed.StatusCode);
    }
}
