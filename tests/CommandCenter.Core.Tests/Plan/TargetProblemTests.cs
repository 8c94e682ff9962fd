using CommandCenter.Orders;
using CommandCenter.Plan;
using CommandCenter.Traffic;

namespace CommandCenter.Tests.Plan;

/// <summary>Sections targets, traffic and rollback: what is wrong with them, and what they say when nothing is.</summary>
public class TargetProblemTests
{
    private const string Url = "an absolute http or https address without user and password; placeholders, behind the host only";

    public static TheoryData<string, string, string, string, string, string> Errors => new()
    {
        { "settlesWithin: 20s", "settleWithin: 20s", "settleWithin", "targets[0].settleWithin", "an unknown key", "did you mean \"settlesWithin\"?" },
        { "settlesWithin: 20s", "settlesWithin: 61m", "settlesWithin", "targets[0].settlesWithin", "\"61m\"", "a duration from 0s to 1h" },
        { "idempotencyWindow: 48h", "idempotencyWindow: 30s", "idempotencyWindow", "targets[0].idempotencyWindow", "\"30s\"", "a duration from 1m to 365d" },
        { "idempotencyHeader: X-Request-Key", "idempotencyHeader: \"X Key\"", "idempotencyHeader", "targets[0].idempotencyHeader", "\"X Key\"", "a header name" },
        { "timeout: 4s", "timeout: 4m", "timeout: 4m", "targets[0].timeout", "\"4m\"", "a duration from 100ms to 2m" },
        { "concurrency: 64", "concurrency: 513", "concurrency", "targets[0].concurrency", "\"513\"", "a whole number from 1 to 512" },
        { "queueLimit: 50000", "queueLimit: 99", "queueLimit", "targets[0].queueLimit", "\"99\"", "a whole number from 100 to 10000000" },
        { "ordersPerMinute: 6000", "ordersPerMinute: 0", "ordersPerMinute", "targets[0].ordersPerMinute", "\"0\"", "a whole number from 1" },
        { "    maxBytes: 1048576\n    ordersPerMinute", "    maxBytes: 67108865\n    ordersPerMinute", "maxBytes: 67108865", "targets[0].maxBytes", "\"67108865\"", "a whole number of bytes from 1024 to 67108864" },
        { "user: pos, password: \"${env:CC_SECRET_OMS}\"", "user: pos, password: hunter2", "auth: { kind: basic", "targets[0].auth.password", "a value in clear (not shown)", "${env:CC_SECRET_NAME} or ${file:NAME}" },
        { "X-Caller: command-center", "X-Caller: \"${env:CC_SECRET_OMS}\"", "headers: { X-Caller", "targets[0].headers.X-Caller", "\"${env:CC_SECRET_OMS}\"", "${…} only in" },
        { "X-Caller: command-center", "x-request-key: one", "headers: { x-request-key", "targets[0].headers", "X-Request-Key", "other headers than idempotencyHeader" },
        { "X-Caller: command-center", "Cookie: a=b", "headers: { Cookie", "targets[0].headers.Cookie", "a credential in headers (not shown)", "credentials only in auth" },
        { "side: orchestration\n    system: orch-oms\n    createCopy", "side: legacy\n    system: legacy-pos\n    createCopy", "side: legacy\n    system: legacy-pos\n    createCopy", "targets[1].side", "\"legacy\" a second time", "each side with a target once" },
        { "side: orchestration\n    system: orch-oms\n    createCopy", "side: shared\n    system: orch-oms\n    createCopy", "side: shared\n    system: orch-oms\n    createCopy", "targets[1].side", "\"shared\"", "one of legacy, orchestration" },
        { "side: orchestration\n    system: orch-oms\n    createCopy", "side: orchestration\n    system: legacy-pos\n    createCopy", "side: orchestration\n    system: legacy-pos\n    createCopy", "targets[1].side", "orchestration", "legacy, the side of the system legacy-pos" },
        { "  - id: orch-oms\n    side: orchestration", "  - id: legacy-oms\n    side: orchestration", "- id: legacy-oms\n    side: orchestration", "targets[1].id", "\"legacy-oms\" a second time", "each target once" },
        { "https://orders.example.com/v1/orders?copy=true", "https://{key}.example.com/v1/orders?copy=true", "createCopy: { url: \"https", "targets[1].createCopy.url", "\"https://{key}.example.com/v1/orders?copy=true\"", Url },
        { "https://orders.example.com/v1/orders?copy=true", "https://me:pw@orders.example.com/v1", "createCopy: { url: \"https", "targets[1].createCopy.url", "\"https://me:pw@orders.example.com/v1\"", Url },
        { "https://orders.example.com/v1/orders?copy=true", "https://orders.example.com/{order}", "createCopy: { url: \"https", "targets[1].createCopy.url", "\"https://orders.example.com/{order}\"", Url },
        { "method: DELETE", "method: GET", "unblock", "targets[0].unblock.method", "\"GET\"", "one of POST, PUT, PATCH, DELETE" },
        { "orders/{key}/recall", "orders/recall", "recall:", "targets[0].recall.url", "a request that does not say which order", "{key} in url or body" },
        { "body: { segment: \"{segment}\" } }\n    block", "body: { segment: \"{segments}\" } }\n    block", "resume:", "targets[0].resume.body", "\"{segments}\"", "a JSON document or a map" },
        { "body: { segment: \"{segment}\" } }\n    block", "body: { segment: \"of {segment}\" } }\n    block", "resume:", "targets[0].resume.body", "a placeholder in the wrong place", "{segment} cannot stand there" },
        { "orders/{key}/recall", "orders/{key:x}/recall", "recall:", "targets[0].recall.url", "\"http://127.0.0.1:5081/oms/orders/{key:x}/recall\"", Url },
        { "tooLate: [TOO_LATE, \"409\"]", "tooLate: [TOO_LATE, WITHDRAWN]", "withdraw:", "targets[0].withdraw.answers.tooLate", "\"WITHDRAWN\" a second time", "each word once" },
        { "answers: { path: \"$.res\", done: [RECALLED], refused: [REFUSED] }", "answers: { done: [RECALLED] }", "recall:", "targets[0].recall.answers.done", "\"RECALLED\"", "an HTTP status from 200 to 599; words need path" },
        { "answers: { path: \"$.res\", done: [RECALLED], refused: [REFUSED] }", "answers: { path: res }", "recall:", "targets[0].recall.answers.path", "\"res\"", "a JSON path" },
        { "oms/orders/{key}\"\n", "oms/orders\"\n", "url: \"http://127.0.0.1:5081/oms/orders\"\n", "targets[0].lookUp.url", "\"http://127.0.0.1:5081/oms/orders\"", "an address with {key}" },
        { "withdrawn: [W]", "withdrawn: [C]", "standing: \"$.own\"", "targets[0].lookUp.order.standing", "\"C\" a second time", "each word in one of owned, copy and withdrawn" },
        { "PICK: picked", "PICK: piked", "stageWords", "targets[0].lookUp.order.stageWords.PICK", "\"piked\"", "a stage" },
        { "store: \"$.store_no\"", "stores: \"$.store_no\"", "attributes", "targets[0].lookUp.order.attributes.stores", "an unknown attribute", "did you mean \"store\"?" },
        { "nextPage: \"$.next\", limit: 500", "limit: 500", "ledger: { url", "targets[0].ledger.url", "{page} without nextPage", "{page} in url and nextPage, or neither" },
        { "ledger?page={page}&limit", "ledger?limit", "ledger: { url", "targets[0].ledger.nextPage", "nextPage without {page} in url", "{page} in url and nextPage, or neither" },
        { "largestStep: 25", "largestStep: 101", "largestStep", "traffic.largestStep", "\"101\"", "a number from 0 to 100" },
        { "percent: 12.5,", "percent: 12.505,", "{ segment: { lane", "traffic.start[0].percent", "\"12.505\"", "a number from 0 to 100 with at most two decimals" },
        { "percent: 12.5,", "percent: -1,", "{ segment: { lane", "traffic.start[0].percent", "\"-1\"", "a number from 0 to 100" },
        { "segment: { lane: ship-to-home, region", "segment: { lane: ship-to-hone, region", "{ segment: { lane", "traffic.start[0].segment.lane", "\"ship-to-hone\"", "did you mean \"ship-to-home\"?" },
        { "store: \"0418\", skuClass", "store: \"0419\", skuClass", "{ segment: { lane", "traffic.start[0].segment.store", "\"0419\"", "did you mean \"0418\"?" },
        { "    - { segment: {}, percent: 1 }", "    - { percent: 1 }", "- { percent: 1", "traffic.start[1].segment", "nothing", "a map with lane, region" },
        { "    - { segment: {}, percent: 1 }", "    - { segment: {}, percent: 1 }\n    - { segment: {}, percent: 2 }", "- { segment: {}, percent: 2", "traffic.start[2].segment", "all orders a second time", "each segment once" },
        { "splitBy: store }", "splitBy: shop }", "{ segment: { lane", "traffic.start[0].splitBy", "\"shop\"", "one of order, store" },
        { "restored: 30s", "restored: 500ms", "restored", "rollback.restored", "\"500ms\"", "a duration from 1s to 24h" },
        { "proven: 20m", "proven: 25h", "proven", "rollback.proven", "\"25h\"", "a duration from 1s to 24h" },
        { "observed: 5m", "observed: 16m", "resolved: 15m", "rollback.resolved", "resolved 00:15:00 before observed 00:16:00", "windows that rise" },
        { "lanes: { ship-to-home: routed }", "lanes: { ship-to-home: picked }", "lanes: { ship-to-home: picked", "rollback.lanes.ship-to-home", "\"picked\"", "one of created, authorised, held, allocated, routed, released" },
        { "lanes: { ship-to-home: routed }", "lanes: { ship-to-moon: routed }", "lanes: { ship-to-moon", "rollback.lanes.ship-to-moon", "\"ship-to-moon\"", "did you mean \"ship-to-home\"?" },
    };

