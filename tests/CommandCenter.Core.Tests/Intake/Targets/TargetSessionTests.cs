using CommandCenter.Intake.Targets;
using CommandCenter.Plan;
using CommandCenter.Sources;
using CommandCenter.Tests.Sources.Http;
using Microsoft.AspNetCore.Http;

namespace CommandCenter.Tests.Intake.Targets;

/// <summary>Signing in for many calls at once, and sessions that end.</summary>
public class TargetSessionTests
{
    private static AuthSettings Session(ForeignServer server) => new()
    {
        Kind = "session-token", SignInUrl = server.Url + "/login", SignInBody = """{"password":"{password}"}""", TokenPath = "$.token", Password = "${env:CC_SECRET_P}",
    };

    private static async Task<(ForeignServer Server, Func<int> SignIns, Action End)> StartAsync()
    {
        int signIns = 0, valid = 0;
        var server = await ForeignServer.StartAsync(async context =>
        {
            if (context.Request.Path == "/login")
            {
                await context.Response.WriteAsJsonAsync(new { token = "token-" + (valid = Interlocked.Increment(ref signIns)) });
                return;
            }

            context.Response.StatusCode = context.Request.Headers.Authorization == "Bearer token-" + valid ? 200 : 401;
            await context.Response.WriteAsJsonAsync(new { @ref = "A-1", own = "O", lines = Array.Empty<object>() });
        });
        return (server, () => signIns, () => valid = -1);
    }

