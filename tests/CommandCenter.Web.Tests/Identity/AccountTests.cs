using System.Net;
using System.Net.Http.Json;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace CommandCenter.Tests.Identity;

/// <summary>What people do to their own account, over the page as a browser would.</summary>
public class AccountTests(QuietApp app) : IClassFixture<QuietApp>
{
    private const string Password = "correct horse battery";
    private const string Next = "seven green umbrellas";

    [Fact]
    public async Task Password_ChangedByItsOwner_EndsWhatTheOldOneOpenedAndStandsInTheLogWithoutIt()
    {
        using var admin = await app.Host.TokenClientAsync("admin");
        await AddAsync(admin, "nora");
        using var browser = await SignedInAsync("nora");
        using var other = await SignedInAsync("nora");
        using var tool = await app.Host.TokenClientAsync("nora", Password);

        using var changed = await PostAsync(browser, "password", ("Input.Current", Password), ("Input.Next", Next), ("Input.Again", Next));

        Assert.Contains("Your password was changed", await browser.GetStringAsync(changed.Headers.Location), StringComparison.Ordinal);
        foreach (var client in (HttpClient[])[browser, other, tool]) Assert.Equal(HttpStatusCode.Unauthorized, await JobsAsync(client));
        Assert.Equal([HttpStatusCode.Unauthorized, HttpStatusCode.OK], [await SessionAsync("nora", Password), await SessionAsync("nora", Next)]);
        var log = await admin.GetStringAsync("/api/v1/decisions");
        Assert.Contains("nora changed their own password.", log, StringComparison.Ordinal);
        Assert.DoesNotContain(Next, log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("another than it was", Next, Next, "The password you have now is another")]
    [InlineData(Password, "trustno1trustno1", "trustno1trustno1", "would be tried among the first")]
    [InlineData(Password, "short", "short", "12 to 1024 characters")]
    [InlineData(Password, Next, "seven green umbrella", "not typed the same twice")]
    [InlineData(Password, Password, Password, "is the one you have now")]
    public async Task Password_ThatMayNotBe_IsRefusedAndTheOldOneStays(string current, string next, string again, string said)
    {
        using var admin = await app.Host.TokenClientAsync("admin");
        var name = "p" + Guid.CreateVersion7().ToString("N")[20..];
        await AddAsync(admin, name);
        using var browser = await SignedInAsync(name);

        using var refused = await PostAsync(browser, "password", ("Input.Current", current), ("Input.Next", next), ("Input.Again", again));

        var html = await refused.Content.ReadAsStringAsync();
        Assert.Contains(said, html, StringComparison.Ordinal);
        Assert.DoesNotContain(next == "short" ? "value=\"short\"" : next, html, StringComparison.Ordinal);
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK], [await JobsAsync(browser), await SessionAsync(name, Password)]);
    }

    [Fact]
    public async Task Password_GuessedAtOnAnOpenBrowser_PausesThePersonAsSignInDoes()
    {
        using var admin = await app.Host.TokenClientAsync("admin");
        await AddAsync(admin, "ruth");
        using var browser = await SignedInAsync("ruth");
        for (var i = 0; i < 5; i++) (await PostAsync(browser, "password", ("Input.Current", "guess number " + i), ("Input.Next", Next), ("Input.Again", Next))).Dispose();

        using var right = await PostAsync(browser, "password", ("Input.Current", Password), ("Input.Next", Next), ("Input.Again", Next));

        Assert.Contains("too many tries", await right.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, await SessionAsync("ruth", Next));
    }

    [Fact]
    public async Task Password_OfTheRehearsalsPeople_StaysAsItIs()
    {
        using var browser = await SignedInAsync("care", "rehearsal");

        using var refused = await PostAsync(browser, "password", ("Input.Current", "rehearsal"), ("Input.Next", Next), ("Input.Again", Next));

        Assert.Contains("people of the rehearsal keep their password", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await SessionAsync("care", "rehearsal"));
    }

    [Fact]
    public async Task Others_EndedByTheirOwner_AreOverAndThisOneIsNot()
    {
        using var admin = await app.Host.TokenClientAsync("admin");
        await AddAsync(admin, "iris");
        await AddAsync(admin, "jona");
        using var browser = await SignedInAsync("iris");
        using var other = await SignedInAsync("iris");
        using var tool = await app.Host.TokenClientAsync("iris", Password);
        using var somebody = await SignedInAsync("jona");

        using var ended = await PostAsync(browser, "others");

        Assert.Contains("Every other session of yours has ended", await browser.GetStringAsync(ended.Headers.Location), StringComparison.Ordinal);
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.OK], [await JobsAsync(browser), await JobsAsync(other), await JobsAsync(tool), await JobsAsync(somebody)]);
    }

    [Fact]
    public async Task Page_NotSignedIn_AsksForSignInAndAFormWithoutItsTokenIsRefused()
    {
        using var stranger = app.Host.CreateClient();
        using var page = await stranger.GetAsync("/account");
        using var browser = await SignedInAsync("exec", "rehearsal");
        using var forged = await browser.PostAsync("/account", new FormUrlEncodedContent([new("_handler", "others")]));

        Assert.Contains("/sign-in", page.Headers.Location?.ToString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, forged.StatusCode);
    }

    private async Task<HttpClient> SignedInAsync(string name, string password = Password)
    {
        var client = app.Host.CreateClient();
        (await AppHost.SignInAsync(client, name, password)).Dispose();
        Assert.Equal(HttpStatusCode.OK, await JobsAsync(client));
        return client;
    }

    /// <summary>Fills in one form of the page and sends it.</summary>
    private static async Task<HttpResponseMessage> PostAsync(HttpClient client, string form, params (string Name, string Value)[] typed)
    {
        using var page = await new HtmlParser().ParseDocumentAsync(await client.GetStringAsync("/account"));
        var hidden = page.QuerySelectorAll("form").Single(f => f.QuerySelector($"input[name=_handler][value='{form}']") is not null).QuerySelectorAll("input[type=hidden]").OfType<IHtmlInputElement>();
        var fields = hidden.Where(h => h.Name is not null).ToDictionary(h => h.Name!, h => h.Value, StringComparer.Ordinal);
        foreach (var (name, value) in typed) fields[name] = value;
        return await client.PostAsync("/account", new FormUrlEncodedContent(fields));
    }

    private static async Task AddAsync(HttpClient admin, string name)
    {
        using var added = await admin.PostAsJsonAsync("/api/v1/people", new { name, password = Password, roles = new[] { "Operations" }, reason = "joins the cutover" });
        Assert.Equal(HttpStatusCode.Created, added.StatusCode);
    }

    private static async Task<HttpStatusCode> JobsAsync(HttpClient client)
    {
        using var answer = await client.GetAsync("/api/v1/jobs");
        return answer.StatusCode;
    }

    private async Task<HttpStatusCode> SessionAsync(string user, string password)
    {
        using var client = app.Host.CreateClient();
        using var answer = await client.PostAsJsonAsync("/api/v1/session", new { user, password });
        return answer.StatusCode;
    }
}
