using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CommandCenter.Decisions;
using CommandCenter.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CommandCenter.Tests.Identity;

/// <summary>Sign-in by a real identity provider, over real HTTP.</summary>
public class OidcTests(OidcApp app) : IClassFixture<OidcApp>
{
    private const string Missing = "no oidc-provider: node and the npm registry are needed";

    [Fact]
    public async Task SignIn_WithMappedGroups_HasThoseRolesAndANameThatNobodyChooses()
    {
        Assert.SkipWhen(app.Provider is null, Missing);
        using var client = app.Host.CreateClient();

        using var done = await app.SignInAsync(client, "s-1|commander|cutover-commanders,urn:retail:recon,everybody", "/jobs?x=1");
        using var page = await client.GetAsync("/jobs");
        using var session = await client.GetAsync("/api/v1/jobs");
        using var forbidden = await client.PostAsync("/api/v1/jobs/check-storage/run", JsonContent.Create(new { reason = "to see" }));

        Assert.Equal((HttpStatusCode.Redirect, "/jobs?x=1"), (done.StatusCode, done.Headers.Location!.ToString()));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.Forbidden), (page.StatusCode, session.StatusCode, forbidden.StatusCode));
        var entry = (await LogAsync()).First(e => e.Actor.StartsWith("oidc:commander~", StringComparison.Ordinal));
        Assert.Equal("Signed in with Retail ID for the first time, as IncidentCommander and ReconciliationLead.", entry.Title);
        Assert.Matches("^oidc:commander~[0-9a-f]{12}$", entry.Actor);
        await using var scope = app.Host.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDb>();
        // the demo person of that name is somebody else and has nothing to do with the provider's
        Assert.Equal(2, await db.Users.CountAsync(p => p.UserName == "commander" || p.UserName == entry.Actor));
        Assert.Equal($"http://127.0.0.1:{app.Provider.Port}", (await db.UserLogins.SingleAsync(l => l.ProviderKey == "s-1")).LoginProvider);
    }

    [Fact]
    public async Task SignIn_AgainWithOtherGroupsAndName_IsTheSamePersonWithTheRolesOfNow()
    {
        Assert.SkipWhen(app.Provider is null, Missing);
        using var first = app.Host.CreateClient();
        (await app.SignInAsync(first, "s-2|robin|cutover-commanders")).Dispose();
        using var second = app.Host.CreateClient();
        (await app.SignInAsync(second, "s-2|owner|cutover-leads")).Dispose();

        // the older session has the rights of the newer sign-in: a command of a technical lead
        using var older = await first.PostAsJsonAsync("/api/v1/jobs/no-such-job/run", new { reason = "to see" });
        using var namesake = app.Host.CreateClient();
        (await app.SignInAsync(namesake, "s-3|robin|cutover-leads")).Dispose();
        var third = app.Host.CreateClient();
        using var lost = await app.SignInAsync(third, "s-2|robin|everybody");
        using var after = await first.PostAsJsonAsync("/api/v1/jobs/no-such-job/run", new { reason = "to see" });

        Assert.Equal(HttpStatusCode.NotFound, older.StatusCode);
        Assert.Contains("problem=no-role", lost.Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, after.StatusCode);
        var names = (await LogAsync()).Where(e => e.Command == "provider-roles" && e.Actor.StartsWith("oidc:robin~", StringComparison.Ordinal)).Select(e => e.Actor).Distinct().ToArray();
        Assert.Equal(2, names.Length);
        Assert.Contains(await LogAsync(), e => e.Title == "Signed in with Retail ID as TechnicalLead, was IncidentCommander before." && e.Actor.StartsWith("oidc:robin~", StringComparison.Ordinal));
        third.Dispose();
    }

    [Theory]
    [InlineData("s-4|x|")]
    [InlineData("s-5|x|Cutover-Commanders,IncidentCommander,Administrator")]
    public async Task SignIn_WithoutMappedGroup_IsRefusedWithASentence(string person)
    {
        Assert.SkipWhen(app.Provider is null, Missing);
        using var client = app.Host.CreateClient();

        using var done = await app.SignInAsync(client, person);
        var page = await client.GetStringAsync(done.Headers.Location);
        using var inside = await client.GetAsync("/api/v1/jobs");

        Assert.Contains("it gives you no role here", page, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, inside.StatusCode);
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example")]
    public async Task SignIn_ForeignReturnUrl_GoesHome(string returnUrl)
    {
        Assert.SkipWhen(app.Provider is null, Missing);
        using var client = app.Host.CreateClient();

        using var done = await app.SignInAsync(client, "s-6|kim|cutover-leads", returnUrl);

        Assert.Equal("/", done.Headers.Location!.ToString());
    }

    [Theory]
    [InlineData("state")]
    [InlineData("code")]
    [InlineData("cookies")]
    public async Task Answer_Altered_IsRefused(string what)
    {
        Assert.SkipWhen(app.Provider is null, Missing);
        using var client = app.Host.CreateClient();
        var answer = (await app.ToAnswerAsync(client, "s-7|lee|cutover-leads")).ToString();
        using var other = app.Host.CreateClient();
        // a code of somebody else's browser, put into this one's: its nonce and verifier are others
        var foreign = await app.ToAnswerAsync(other, "s-8|eve|cutover-commanders");
        string Code(string url) => url.Split("code=")[1].Split('&')[0];

        using var refused = what switch
        {
            "state" => await client.GetAsync(answer.Replace("state=", "state=x", StringComparison.Ordinal)),
            "code" => await client.GetAsync(answer.Replace(Code(answer), Code(foreign.ToString()), StringComparison.Ordinal)),
            _ => await app.Host.CreateClient().GetAsync(answer),
        };
        var page = await client.GetStringAsync(refused.Headers.Location);
        using var inside = await client.GetAsync("/api/v1/jobs");

        Assert.Contains("problem=failed", refused.Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.Contains("could not be trusted", page, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, inside.StatusCode);
    }

    [Fact]
    public async Task Answer_UsedTwice_IsRefusedTheSecondTime()
    {
        Assert.SkipWhen(app.Provider is null, Missing);
        using var client = app.Host.CreateClient();
        var answer = await app.ToAnswerAsync(client, "s-9|max|cutover-leads");

        using var first = await client.GetAsync(answer);
        using var second = await client.GetAsync(answer);

        Assert.Equal("/jobs", first.Headers.Location!.ToString());
        Assert.Contains("problem=failed", second.Headers.Location!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Challenge_Sent_HasStateNonceAndPkceAndAsksForACode()
    {
        Assert.SkipWhen(app.Provider is null, Missing);
        using var client = app.Host.CreateClient();

        using var sent = await client.GetAsync("/sign-in/provider");

        var query = System.Web.HttpUtility.ParseQueryString(sent.Headers.Location!.Query);
        if (query["request_uri"] is null) // pushed to the provider beforehand, where it offers that
        {
            Assert.Equal(("code", "S256"), (query["response_type"], query["code_challenge_method"]));
            Assert.All(new[] { "state", "nonce", "code_challenge" }, name => Assert.True(query[name]?.Length >= 32, name));
        }

        Assert.All(sent.Headers.GetValues("Set-Cookie"), c => Assert.Matches("(?i)samesite=lax.*httponly|httponly.*samesite=lax", c));
    }

    [Fact]
    public async Task SignOut_OfAProvidersPerson_EndsBothSessions()
    {
        Assert.SkipWhen(app.Provider is null, Missing);
        using var client = app.Host.CreateClient();
        (await app.SignInAsync(client, "s-10|noa|cutover-leads")).Dispose();
        var html = await client.GetStringAsync("/jobs");
        var token = html.Split("name=\"__RequestVerificationToken\" value=\"")[1].Split('"')[0];

        using var answer = await client.PostAsync("/sign-out", new FormUrlEncodedContent([new("__RequestVerificationToken", token)]));
        using var here = await client.GetAsync("/api/v1/jobs");
        var onward = new Uri(Assert.Single(answer.Headers.GetValues("Refresh")).Split("url=", 2)[1]);
        var back = await OidcApp.FollowAsync(client, await client.GetAsync(onward), "", to => to.Authority == app.Host.Url.Authority);
        using var again = await client.GetAsync("/sign-in/provider");
        using var asked = await client.GetAsync(new Uri(again.Headers.Location!, (await client.GetAsync(again.Headers.Location)).Headers.Location!));

        Assert.Equal(HttpStatusCode.Unauthorized, here.StatusCode);
        Assert.Equal("/sign-in", back.AbsolutePath);
        Assert.Contains("id_token_hint=", onward.Query, StringComparison.Ordinal);
        // the provider asks anew who it is: its session is over, too
        Assert.Contains("name=\"login\"", await asked.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_WhereAProviderIs_OffersItAndShowsNoWordOfTheAddress()
    {
        using var client = app.Host.CreateClient();

        var page = await client.GetStringAsync("/sign-in?returnUrl=%2Fjobs&problem=%3Cb%3Eyour+password+at+evil.example%3C%2Fb%3E");

        Assert.Contains("Sign in with Retail ID", page, StringComparison.Ordinal);
        Assert.Contains("/sign-in/provider?returnUrl=%2Fjobs", page, StringComparison.Ordinal);
        Assert.DoesNotContain("evil.example", page.Replace("problem=", "", StringComparison.Ordinal).Split("<main")[1].Split("<form")[0], StringComparison.Ordinal);
    }

    private async Task<IReadOnlyList<Decision>> LogAsync() => (await app.Host.Services.GetRequiredService<DecisionQueries>().SearchAsync(new DecisionSearch(Limit: 100), default)).Value.Items;
}
