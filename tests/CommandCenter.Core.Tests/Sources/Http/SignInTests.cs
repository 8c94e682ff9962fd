using CommandCenter.Plan;
using CommandCenter.Sources;
using Microsoft.AspNetCore.Http;

namespace CommandCenter.Tests.Sources.Http;

public class SignInTests
{
    private static Secrets SecretsOfTest()
    {
        var secrets = new Secrets("/nowhere");
        secrets.Add("CC_SECRET_U", "center");
        secrets.Add("CC_SECRET_P", "pa\"ss-word");
        return secrets;
    }

    private static HttpSettings With(ForeignServer server, string kind) => Reading.Simple with
    {
        Attempts = 3,
        Auth = new AuthSettings
        {
            Kind = kind, User = "${env:CC_SECRET_U}", Password = "${env:CC_SECRET_P}", Token = "${env:CC_SECRET_P}", Header = kind == "api-key" ? "X-Key" : null,
            SignInUrl = server.Url + "/login", SignInBody = """{"user":"{user}","password":"{password}"}""", TokenPath = "$.token",
        },
    };

    [Fact]
    public async Task SessionToken_Refused_SignsInAgainOnce()
    {
        var valid = "token-1";
        var signIns = 0;
        await using var server = await ForeignServer.StartAsync(async context =>
        {
            if (context.Request.Path == "/login")
            {
                signIns++;
                var body = await context.Request.ReadFromJsonAsync<Dictionary<string, string>>();
                context.Response.StatusCode = body!["user"] == "center" && body["password"] == "pa\"ss-word" ? 200 : 401;
                await context.Response.WriteAsJsonAsync(new { token = valid });
                return;
            }

            context.Response.StatusCode = context.Request.Headers.Authorization == "Bearer " + valid ? 200 : 401;
            await context.Response.WriteAsJsonAsync(new { rows = Array.Empty<object>() });
        });
        await using var source = server.Read(With(server, "session-token"), secrets: SecretsOfTest());

        Assert.True((await source.ReadAsync(SourceCursor.Start, default)).Succeeded);
        Assert.True((await source.ReadAsync(SourceCursor.Start, default)).Succeeded);
        Assert.Equal(1, signIns);

        valid = "token-2";
        Assert.True((await source.ReadAsync(SourceCursor.Start, default)).Succeeded);
        Assert.Equal(2, signIns);
    }

    [Fact]
    public async Task SessionToken_AlwaysRefused_FailsAfterOneMoreSignIn()
    {
        var signIns = 0;
        await using var server = await ForeignServer.StartAsync(async context =>
        {
            if (context.Request.Path == "/login")
            {
                signIns++;
                await context.Response.WriteAsJsonAsync(new { token = "never-good" });
                return;
            }

            context.Response.StatusCode = 401;
        });
        await using var source = server.Read(With(server, "session-token"), secrets: SecretsOfTest());

        Assert.Equal("http-401", (await source.ReadAsync(SourceCursor.Start, default)).Error?.Code);
        Assert.Equal(2, signIns);
    }

    [Theory]
    [InlineData("basic", "Authorization", "Basic Y2VudGVyOnBhInNzLXdvcmQ=")]
    [InlineData("bearer", "Authorization", "Bearer pa\"ss-word")]
    [InlineData("api-key", "X-Key", "pa\"ss-word")]
    public async Task Credentials_EachKind_AreSent(string kind, string header, string expected)
    {
        string? sent = null;
        await using var server = await ForeignServer.StartAsync(context =>
        {
            sent = context.Request.Headers[header];
            return context.Response.WriteAsJsonAsync(new { rows = Array.Empty<object>() });
        });
        await using var source = server.Read(With(server, kind), secrets: SecretsOfTest());

        Assert.True((await source.ReadAsync(SourceCursor.Start, default)).Succeeded);
        Assert.Equal(expected, sent);
    }