    [Fact]
    public async Task Session_ManyCallsAtOnce_SignInOnce()
    {
        var (server, signIns, _) = await StartAsync();
        await using var _1 = server;
        using var target = server.Target(with: d => d with { Auth = Session(server) });

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => target.CreateAsync(TargetOfTest.Create("A-" + i))));

        Assert.All(answers, a => Assert.Equal(TargetOutcome.Done, a.Outcome));
        Assert.Equal(1, signIns());
    }

    [Fact]
    public async Task Session_Over_IsNotSentAndTheNextCallSignsInAgain()
    {
        var (server, signIns, end) = await StartAsync();
        await using var _1 = server;
        using var target = server.Target(with: d => d with { Auth = Session(server) });
        await target.CreateAsync();
        end();

        var refused = await target.CreateAsync();
        var again = await target.CreateAsync();

        Assert.Equal((TargetOutcome.NotSent, TargetOutcome.Done, 2), (refused.Outcome, again.Outcome, signIns()));
        Assert.Contains("the session is over", refused.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Session_OverAtALookUp_IsRenewedAtOnce()
    {
        var (server, signIns, end) = await StartAsync();
        await using var _1 = server;
        using var target = server.Target(with: d => d with { Auth = Session(server) });
        await target.LookUpAsync("A-1", TestContext.Current.CancellationToken);
        end();

        Assert.NotNull((await target.LookUpAsync("A-1", TestContext.Current.CancellationToken)).Order);
        Assert.Equal(2, signIns());
    }

    [Fact]
    public async Task Credentials_Missing_IsNotSentAndNamesTheReference()
    {
        await using var server = await ForeignServer.StartAsync(_ => new { });
        using var target = TargetOfTest.Open(TargetOfTest.Definition(server.Url) with { Auth = new AuthSettings { Kind = "bearer", Token = "${env:CC_SECRET_P}" } }, secrets: new Secrets("/nowhere"));

        var answer = await target.CreateAsync();

        Assert.Equal(TargetOutcome.NotSent, answer.Outcome);
        Assert.Contains("${env:CC_SECRET_P}", answer.Reason, StringComparison.Ordinal);
        Assert.Contains("${env:CC_SECRET_P}", (await target.LookUpAsync("A-1", TestContext.Current.CancellationToken)).Reason, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData("basic", "Authorization", "Basic cG9zOnBhInNzLXdvcmQ=")]
    [InlineData("bearer", "Authorization", "Bearer pa\"ss-word")]
    [InlineData("api-key", "X-Api-Key", "pa\"ss-word")]
    public async Task Credentials_EachKind_AreSentWithEveryCall(string kind, string header, string expected)
    {
        var sent = new List<string>();
        await using var server = await ForeignServer.StartAsync(context =>
        {
            sent.Add(context.Request.Headers[header].ToString());
            return Task.CompletedTask;
        });
        using var target = server.Target(with: d => d with { Auth = new AuthSettings { Kind = kind, User = "pos", Token = "${env:CC_SECRET_P}", Password = "${env:CC_SECRET_P}" } });

        await target.CreateAsync();
        await target.CreateAsync();
        await target.LookUpAsync("A-1", TestContext.Current.CancellationToken);

        Assert.Equal([expected, expected, expected], sent);
    }

    [Fact]
    public async Task Session_SignInRefused_IsNotSentAndSaysWhy()
    {
        await using var server = await ForeignServer.StartAsync(context =>
        {
            context.Response.StatusCode = 403;
            return context.Response.WriteAsJsonAsync(new { error = "locked out" });
        });
        using var target = server.Target(with: d => d with { Auth = Session(server) });

        var answer = await target.CreateAsync();

        Assert.Equal(TargetOutcome.NotSent, answer.Outcome);
        Assert.StartsWith("Signing in failed: ", answer.Reason, StringComparison.Ordinal);
        Assert.StartsWith("Signing in failed: ", (await target.ReadLedgerAsync("", TestContext.Current.CancellationToken)).Error?.Message, StringComparison.Ordinal);
        Assert.All(server.Requests, r => Assert.Equal("/login", r));
    }

    [Fact]
    public async Task Session_OverByAWordInAGoodAnswer_IsNotSentAndTheNextCallSignsInAgain()
    {
        var signIns = 0;
        await using var server = await ForeignServer.StartAsync(context => context.Request.Path == "/login"
            ? context.Response.WriteAsJsonAsync(new { token = "token-" + Interlocked.Increment(ref signIns) })
            : context.Response.WriteAsJsonAsync(new { state = context.Request.Headers.Authorization == "Bearer token-1" ? "expired" : null }));
        using var target = server.Target(with: d => d with { Auth = Session(server) with { SignedOutWhen = new SignedOutSettings { Path = "$.state" } } });

        var refused = await target.CreateAsync();
        var again = await target.CreateAsync();

        Assert.Equal((TargetOutcome.NotSent, TargetOutcome.Done, 2), (refused.Outcome, again.Outcome, signIns));
    }

    [Fact]
    public async Task Session_OverByAWordAtALookUp_IsRenewedAtOnce()
    {
        var signIns = 0;
        await using var server = await ForeignServer.StartAsync(context => context.Request.Path == "/login"
            ? context.Response.WriteAsJsonAsync(new { token = "token-" + Interlocked.Increment(ref signIns) })
            : context.Response.WriteAsJsonAsync(new { state = context.Request.Headers.Authorization == "Bearer token-1" ? "expired" : null, @ref = "A-1", own = "O", lines = Array.Empty<object>() }));
        using var target = server.Target(with: d => d with { Auth = Session(server) with { SignedOutWhen = new SignedOutSettings { Path = "$.state" } } });

        Assert.NotNull((await target.LookUpAsync("A-1", TestContext.Current.CancellationToken)).Order);
        Assert.Equal(2, signIns);
    }

    [Fact]
    public async Task Credentials_ChangedOutside_AreNoticedAfterAMoment()
    {
        var sent = new List<string>();
        await using var server = await ForeignServer.StartAsync(context =>
        {
            sent.Add(context.Request.Headers.Authorization.ToString());
            return Task.CompletedTask;
        });
        var secrets = new Secrets("/nowhere");
        secrets.Add("CC_SECRET_P", "one");
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        using var target = new HttpOrderTarget(
            TargetOfTest.Definition(server.Url) with { Auth = new AuthSettings { Kind = "bearer", Token = "${env:CC_SECRET_P}" } }, new CommandCenter.Sources.Http.OutboundGuard([new Uri(server.Url).Authority]), secrets, time);

        await target.CreateAsync();
        secrets.Add("CC_SECRET_P", "two");
        time.Advance(TimeSpan.FromSeconds(5));
        await target.CreateAsync();
        time.Advance(TimeSpan.FromSeconds(6));
        await target.CreateAsync();

        Assert.Equal(["Bearer one", "Bearer one", "Bearer two"], sent);
    }
}
