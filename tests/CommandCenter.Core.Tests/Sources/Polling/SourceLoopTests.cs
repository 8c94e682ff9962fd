using CommandCenter.Plan;
using CommandCenter.Sources;
using CommandCenter.Sources.Polling;
using CommandCenter.Tests.Sources.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;

namespace CommandCenter.Tests.Sources.Polling;

public class SourceLoopTests
{
    private static readonly HttpSettings settings = Reading.Simple with { Url = "/orders?since={cursor}&after={cursorId}&limit={limit}", CursorId = "$.ref", Limit = 2, Timeout = TimeSpan.FromSeconds(5) };

    private static SourceDefinition Source(ForeignServer server) => server.Source(settings, TimeSpan.FromSeconds(30)) with { Every = TimeSpan.FromMilliseconds(250) };

    private static object Row(int number, string amount = "1.00") =>
        new { @ref = $"A{number:0000}", t = DateTimeOffset.UnixEpoch.AddDays(20_000).AddSeconds(number).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'"), amt = amount };

    private static object Page(HttpRequest request, int rows, Func<int, object> row)
    {
        var since = request.Query["since"].ToString();
        var after = request.Query["after"].ToString();
        return new
        {
            rows = Enumerable.Range(1, rows).Select(n => (n, t: (string)((dynamic)Row(n)).t)).Where(r => string.CompareOrdinal(r.t, since) > 0 || (r.t == since && string.CompareOrdinal($"A{r.n:0000}", after) > 0))
                .Take(2).Select(r => row(r.n)).ToArray(),
        };
    }

    private static Task Answer(HttpContext context, int rows) => context.Response.WriteAsJsonAsync(Page(context.Request, rows, n => Row(n)));

    [Fact]
    public async Task Loop_SeveralPages_CommitsAllAndReportsCaughtUp()
    {
        await using var server = await ForeignServer.StartAsync(c => Answer(c, 7));
        await using var world = await SourceWorld.StartAsync(SourceWorld.Plan([Source(server)]), allowed: [server.Authority]);

        await SourceWorld.UntilAsync(async () => (await world.OrdersAsync()).Count == 7, "seven orders");
        await SourceWorld.UntilAsync(() => world.Reports.Any(r => r is { Succeeded: true, CaughtUp: true, Watermark: not null }), "caught up");
        Assert.Equal(world.Batches.Select(b => b.Revision).Order(), world.Batches.Select(b => b.Revision));
    }

    [Fact]
    public async Task Loop_OneBadRecordAmongGood_KeepsItAndAppliesItsNeighbours()
    {
        await using var server = await ForeignServer.StartAsync(c => c.Response.WriteAsJsonAsync(Page(c.Request, 3, n => Row(n, n == 2 ? "twelve" : "1.00"))));
        await using var world = await SourceWorld.StartAsync(SourceWorld.Plan([Source(server)]), allowed: [server.Authority]);

        await SourceWorld.UntilAsync(async () => (await world.OrdersAsync()).Count == 2 && (await world.RejectedAsync()).Count == 1, "two orders and one rejected record");
        var rejected = Assert.Single(await world.RejectedAsync());
        Assert.Equal(("total", "bad-number"), (rejected.Reasons[0].Field, rejected.Reasons[0].Code));
        Assert.Contains("twelve", rejected.Payload, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Loop_AnswerThatIsGarbage_LeavesTheCursorAndGoesOnAfterwards()
    {
        var broken = false;
        var rows = 3;
        await using var server = await ForeignServer.StartAsync(c => broken ? c.Response.WriteAsync("{\"rows\":[{\"ref\":") : Answer(c, rows));
        await using var world = await SourceWorld.StartAsync(SourceWorld.Plan([Source(server)]), allowed: [server.Authority]);
        await SourceWorld.UntilAsync(async () => (await world.OrdersAsync()).Count == 3, "three orders");

        broken = true;
        rows = 5;
        await SourceWorld.UntilAsync(() => world.Reports.Any(r => !r.Succeeded && r.NextTry is not null), "a visible failure");
        Assert.DoesNotContain(world.Reports.Where(r => !r.Succeeded), r => r.CaughtUp || r.Watermark is not null);

        broken = false;
        await SourceWorld.UntilAsync(async () => (await world.OrdersAsync()).Count == 5, "five orders");
    }

    [Fact]
    public async Task Loop_PageLeftOutWhileItIsPolled_IsFoundByTheOverlap()
    {
        var pages = 0;
        await using var server = await ForeignServer.StartAsync(c =>
        {
            // the third page of the first walk is never sent: the source answers with what lies behind it
            var leftOut = ++pages == 3 ? 2 : 0;
            return c.Response.WriteAsJsonAsync(Page(c.Request, 12 - leftOut, n => Row(n + leftOut)));
        });
        await using var world = await SourceWorld.StartAsync(SourceWorld.Plan([Source(server)]), allowed: [server.Authority]);

        await SourceWorld.UntilAsync(() => world.Reports.Any(r => r.CaughtUp), "the walk that missed a page");
        await SourceWorld.UntilAsync(async () => (await world.OrdersAsync()).Count == 12, "twelve orders");
    }

    [Fact]
    public async Task Loop_PageThatIsGoneForAWhile_GoesOnWhereItEnded()
    {
        var gone = true;
        await using var server = await ForeignServer.StartAsync(c =>
        {
            if (gone && c.Request.Query["after"] == "A0004")
            {
                c.Response.StatusCode = 404;
                return Task.CompletedTask;
            }

            return Answer(c, 8);
        });
        await using var world = await SourceWorld.StartAsync(SourceWorld.Plan([Source(server)]), allowed: [server.Authority]);
        await SourceWorld.UntilAsync(() => world.Reports.Any(r => !r.Succeeded), "a visible failure");
        Assert.Equal(4, (await world.OrdersAsync()).Count);
        Assert.DoesNotContain(world.Reports, r => r.CaughtUp || r.Watermark is not null);

        gone = false;
        server.Requests.Clear();
        await SourceWorld.UntilAsync(async () => (await world.OrdersAsync()).Count == 8, "eight orders");
        Assert.True(server.Requests.TryPeek(out var first));
        Assert.Contains("after=A0004", first, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Loop_SourceThatFlaps_LosesNothingAndMovesNoCursorOnFailure()
    {
        var calls = 0;
        await using var server = await ForeignServer.StartAsync(c =>
        {
            if (++calls % 3 != 0)
            {
                c.Response.StatusCode = 500;
                return Task.CompletedTask;
            }

            return Answer(c, 5);
        });
        await using var world = await SourceWorld.StartAsync(SourceWorld.Plan([Source(server) with { Http = Source(server).Http! with { Attempts = 2 } }]), allowed: [server.Authority]);

        await SourceWorld.UntilAsync(async () => (await world.OrdersAsync()).Count == 5, "five orders");
        Assert.Contains(world.Reports, r => !r.Succeeded && r.Error!.Contains("500", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Loop_Restarted_ResumesAtItsCursor()
    {
        var rows = 6;
        await using var server = await ForeignServer.StartAsync(c => Answer(c, rows));
        var directory = Directory.CreateTempSubdirectory("sources-").FullName;
        await using (var first = await SourceWorld.StartAsync(SourceWorld.Plan([Source(server)]), directory, allowed: [server.Authority]))
        {
            await SourceWorld.UntilAsync(() => first.Reports.Any(r => r.CaughtUp), "caught up");
        }

        server.Requests.Clear();
        rows = 8;
        await using (var second = await SourceWorld.StartAsync(SourceWorld.Plan([Source(server)]), directory, allowed: [server.Authority]))
        {
            await SourceWorld.UntilAsync(async () => (await second.OrdersAsync()).Count == 8, "the two new orders");
        }

        // thirty seconds before the newest, not from the beginning
        Assert.True(server.Requests.TryPeek(out var asked));
        Assert.DoesNotContain("since=&", asked, StringComparison.Ordinal);
        SqliteConnection.ClearAllPools();
        Directory.Delete(directory, true);
    }

    [Fact]
    public async Task Loop_TwoPollersOfOneStore_OnlyOnePolls()
    {
        await using var server = await ForeignServer.StartAsync(c => Answer(c, 2));
        var directory = Directory.CreateTempSubdirectory("sources-").FullName;
        await using (var first = await SourceWorld.StartAsync(SourceWorld.Plan([Source(server)]), directory, allowed: [server.Authority]))
        {
            await SourceWorld.UntilAsync(() => first.Reports.Any(r => r.CaughtUp), "the first polls");
            await using var second = await SourceWorld.StartAsync(SourceWorld.Plan([Source(server)]), directory, allowed: [server.Authority]);
            var before = first.Reports.Count;
            await SourceWorld.UntilAsync(() => first.Reports.Count > before + 8, "the first goes on polling for two seconds");
            Assert.Empty(second.Reports);

            await first.StopAsync();
            await SourceWorld.UntilAsync(() => second.Reports.Any(r => r.Succeeded), "the second takes over");
        }

        SqliteConnection.ClearAllPools();
        Directory.Delete(directory, true);
    }

    [Fact]
    public async Task Control_PauseSurvivesARestartAndResumeGoesOn()
    {
        await using var server = await ForeignServer.StartAsync(c => Answer(c, 2));
        var directory = Directory.CreateTempSubdirectory("sources-").FullName;
        await using (var first = await SourceWorld.StartAsync(SourceWorld.Plan([Source(server)]), directory, allowed: [server.Authority]))
        {
            await SourceWorld.UntilAsync(() => first.Reports.Any(r => r.CaughtUp), "it polls");
            Assert.True((await first.Control.PauseAsync("legacy-orders", SourceWorld.Lead, default)).Succeeded);
            Assert.Equal("source-paused", (await first.Control.PauseAsync("legacy-orders", SourceWorld.Lead, default)).Error?.Code);
            Assert.Equal("source-paused", (await first.Control.PollNowAsync("legacy-orders", SourceWorld.Lead, default)).Error?.Code);
            Assert.Equal("source-not-found", (await first.Control.PauseAsync("nothing", SourceWorld.Lead, default)).Error?.Code);
        }

        server.Requests.Clear();
        await using (var second = await SourceWorld.StartAsync(SourceWorld.Plan([Source(server)]), directory, allowed: [server.Authority]))
        {
            await SourceWorld.UntilAsync(() => second.Reports.Any(r => r.Paused), "it says that it is paused");
            Assert.Empty(server.Requests);
            Assert.True((await second.Control.ResumeAsync("legacy-orders", SourceWorld.Lead, default)).Succeeded);
            var log = (await second.Get<CommandCenter.Decisions.DecisionQueries>().SearchAsync(new CommandCenter.Decisions.DecisionSearch("source:legacy-orders"), default)).Value.Items;
            Assert.Equal([("resume-source", "techlead", "the shop asked for it"), ("pause-source", "techlead", "the shop asked for it")], log.Select(e => (e.Command, e.Actor, e.Reason)));
            await SourceWorld.UntilAsync(() => second.Reports.Any(r => r.Succeeded), "it polls again");
        }

        SqliteConnection.ClearAllPools();
        Directory.Delete(directory, true);
    }

    [Fact]
    public async Task Control_PollNow_DoesNotWaitForTheBackOff()
    {
        var status = 503;
        await using var server = await ForeignServer.StartAsync(c =>
        {
            c.Response.StatusCode = status;
            c.Response.Headers.RetryAfter = status == 503 ? "600" : default;
            return status == 503 ? Task.CompletedTask : Answer(c, 2);
        });
        await using var world = await SourceWorld.StartAsync(SourceWorld.Plan([Source(server)]), allowed: [server.Authority]);
        await SourceWorld.UntilAsync(() => world.Reports.Any(r => r.NextTry > r.At.AddMinutes(9)), "it waits as long as it was asked to");

        status = 200;
        Assert.True((await world.Control.PollNowAsync("legacy-orders", SourceWorld.Lead, default)).Succeeded);
        await SourceWorld.UntilAsync(() => world.Reports.Any(r => r.Succeeded), "it polls at once");
    }

    [Fact]
    public async Task Loop_StoreThatCannotBeWritten_SaysSoAndCatchesUp()
    {
        await using var server = await ForeignServer.StartAsync(c => Answer(c, 3));
        await using var world = await SourceWorld.StartAsync(SourceWorld.Plan([Source(server)]), allowed: [server.Authority], poll: false);
        await using (var locker = new SqliteConnection($"Data Source={Path.Combine(world.Directory, "events.db")}"))
        {
            await locker.OpenAsync();
            await using var hold = locker.BeginTransaction(deferred: false);
            var pollers = world.Get<SourcePollers>();
            await pollers.StartAsync(CancellationToken.None);
            await SourceWorld.UntilAsync(() => world.Reports.Any(r => !r.Succeeded && r.Error is not null), "a visible failure");
            Assert.DoesNotContain(world.Reports, r => r.Succeeded);
        }

        await SourceWorld.UntilAsync(async () => (await world.OrdersAsync()).Count == 3, "three orders");
        await world.Get<SourcePollers>().StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task PlanApplied_MappingMadeGood_RetriesRejectedRecords()
    {
        await using var server = await ForeignServer.StartAsync(c => c.Response.WriteAsJsonAsync(Page(c.Request, 2, n => new { @ref = $"A{n:0000}", ((dynamic)Row(n)).t, euros = "5.00" })));
        await using var world = await SourceWorld.StartAsync(SourceWorld.Plan([Source(server)]), allowed: [server.Authority]);
        await SourceWorld.UntilAsync(async () => (await world.RejectedAsync()).Count == 2, "two rejected records");
        server.Answer = c => c.Response.WriteAsJsonAsync(new { rows = Array.Empty<object>() });

        world.Get<ActivePlan>().Swap(SourceWorld.Plan([Source(server)], SourceWorld.Mapping("m2", "$.euros")));

        await SourceWorld.UntilAsync(async () => (await world.OrdersAsync()).Count == 2 && (await world.RejectedAsync()).TrueForAll(r => r.State == "applied"), "both applied");
    }

    [Fact]
    public async Task Retry_NamedRecordThatStaysBad_CountsAnotherAttempt()
    {
        await using var server = await ForeignServer.StartAsync(c => c.Response.WriteAsJsonAsync(Page(c.Request, 1, n => Row(n, "x"))));
        await using var world = await SourceWorld.StartAsync(SourceWorld.Plan([Source(server)]), allowed: [server.Authority]);
        await SourceWorld.UntilAsync(async () => (await world.RejectedAsync()).Count == 1, "one rejected record");
        var id = (await world.RejectedAsync())[0].Id;

        var outcome = await world.Get<IRejectedRetry>().RetryAsync(null, [id], default);

        Assert.Equal(new RetryOutcome(1, 0, 1), outcome);
        Assert.Equal(("waiting", 2), ((await world.RejectedAsync())[0].State, (await world.RejectedAsync())[0].Attempts));
        Assert.Equal(new RetryOutcome(0, 0, 0), await world.Get<IRejectedRetry>().RetryAsync(null, null, default));
    }
}