    [Fact]
    public async Task Credentials_MissingSecret_NamesTheReferenceAndCallsNobody()
    {
        await using var server = await ForeignServer.StartAsync(_ => new { rows = Array.Empty<object>() });
        await using var source = server.Read(With(server, "bearer"), secrets: new Secrets("/nowhere"));

        var read = await source.ReadAsync(SourceCursor.Start, default);

        Assert.Contains("${env:CC_SECRET_P}", read.Error!.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    /// <summary>A server that signs in as Tryton does and answers JSON-RPC; <paramref name="refuse"/> is what it says to a session that is over.</summary>
    private static async Task<(ForeignServer Server, List<string> Headers, Action End)> TrytonLikeAsync(Func<HttpContext, Task> refuse)
    {
        var session = "s-1";
        var headers = new List<string>();
        var server = await ForeignServer.StartAsync(async context =>
        {
            var body = (await System.Text.Json.JsonDocument.ParseAsync(context.Request.Body)).RootElement;
            if (body.GetProperty("method").GetString() == "common.db.login")
            {
                var given = body.GetProperty("params");
                var good = given[0].GetString() == "center" && given[1].GetProperty("password").GetString() == "pa\"ss-word";
                await context.Response.WriteAsJsonAsync(good ? (object)new { id = 1, result = new object[] { 7, session } } : new { id = 1, error = new[] { "LoginException", "no" } });
                return;
            }

            headers.Add(context.Request.Headers.Authorization.ToString());
            if (headers[^1] != "Session " + Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes("center:7:" + session)))
            {
                await refuse(context);
                return;
            }

            await context.Response.WriteAsJsonAsync(new { id = 1, result = Array.Empty<object>() });
        });
        return (server, headers, () => session = "s-2-later");
    }

    private static HttpSettings TrytonLike(ForeignServer server, SignedOutSettings over) => Reading.Simple with
    {
        Url = "/", Body = """{"method":"sale.search_read","params":[],"id":1}""", Items = "$.result", CursorTime = null, Errors = ["$.error"],
        Auth = new AuthSettings
        {
            Kind = "session-token", User = "${env:CC_SECRET_U}", Password = "${env:CC_SECRET_P}", SignInUrl = server.Url + "/",
            SignInBody = """{"method":"common.db.login","params":["{user}",{"password":"{password}"}],"id":1}""", TokenPath = "$.result[1]",
            Values = new Dictionary<string, string> { ["userId"] = "$.result[0]" }, HeaderValue = "Session {base64({user}:{userId}:{token})}", SignedOutWhen = over,
        },
    };

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(200)]
    public async Task SessionHeader_MadeOfSeveralValues_SignsInAgainWhenTheSessionEnds(int status)
    {
        var (server, headers, end) = await TrytonLikeAsync(context =>
        {
            context.Response.StatusCode = status;
            return context.Response.WriteAsJsonAsync(new { id = 1, error = new[] { "NotLogged", "the session is over" } });
        });
        await using var _ = server;
        await using var source = server.Read(TrytonLike(server, new SignedOutSettings { Status = [401, 403], Path = "$.error[0]", Matches = "NotLogged" }), secrets: SecretsOfTest());

        Assert.True((await source.ReadAsync(SourceCursor.Start, default)).Succeeded);
        end();
        var read = await source.ReadAsync(SourceCursor.Start, default);

        Assert.True(read.Succeeded, read.Error?.Message);
        Assert.Equal(3, headers.Count);
    }

    [Fact]
    public async Task SessionHeader_AnswerSaysSignedOutForEver_FailsAfterOneMoreSignIn()
    {
        var (server, headers, end) = await TrytonLikeAsync(context => context.Response.WriteAsJsonAsync(new { id = 1, error = new[] { "NotLogged" } }));
        await using var _ = server;
        var settings = TrytonLike(server, new SignedOutSettings { Path = "$.error[0]" });
        await using var source = server.Read(settings with { Auth = settings.Auth! with { HeaderValue = "Session {token}" } }, secrets: SecretsOfTest());

        var read = await source.ReadAsync(SourceCursor.Start, default);

        Assert.Equal("answer-error", read.Error?.Code);
        Assert.Equal(2, headers.Count);
        end();
    }

    [Fact]
    public async Task SessionHeader_Echoed_IsRedactedWithEveryValueThatItWasMadeOf()
    {
        var secrets = SecretsOfTest();
        string? echoed = null;
        var (server, headers, end) = await TrytonLikeAsync(context => context.Response.WriteAsJsonAsync(new { id = 1, error = echoed = "you sent " + context.Request.Headers.Authorization + " pa\"ss-word s-2-later" }));
        await using var _ = server;
        var settings = TrytonLike(server, new SignedOutSettings());
        end();
        await using var source = server.Read(settings with { Auth = settings.Auth! with { HeaderValue = "Session {base64({user}:{token})}" } }, secrets: secrets);

        var read = await source.ReadAsync(SourceCursor.Start, default);

        Assert.NotNull(echoed);
        Assert.Contains("you sent ***", read.Error!.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(headers[0]["Session ".Length..], read.Error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s-2-later", read.Error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("ss-word", read.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SignIn_RefusedWithStatus200_SaysTheAnswersWords()
    {
        await using var server = await ForeignServer.StartAsync(_ => new { id = 1, error = new[] { "LoginException", "a second factor is needed" } });
        await using var source = server.Read(TrytonLike(server, new SignedOutSettings()), secrets: SecretsOfTest());

        var read = await source.ReadAsync(SourceCursor.Start, default);

        Assert.Contains("a second factor is needed", read.Error?.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task SignIn_AsForm_SendsUserAndPasswordEncoded()
    {
        string? sent = null;
        await using var server = await ForeignServer.StartAsync(async context =>
        {
            if (context.Request.Path == "/login")
            {
                sent = await new StreamReader(context.Request.Body).ReadToEndAsync();
                await context.Response.WriteAsJsonAsync(new { token = "t-1234" });
                return;
            }

            await context.Response.WriteAsJsonAsync(new { rows = Array.Empty<object>() });
        });
        var settings = With(server, "session-token");
        await using var source = server.Read(
            settings with { Auth = settings.Auth! with { SignInContentType = "application/x-www-form-urlencoded", SignInBody = """{"grant_type":"password","username":"{user}","password":"{password}"}""" } },
            secrets: SecretsOfTest());

        Assert.True((await source.ReadAsync(SourceCursor.Start, default)).Succeeded);
        Assert.Equal("grant_type=password&username=center&password=pa%22ss-word", sent);
    }

    [Theory]
    [InlineData("basic")]
    [InlineData("bearer")]
    [InlineData("api-key")]
    public async Task Credentials_RefusedWith401_FailAtOnceBecauseThereIsNoSession(string kind)
    {
        await using var server = await ForeignServer.StartAsync(context =>
        {
            context.Response.StatusCode = 401;
            return Task.CompletedTask;
        });
        await using var source = server.Read(With(server, kind), secrets: SecretsOfTest());

        Assert.Equal("http-401", (await source.ReadAsync(SourceCursor.Start, default)).Error?.Code);
        Assert.Single(server.Requests);
    }
}