    [Theory]
    [MemberData(nameof(Errors))]
    public void Read_OneError_IsNamedWithLinePlaceAndWhatIsAllowed(string old, string replacement, string lineOf, string path, string found, string allowed)
    {
        var text = SamplePlan.With(old, replacement);

        // the ledger's order is an anchor of the look-up's: what is wrong there is named twice
        var problem = PlanReader.Read(text, "plan.yaml").Problems.First(p => p.Path == path);

        Assert.Equal((SamplePlan.LineOf(text, lineOf), found), (problem.Line, problem.Found));
        Assert.StartsWith(allowed, problem.Allowed, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", problem.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_MirrorWhereTheOtherSideTakesNoCopies_NamesTheTarget()
    {
        var text = SamplePlan.With("    createCopy: { url: \"https", "    create: { url: \"https");

        var problem = Assert.Single(PlanReader.Read(text, "plan.yaml").Problems);

        Assert.Equal(("traffic.start[0].mirror", "copies for orchestration, whose target orch-oms has no createCopy"), (problem.Path, problem.Found));
        Assert.Equal("mirror: true only where the target of orchestration declares createCopy", problem.Allowed);
    }

    [Fact]
    public void Read_MirrorWithoutAnyTarget_NamesBothSides()
    {
        var at = SamplePlan.Text.IndexOf("targets:\n", StringComparison.Ordinal);
        var text = SamplePlan.Text[..at] + SamplePlan.Text[SamplePlan.Text.IndexOf("traffic:\n", StringComparison.Ordinal)..];

        Assert.Equal(
            ["copies for legacy, which has no target", "copies for orchestration, which has no target"],
            PlanReader.Read(text, "plan.yaml").Problems.Select(p => p.Found));
    }

    [Theory]
    [InlineData("percent: 0,", "orchestration")]
    [InlineData("percent: 100,", "legacy")]
    public void Read_MirrorOfAWholeSide_NeedsCopiesOnTheOtherOnly(string percent, string needed)
    {
        var text = SamplePlan.With("    createCopy: { url: \"https", "    create: { url: \"https").Replace("    createCopy: {", "    cancel2: {", StringComparison.Ordinal).Replace("percent: 12.5,", percent, StringComparison.Ordinal);

        var problem = Assert.Single(PlanReader.Read(text, "plan.yaml").Problems, p => p.Path.EndsWith("mirror", StringComparison.Ordinal));

        Assert.StartsWith("copies for " + needed, problem.Found, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ActivateCopyWithoutCreateCopy_SaysSo()
    {
        var text = SamplePlan.With("    createCopy: { url: \"http://", "    createCopi: { url: \"http://");

        Assert.Contains(PlanReader.Read(text, "plan.yaml").Problems, p => p is { Path: "targets[0].activateCopy", Found: "activateCopy without createCopy" });
    }

    [Fact]
    public void Read_CopiesThatALookUpCannotTell_IsAProblem()
    {
        var problems = PlanReader.Read(SamplePlan.With("        copy: [C]\n", ""), "plan.yaml").Problems;

        Assert.Equal(["targets[0].lookUp", "targets[0].ledger"], problems.Select(p => p.Path));
    }

    [Fact]
    public void Read_Sample_SaysWhatIsWritten()
    {
        var plan = SamplePlan.Read(SamplePlan.Text);
        var legacy = plan.Target(Side.Legacy)!;

        Assert.Equal(14, legacy.Operations.Count);
        Assert.True(plan.Target(Side.Orchestration)!.Can(TargetOperation.CreateCopy));
        Assert.False(plan.Target(Side.Orchestration)!.Can(TargetOperation.Create));
        Assert.Equal(("DELETE", "POST"), (legacy.Operations[TargetOperation.Unblock].Method, legacy.Operations[TargetOperation.Block].Method));
        Assert.Equal((TimeSpan.FromHours(48), TimeSpan.FromSeconds(20), 64, 50_000, 6000), (legacy.IdempotencyWindow, legacy.SettlesWithin, legacy.Concurrency, legacy.QueueLimit, legacy.OrdersPerMinute));
        Assert.Equal("{\"order\":\"{order}\",\"copy\":\"N\",\"epoch\":\"{epoch|number}\",\"copy_until\":null}", legacy.Operations[TargetOperation.Create].Body);
        Assert.Equal(["TOO_LATE", "409"], legacy.Operations[TargetOperation.Withdraw].Answers.TooLate);
        Assert.Equal(Stage.Allocated, legacy.Ledger!.Order.StageWords["ALLOC"]);
        Assert.Equal(25, plan.Traffic.LargestStep);
        Assert.Equal(new TrafficStart(new Segment { Lane = "ship-to-home", Region = "west", Brand = "alder", Channel = "web", Store = "0418", SkuClass = "standard", Tenant = "us" }, 12.5m, Mirror: true, SplitBy.Store), plan.Traffic.Start[0]);
        Assert.Equal(new TrafficStart(Segment.All, 1, Mirror: false, SplitBy.Order), plan.Traffic.Start[1]);
        Assert.Equal(Stage.Routed, plan.Rollback.Lanes["ship-to-home"]);
        Assert.Equal(TimeSpan.FromMinutes(15), plan.Rollback.Resolved);
    }

    [Fact]
    public void Read_NoneOfTheSections_TakesWhatIsUsual()
    {
        var at = SamplePlan.Text.IndexOf("targets:\n", StringComparison.Ordinal);

        var plan = SamplePlan.Read(SamplePlan.Text[..at]);

        Assert.Empty(plan.Targets);
        Assert.Equal((TrafficSettings.Default, RollbackSettings.Default), (plan.Traffic, plan.Rollback));
    }
}
