using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CommandCenter.Access;
using CommandCenter.Decisions;
using CommandCenter.Identity;
using CommandCenter.Identity.Administration;
using CommandCenter.Identity.Sessions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CommandCenter.Tests.Identity;

/// <summary>People, tokens and sessions by the API of administrators; each test has people of its own.</summary>
public class AdministrationTests(QuietApp app) : IClassFixture<QuietApp>
{
    private const string Password = "correct horse battery";

    [Fact]
    public async Task Person_AddedLockedUnlockedAndRemoved_MaySignInAccordinglyAndEachStepIsInTheLog()
    {
        using var admin = await app.Host.TokenClientAsync("admin");
        var id = await AddAsync(admin, "maya", "Operations");
        using var maya = await app.Host.TokenClientAsync("maya", Password);
        using var cookie = app.Host.CreateClient();
        (await AppHost.SignInAsync(cookie, "maya", Password)).Dispose();
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK], [await JobsAsync(maya), await JobsAsync(cookie)]);

        Assert.Equal(HttpStatusCode.OK, await PostAsync(admin, $"/api/v1/people/{id}/lock", new { reason = "left the project" }));
        Assert.Equal([HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized], [await JobsAsync(maya), await JobsAsync(cookie), await SessionAsync("maya", Password)]);
        Assert.Equal(HttpStatusCode.Conflict, await PostAsync(admin, $"/api/v1/people/{id}/lock", new { reason = "once more" }));
        Assert.Equal(HttpStatusCode.OK, await PostAsync(admin, $"/api/v1/people/{id}/unlock", new { reason = "is back" }));
        // what was ended stays ended
        Assert.Equal([HttpStatusCode.Unauthorized, HttpStatusCode.OK], [await JobsAsync(maya), await SessionAsync("maya", Password)]);
        Assert.Equal(HttpStatusCode.OK, await PostAsync(admin, $"/api/v1/people/{id}/remove", new { reason = "for good" }));
        Assert.Equal(HttpStatusCode.Unauthorized, await SessionAsync("maya", Password));
        Assert.Equal(HttpStatusCode.NotFound, await PostAsync(admin, $"/api/v1/people/{id}/unlock", new { reason = "too late" }));
        using var again = await admin.PostAsJsonAsync("/api/v1/people", new { name = "Maya", password = Password, roles = new[] { "Operations" }, reason = "another one" });

        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
        Assert.Contains("given to nobody else", await again.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var log = await LogAsync("person:maya");
        Assert.Equal(["maya removed.", "maya unlocked.", "maya locked.", "maya added as Operations."], log.Select(e => e.Title));
        Assert.All(log, e => Assert.Equal(("admin", "administer-people"), (e.Actor, e.Command)));
        Assert.DoesNotContain(Password, JsonSerializer.Serialize(log), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Roles_Taken_BiteWithTheNextCallOfAnOpenSession()
    {
        using var admin = await app.Host.TokenClientAsync("admin");
        var id = await AddAsync(admin, "roan", "TechnicalLead");
        using var roan = await app.Host.TokenClientAsync("roan", Password);
        var before = await PostAsync(roan, "/api/v1/jobs/no-such-job/run", new { reason = "to see" });

        var set = await PostAsync(admin, $"/api/v1/people/{id}/roles", new { roles = new[] { "Executive", "Finance" }, reason = "another task" });
        using var refused = await roan.PostAsJsonAsync("/api/v1/jobs/no-such-job/run", new { reason = "to see" });

        Assert.Equal([HttpStatusCode.NotFound, HttpStatusCode.OK, HttpStatusCode.Forbidden], [before, set, refused.StatusCode]);
        Assert.Contains("TechnicalLead", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("roan is Executive and Finance now, was TechnicalLead.", (await LogAsync("person:roan"))[0].Title);
    }

    [Fact]
    public async Task Password_Set_EndsSessionsAndOnlyTheNewOneCounts()
    {
        using var admin = await app.Host.TokenClientAsync("admin");
        var id = await AddAsync(admin, "piet", "Operations");
        using var piet = await app.Host.TokenClientAsync("piet", Password);

        var weak = await admin.PostAsJsonAsync($"/api/v1/people/{id}/password", new { password = "short", reason = "asked for it" });
        var set = await PostAsync(admin, $"/api/v1/people/{id}/password", new { password = "another long phrase", reason = "asked for it" });

        Assert.Equal([HttpStatusCode.BadRequest, HttpStatusCode.OK, HttpStatusCode.Unauthorized], [weak.StatusCode, set, await JobsAsync(piet)]);
        Assert.Contains("12 to 1024", await weak.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal([HttpStatusCode.Unauthorized, HttpStatusCode.OK], [await SessionAsync("piet", Password), await SessionAsync("piet", "another long phrase")]);
        weak.Dispose();
    }

    [Fact]
    public async Task Administrator_LastOne_IsNeitherRemovedNorLockedNorStripped()
    {
        // without the rehearsal's people, and with one administrator
        await using var host = await AppHost.StartAsync(new AppHostOptions { World = false, Settings = new Dictionary<string, string?>(StringComparer.Ordinal) { ["CommandCenter:Rehearsal:Enabled"] = "false" } });
        var people = host.Services.GetRequiredService<ManagePeople>();
        var machine = new Actor("somebody (command line)", new HashSet<Role> { Role.Administrator });
        var only = (await people.AddAsync("ada", Password, Set(Role.Administrator), machine, "the first", null, default)).Value;
        var locked = (await people.AddAsync("bob", Password, Set(Role.Administrator), machine, "the second", null, default)).Value;
        Assert.True((await people.LockAsync(locked.Id, machine, "is away", null, default)).Succeeded);

        var refusals = new[]
        {
            (await people.RemoveAsync(only.Id, machine, "to see", null, default)).Error, (await people.LockAsync(only.Id, machine, "to see", null, default)).Error,
            (await people.SetRolesAsync(only.Id, Set(Role.Operations), machine, "to see", null, default)).Error,
        };
        var entries = (await host.Services.GetRequiredService<DecisionQueries>().SearchAsync(new DecisionSearch(Limit: 10), default)).Value.Total;
        await people.UnlockAsync(locked.Id, machine, "is back", null, default);
        var both = await Task.WhenAll(people.RemoveAsync(only.Id, machine, "at once", null, default), people.RemoveAsync(locked.Id, machine, "at once", null, default));

        Assert.All(refusals, e => Assert.Equal("last-administrator", e!.Code));
        Assert.Equal(3, entries); // nothing is told that did not happen
        Assert.Single(both, r => r.Succeeded);
        Assert.Single(both, r => r.Error?.Code == "last-administrator");
    }

    [Fact]
    public async Task Administrator_OwnRights_AreForAnother()
    {
        using var admin = await app.Host.TokenClientAsync("admin");
        var own = await IdAsync("admin");

        Assert.Equal([HttpStatusCode.Conflict, HttpStatusCode.Conflict, HttpStatusCode.Conflict],
        [
            await PostAsync(admin, $"/api/v1/people/{own}/roles", new { roles = new[] { "Administrator", "IncidentCommander" }, reason = "more for me" }),
            await PostAsync(admin, $"/api/v1/people/{own}/lock", new { reason = "to see" }), await PostAsync(admin, $"/api/v1/people/{own}/remove", new { reason = "to see" }),
        ]);
    }

    [Fact]
    public void Administrator_Permissions_HoldNoOperationalCommand()
    {
        var may = Permissions.All.Where(p => p.Roles.Contains(Role.Administrator)).Select(p => p.Command);

        Assert.Equal(["see", "apply-plan", "run-job", "record-decision", "acknowledge-alert", "administer-people", "change-own-account"], may);
    }

    [Theory]
    [InlineData("", "name")]
    [InlineData("oidc:maya~0123456789ab", "name")]
    [InlineData("root (command line)", "name")]
    [InlineData("cutover-command-center", "name")]
    [InlineData("a\nb", "name")]
    [InlineData("commander", "name-taken")]
    [InlineData("COMMANDER", "name-taken")]
    public async Task Name_OfAnotherKindOrTaken_IsRefusedForPeopleAndTokens(string name, string said)
    {
        using var admin = await app.Host.TokenClientAsync("admin");

        using var person = await admin.PostAsJsonAsync("/api/v1/people", new { name, password = Password, roles = new[] { "Operations" }, reason = "to see" });
        using var token = await admin.PostAsJsonAsync("/api/v1/tokens", new { name, role = "Operations", reason = "to see" });

        Assert.All([person, token], a => Assert.True(a.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.Conflict));
        Assert.All([await person.Content.ReadAsStringAsync(), await token.Content.ReadAsStringAsync()], text => Assert.Contains(said, text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("maya", "maya-maya-maya")]
    [InlineData("maya", "passwordpassword")]
    [InlineData("maya", "cutover-12345678901")]
    [InlineData("maya", "aaaaaaaaaaaaaaaa")]
    [InlineData("maya", "12345678901")]
    [InlineData("maya", "trustno1trustno1")]
    [InlineData("maya", "dragonmonkeyshadow")]
    [InlineData("maya", "Liverpool2019!")]
    [InlineData("maya", "m@y@-rehears@l-2026")]
    public void Password_ThatWouldBeTriedFirst_IsRefused(string name, string password) => Assert.NotNull(PasswordRules.Problem(name, password));

    [Fact]
    public async Task Token_IssuedUsedAndRevoked_IsShownOnceAndKeptNowhere()
    {
        using var admin = await app.Host.TokenClientAsync("admin");
        var request = new { name = "shop", role = "Operations", days = 3, reason = "hands in orders", requestId = Guid.CreateVersion7() };
        using var made = await admin.PostAsJsonAsync("/api/v1/tokens", request);
        var answer = await made.Content.ReadFromJsonAsync<JsonElement>();
        var (token, id) = (answer.GetProperty("token").GetString()!, answer.GetProperty("id").GetGuid());
        using var repeated = await admin.PostAsJsonAsync("/api/v1/tokens", request);
        using var shop = app.Host.CreateClient();
        shop.DefaultRequestHeaders.Authorization = new("Bearer", token);

        var before = await JobsAsync(shop);
        await app.Host.Services.GetRequiredService<LastUses>().WriteAsync(default);
        var listed = (await admin.GetFromJsonAsync<JsonElement>("/api/v1/tokens")).GetProperty("items").EnumerateArray().Single(t => t.GetProperty("id").GetGuid() == id);
        var revoked = await PostAsync(admin, $"/api/v1/tokens/{id}/revoke", new { reason = "not needed" });

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Conflict), (made.StatusCode, repeated.StatusCode));
        Assert.Contains("shown-once", await repeated.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.True(made.Headers.CacheControl?.NoStore);
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.Unauthorized], [before, revoked, await JobsAsync(shop)]);
        Assert.NotEqual(JsonValueKind.Null, listed.GetProperty("lastUsedAt").ValueKind);
        foreach (var file in Directory.EnumerateFiles(app.Host.Folder, "commands.db*"))
        {
            await using var open = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(open, System.Text.Encoding.Latin1);
            Assert.DoesNotContain(token, await reader.ReadToEndAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Session_EndedByAnAdministrator_IsOverAtOnceAndTheOtherIsNot()
    {
        using var admin = await app.Host.TokenClientAsync("admin");
        var id = await AddAsync(admin, "lena", "Operations");
        using var cookie = app.Host.CreateClient();
        (await AppHost.SignInAsync(cookie, "lena", Password)).Dispose();
        using var tool = await app.Host.TokenClientAsync("lena", Password);
        var sessions = (await admin.GetFromJsonAsync<JsonElement>($"/api/v1/sessions?person={id}")).GetProperty("items").EnumerateArray().ToList();
        var page = sessions.Single(s => s.GetProperty("kind").GetString() == "page");

        var ended = await PostAsync(admin, $"/api/v1/sessions/{page.GetProperty("id").GetGuid()}/end", new { reason = "a lost laptop" });
        using var pageAfter = await cookie.GetAsync("/jobs");

        Assert.Equal(2, sessions.Count);
        Assert.Equal("127.0.0.1", page.GetProperty("address").GetString());
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.Unauthorized, HttpStatusCode.OK], [ended, await JobsAsync(cookie), await JobsAsync(tool)]);
        Assert.Equal(HttpStatusCode.Found, pageAfter.StatusCode);
        Assert.Equal(HttpStatusCode.OK, await PostAsync(admin, $"/api/v1/people/{id}/end-sessions", new { reason = "all of them" }));
        Assert.Equal(HttpStatusCode.Unauthorized, await JobsAsync(tool));
        Assert.Equal(0, (await admin.GetFromJsonAsync<JsonElement>($"/api/v1/sessions?person={id}")).GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task Cookie_CopiedBeforeSigningOut_IsWorthNothingAfterwards()
    {
        using var client = app.Host.CreateClient();
        using var signedIn = await AppHost.SignInAsync(client, "comms");
        var cookie = signedIn.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("cc-session=", StringComparison.Ordinal)).Split(';')[0];
        using var thief = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = app.Host.Url };
        thief.DefaultRequestHeaders.Add("Cookie", cookie);
        var before = await JobsAsync(thief);
        var token = (await client.GetStringAsync("/jobs")).Split("name=\"__RequestVerificationToken\" value=\"")[1].Split('"')[0];

        (await client.PostAsync("/sign-out", new FormUrlEncodedContent([new("__RequestVerificationToken", token)]))).Dispose();

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.Unauthorized], [before, await JobsAsync(thief)]);
    }

    [Fact]
    public async Task List_SearchedAndPaged_ShowsEachOnce()
    {
        using var admin = await app.Host.TokenClientAsync("admin");
        foreach (var name in new[] { "page-a", "page-b", "page-c" }) await AddAsync(admin, name, "Operations");

        var first = await admin.GetFromJsonAsync<JsonElement>("/api/v1/people?q=PAGE-&limit=2");
        var second = await admin.GetFromJsonAsync<JsonElement>("/api/v1/people?q=PAGE-&limit=2&cursor=" + first.GetProperty("cursor").GetString());
        using var foreign = await admin.GetAsync("/api/v1/tokens?cursor=" + first.GetProperty("cursor").GetString());

        Assert.Equal(["page-a", "page-b", "page-c"], first.GetProperty("items").EnumerateArray().Concat(second.GetProperty("items").EnumerateArray()).Select(p => p.GetProperty("name").GetString()));
        Assert.Equal(3, first.GetProperty("total").GetInt32());
        Assert.Equal(JsonValueKind.Null, second.GetProperty("cursor").ValueKind);
        Assert.Equal(HttpStatusCode.BadRequest, foreign.StatusCode);
    }

    [Fact]
    public async Task Change_WhoseEntryCannotBeWritten_DidNotHappen()
    {
        var people = app.Host.Services.GetRequiredService<ManagePeople>();
        var admin = new Actor("admin", Set(Role.Administrator));
        await using (var trigger = await OpenAsync("CREATE TRIGGER no_entry BEFORE INSERT ON decision WHEN NEW.title LIKE 'zoe %' BEGIN SELECT RAISE(ABORT, 'full'); END"))
        {
        }

        var added = await people.AddAsync("zoe", Password, Set(Role.Operations), admin, "to see", null, default);
        await using (var trigger = await OpenAsync("DROP TRIGGER no_entry"))
        {
        }

        Assert.Equal("store-unwritable", added.Error?.Code);
        await using var scope = app.Host.Services.CreateAsyncScope();
        Assert.False(await scope.ServiceProvider.GetRequiredService<IdentityDb>().Users.AnyAsync(p => p.UserName == "zoe"));
    }

    [Fact]
    public async Task Service_WithoutTheRole_RefusesWhateverThePageShowed()
    {
        var commander = new Actor("commander", Set(Role.IncidentCommander, Role.TechnicalLead));
        var (people, tokens, sessions) = (app.Host.Services.GetRequiredService<ManagePeople>(), app.Host.Services.GetRequiredService<ManageTokens>(), app.Host.Services.GetRequiredService<ManageSessions>());
        var someone = await IdAsync("ops");

        Assert.All(
            [
                (await people.AddAsync("eve", Password, Set(Role.Administrator), commander, "to see", null, default)).Error, (await people.SetRolesAsync(someone, Set(Role.Administrator), commander, "to see", null, default)).Error,
                (await people.LockAsync(someone, commander, "to see", null, default)).Error, (await people.UnlockAsync(someone, commander, "to see", null, default)).Error,
                (await people.RemoveAsync(someone, commander, "to see", null, default)).Error, (await people.SetPasswordAsync(someone, Password, commander, "to see", null, default)).Error,
                (await people.EndSessionsAsync(someone, commander, "to see", null, default)).Error, (await tokens.IssueAsync("eve", Role.Operations, 1, commander, "to see", null, default)).Error,
                (await tokens.RevokeAsync(someone, commander, "to see", null, default)).Error, (await sessions.EndAsync(someone, commander, "to see", null, default)).Error,
            ],
            e => Assert.Equal("Changing people, roles and tokens needs the role Administrator. commander does not have it.", e!.Message));
    }

    private async Task<IAsyncDisposable> OpenAsync(string sql)
    {
        var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(app.Host.Folder, "commands.db")};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // the texts are constants
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
        return connection;
    }

    private static HashSet<Role> Set(params Role[] roles) => [.. roles];

    private static async Task<Guid> AddAsync(HttpClient admin, string name, params string[] roles)
    {
        using var added = await admin.PostAsJsonAsync("/api/v1/people", new { name, password = Password, roles, reason = "joins the cutover" });
        Assert.Equal(HttpStatusCode.Created, added.StatusCode);
        return (await added.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
    }

    private async Task<Guid> IdAsync(string name)
    {
        await using var scope = app.Host.Services.CreateAsyncScope();
        return Guid.Parse((await scope.ServiceProvider.GetRequiredService<IdentityDb>().Users.SingleAsync(p => p.UserName == name)).Id);
    }

    private async Task<IReadOnlyList<Decision>> LogAsync(string subject) => (await app.Host.Services.GetRequiredService<DecisionQueries>().SearchAsync(new DecisionSearch(subject, Limit: 50), default)).Value.Items;

    private async Task<HttpStatusCode> SessionAsync(string user, string password)
    {
        using var client = app.Host.CreateClient();
        return await PostAsync(client, "/api/v1/session", new { user, password });
    }

    private static async Task<HttpStatusCode> JobsAsync(HttpClient client)
    {
        using var answer = await client.GetAsync("/api/v1/jobs");
        return answer.StatusCode;
    }

    private static async Task<HttpStatusCode> PostAsync(HttpClient client, string url, object body)
    {
        using var answer = await client.PostAsJsonAsync(url, body);
        return answer.StatusCode;
    }
}
