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
}
