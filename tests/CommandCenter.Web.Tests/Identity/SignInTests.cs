using System.Net;
using System.Net.Http.Json;

namespace CommandCenter.Tests.Identity;

/// <summary>One app without a world, for everything about people.</summary>
public sealed class QuietApp : IAsyncLifetime
{
    public AppHost Host { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Host = await AppHost.StartAsync(new AppHostOptions { World = false });

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}

public class SignInTests(QuietApp app) : IClassFixture<QuietApp>
{
    [Fact]
    public async Task Page_NotSignedIn_RedirectsToSignInAndBack()
    {
        using var client = app.Host.CreateClient();

        using var asked = await client.GetAsync("/jobs?x=1");
        using var home = await client.GetAsync("/");
        using var signedIn = await AppHost.SignInAsync(client, "ops", url: "/sign-in?returnUrl=%2Fjobs%3Fx%3D1");

        Assert.Equal(HttpStatusCode.Found, home.StatusCode);
        Assert.Equal("/sign-in", home.Headers.Location!.AbsolutePath);
        Assert.Equal(HttpStatusCode.Found, signedIn.StatusCode);
        Assert.Equal("/jobs?x=1", new Uri(app.Host.Url, signedIn.Headers.Location!).PathAndQuery);
        var cookie = Assert.Single(signedIn.Headers.GetValues("Set-Cookie"), c => c.StartsWith("cc-session=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("https://evil.example/")]
    [InlineData("/\\evil.example")]
    [InlineData("/sign-in?returnUrl=x")]
    [InlineData("javascript:alert(1)")]
    public async Task SignIn_ForeignReturnUrl_GoesHome(string returnUrl)
    {
        using var client = app.Host.CreateClient();

        using var answer = await AppHost.SignInAsync(client, "ops", url: "/sign-in?returnUrl=" + Uri.EscapeDataString(returnUrl));

        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        var target = new Uri(app.Host.Url, answer.Headers.Location!);
        Assert.Equal((app.Host.Url.Authority, "/"), (target.Authority, target.PathAndQuery));
    }

    [Fact]
    public async Task SignIn_ForgedPost_IsRefused()
    {
        using var client = app.Host.CreateClient();
        using var form = new FormUrlEncodedContent([new("_handler", "sign-in"), new("Input.User", "ops"), new("Input.Password", "rehearsal")]);

        using var answer = await client.PostAsync("/sign-in", form);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.False(answer.Headers.TryGetValues("Set-Cookie", out var cookies) && cookies.Any(c => c.StartsWith("cc-session=", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task SignIn_UnknownWrongAndLocked_AnswerAlike()
    {
        using var client = app.Host.CreateClient();
        for (var i = 0; i < 5; i++) (await client.PostAsJsonAsync("/api/v1/session", new { user = "care", password = "wrong" })).Dispose();

        using var locked = await client.PostAsJsonAsync("/api/v1/session", new { user = "care", password = "rehearsal" });
        using var wrong = await client.PostAsJsonAsync("/api/v1/session", new { user = "finance", password = "wrong" });
        using var unknown = await client.PostAsJsonAsync("/api/v1/session", new { user = "nobody", password = "rehearsal" });

        Assert.Equal(HttpStatusCode.Unauthorized, locked.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, unknown.StatusCode);
        var texts = new[] { await DetailAsync(locked), await DetailAsync(wrong), await DetailAsync(unknown) };
        Assert.Single(texts.Distinct());
    }

    [Fact]
    public async Task SignOut_WithoutToken_IsRefused_WithCookieGone()
    {
        using var client = app.Host.CreateClient();
        (await AppHost.SignInAsync(client, "exec")).Dispose();

        using var forged = await client.PostAsync("/sign-out", new FormUrlEncodedContent([]));
        using var still = await client.GetAsync("/");

        Assert.Equal(HttpStatusCode.BadRequest, forged.StatusCode);
        Assert.Equal(HttpStatusCode.OK, still.StatusCode);
    }

    private static async Task<string> DetailAsync(HttpResponseMessage answer)
    {
        var problem = await answer.Content.ReadFromJsonAsync<Problem>();
        return $"{problem!.Code}: {problem.Detail}";
    }

    private sealed record Problem(string Code, string Detail);
}
