using CommandCenter.Intake.Targets;
using CommandCenter.Orders;
using CommandCenter.Tests.Sources.Http;
using CommandCenter.Traffic;
using Microsoft.AspNetCore.Http;

namespace CommandCenter.Tests.Intake.Targets;

/// <summary>What a target says that it holds: one order, and all of them.</summary>
public class TargetQueryTests
{
    private const string Order = """{"ref":"A-1","own":"O","epoch":3,"lines":[{"st":"NEW"},{"st":"PICK"}],"cls":"ship-to-home","store":"0418","at":"2026-11-10T05:00:00Z"}""";

    private static async Task<TargetFinding> LookUpAsync(string body, int status = 200, string key = "A-1")
    {
        await using var server = await ForeignServer.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            return context.Response.WriteAsync(body);
        });
        using var target = server.Target();
        return await target.LookUpAsync(key, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task LookUp_Order_IsReadWhole()
    {
        var finding = await LookUpAsync(Order);

        Assert.Null(finding.Reason);
        var order = finding.Order!;
        Assert.Equal(("A-1", TargetStanding.Owned, 3), (order.OrderKey, order.Standing, order.Epoch));
        Assert.Equal([Stage.Created, Stage.Picked], order.Lines);
        Assert.Equal(new OrderAttributes(Lane: "ship-to-home", Store: "0418"), order.Attributes);
        Assert.Equal(new DateTimeOffset(2026, 11, 10, 5, 0, 0, TimeSpan.Zero), order.PlacedAt);
    }

    [Theory]
    [InlineData("\"O\"", TargetStanding.Owned)]
    [InlineData("\"C\"", TargetStanding.Copy)]
    [InlineData("\"W\"", TargetStanding.Withdrawn)]
    public async Task LookUp_WordOfStanding_IsWhatThePlanSays(string word, TargetStanding expected)
    {
        var order = (await LookUpAsync($$"""{"ref":"A-1","own":{{word}},"lines":[]}""")).Order!;

        Assert.Equal((expected, null, 0), (order.Standing, order.Epoch, order.Lines.Count));
    }

    [Fact]
    public async Task LookUp_LineWithoutStage_IsLeftOut() =>
        Assert.Equal([Stage.Created], (await LookUpAsync("""{"ref":"A-1","own":"O","lines":[{"st":null},{"st":"NEW"}]}""")).Order!.Lines);

    [Fact]
    public async Task LookUp_NoEpochInThePlanHeadersAndOtherPlaceholders_AreTakenAsTheyStand()
    {
        var seen = new List<string>();
        await using var server = await ForeignServer.StartAsync(context =>
        {
            seen.Add(context.Request.Headers["X-Caller"] + " " + context.Request.QueryString);
            return context.Response.WriteAsync(context.Request.Path == "/ledger" ? """{"orders":[]}""" : Order);
        });
        using var target = server.Target(with: d => d with
        {
            Headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["X-Caller"] = "center" },
            LookUp = d.LookUp! with { Url = server.Url + "/orders/{key}?x={other}", Order = TargetOfTest.Paths with { Epoch = null } },
            Ledger = d.Ledger! with { Url = server.Url + "/ledger?p={page}&x={other}" },
        });

        var order = (await target.LookUpAsync("A-1", TestContext.Current.CancellationToken)).Order!;
        var page = await target.ReadLedgerAsync("", TestContext.Current.CancellationToken);

        Assert.Equal((null, 0), (order.Epoch, page.Value.Orders.Count));
        Assert.Equal(["center ?x={other}", "center ?p=&x={other}"], seen.Select(Uri.UnescapeDataString));
    }

    [Fact]
    public async Task LookUp_404_IsAbsent()
    {
        var order = (await LookUpAsync("", 404)).Order!;

        Assert.Equal(("A-1", TargetStanding.Absent), (order.OrderKey, order.Standing));
    }

    [Theory]
    [InlineData(200, "<html>", "is not whole JSON")]
    [InlineData(200, """{"own":"O","lines":[]}""", "has no order key at $.ref")]
    [InlineData(200, """{"ref":"B-1","own":"O","lines":[]}""", "was asked for A-1 and answered about B-1")]
    [InlineData(200, """{"ref":"A-1","own":"X","lines":[]}""", "says of A-1 at $.own neither")]
    [InlineData(200, """{"ref":"A-1","lines":[]}""", "says of A-1 at $.own neither")]
    [InlineData(200, """{"ref":"A-1","own":"O","epoch":"three","lines":[]}""", "has no epoch of A-1")]
    [InlineData(200, """{"ref":"A-1","own":"O","lines":[{"st":"ODD"}]}""", "a stage that the plan's stageWords do not know")]
    [InlineData(200, """{"ref":"A-1","own":"O","lines":[{"st":{}}]}""", "a stage that the plan's stageWords do not know")]
    [InlineData(500, "", "answered 500")]
    [InlineData(410, "", "answered 410")]
    [InlineData(401, "", "answered 401")]
    public async Task LookUp_UnusableAnswer_IsNoFindingWithItsReason(int status, string body, string reason)
    {
        var finding = await LookUpAsync(body, status);

        Assert.Null(finding.Order);
        Assert.Contains(reason, finding.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LookUp_PlainArrayOfStages_IsTakenWhole()
    {
        await using var server = await ForeignServer.StartAsync(_ => new { @ref = "A-1", own = "C", stages = new[] { "NEW", "NEW" } });
        using var target = server.Target(with: d => d with { LookUp = d.LookUp! with { Order = TargetOfTest.Paths with { Stages = "$.stages" } } });

        Assert.Equal([Stage.Created, Stage.Created], (await target.LookUpAsync("A-1", TestContext.Current.CancellationToken)).Order!.Lines);
    }

    [Fact]
    public async Task LookUp_KeyWithSlash_IsEscapedAndDotsAreNotAskedFor()
    {
        await using var server = await ForeignServer.StartAsync(_ => new { @ref = "A/1?x", own = "O", lines = Array.Empty<object>() });
        using var target = server.Target();

        Assert.NotNull((await target.LookUpAsync("A/1?x", TestContext.Current.CancellationToken)).Order);
        Assert.Null((await target.LookUpAsync("..", TestContext.Current.CancellationToken)).Order);
        Assert.Equal("/orders/A%2F1%3Fx", Assert.Single(server.Requests));
    }

    [Fact]
    public async Task LookUp_PlanDeclaresNone_SaysSo()
    {
        await using var server = await ForeignServer.StartAsync(_ => new { });
        using var target = new HttpOrderTarget(TargetOfTest.Definition(server.Url) with { LookUp = null, Ledger = null }, new CommandCenter.Sources.Http.OutboundGuard([]), TargetOfTest.Secrets(), TimeProvider.System);

        Assert.Contains("cannot be asked for single orders", (await target.LookUpAsync("A-1", TestContext.Current.CancellationToken)).Reason, StringComparison.Ordinal);
        Assert.Equal("no-ledger", (await target.ReadLedgerAsync("", TestContext.Current.CancellationToken)).Error?.Code);
    }

    [Fact]
    public async Task Ledger_Pages_AreWalkedToTheEnd()
    {
        await using var server = await ForeignServer.StartAsync(request => request.Query["page"].ToString() switch
        {
            "" => new { orders = new[] { Row("A"), Row("B"), Row("C") }, next = (object)7 },
            "7" => new { orders = new[] { Row("D") }, next = (object)"" },
            _ => throw new InvalidOperationException(),
        });
        using var target = server.Target();

        var first = (await target.ReadLedgerAsync("", TestContext.Current.CancellationToken)).Value;
        var second = (await target.ReadLedgerAsync(first.Next!, TestContext.Current.CancellationToken)).Value;

        Assert.Equal(["A", "B", "C"], first.Orders.Select(o => o.OrderKey));
        Assert.Equal(("7", null, "D"), (first.Next, second.Next, Assert.Single(second.Orders).OrderKey));
        Assert.Equal(["/ledger?page=&limit=3", "/ledger?page=7&limit=3"], server.Requests);
    }

    [Theory]
    [InlineData("""{"orders":[],"next":"7"}""", "its list would never end")]
    [InlineData("""{"rows":[]}""", "has no array of orders at $.orders")]
    [InlineData("""{"orders":{}}""", "has no array of orders at $.orders")]
    [InlineData("""{"orders":[{"ref":"A-1","own":"O","lines":[]},{"ref":"B-1","own":"?","lines":[]}]}""", "says of B-1 at $.own neither")]
    [InlineData("""{"orders":[""", "is not whole JSON")]
    public async Task Ledger_UnusablePage_IsAnErrorAndNotAShorterList(string body, string reason)
    {
        await using var server = await ForeignServer.StartAsync(context => context.Response.WriteAsync(body));
        using var target = server.Target();

        var read = await target.ReadLedgerAsync("7", TestContext.Current.CancellationToken);

        Assert.Contains(reason, read.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ledger_MoreThanAllowed_IsAnError()
    {
        await using var server = await ForeignServer.StartAsync(_ => new { orders = Array.Empty<object>(), x = new string('x', 100_000) });
        using var target = server.Target(with: d => d with { MaxBytes = 10_000 });

        Assert.Equal("too-large", (await target.ReadLedgerAsync("", TestContext.Current.CancellationToken)).Error?.Code);
    }

    private static object Row(string key) => new { @ref = key, own = "O", lines = Array.Empty<object>() };
}
