namespace CommandCenter.Tests.RealSystems;

/// <summary>Orders that are moved by hand in a real Tryton: what the product says of them follows each step.</summary>
public class TrytonOrderTests(TrytonSystem tryton) : IClassFixture<TrytonSystem>
{
    private WatchedSystem OrSkip()
    {
        Assert.SkipWhen(tryton.Missing is not null, tryton.Missing ?? "");
        return tryton.Watched;
    }

    [Fact]
    public async Task Order_MovedThroughItsStages_IsFollowedByTwoFeeds()
    {
        var watched = OrSkip();
        const string Key = "WEB-1001";

        await tryton.StepAsync(Key, "new", "quote");
        await watched.UntilAsync(Key, "created", "created");
        await tryton.StepAsync(Key, "confirm");
        await watched.UntilAsync(Key, "routed", "created", "authorised", "routed");
        await tryton.StepAsync(Key, "assign");
        await watched.UntilAsync(Key, "allocated", "created", "authorised", "routed", "allocated");
        await tryton.StepAsync(Key, "pick");
        await watched.UntilAsync(Key, "picked", "created", "authorised", "routed", "allocated", "picked");
        await tryton.StepAsync(Key, "pack");
        await watched.UntilAsync(Key, "packed", "created", "authorised", "routed", "allocated", "picked", "packed");
        await tryton.StepAsync(Key, "done");
        var shipped = await watched.UntilAsync(Key, "shipped", "created", "authorised", "routed", "allocated", "picked", "packed", "shipped");

        Assert.Equal(["tryton-sales"], WatchedSystem.SourcesOf(shipped, "created", "authorised"));
        Assert.Equal(["tryton-shipments"], WatchedSystem.SourcesOf(shipped, "routed", "allocated", "picked", "packed", "shipped"));
        var facts = shipped.GetProperty("facts");
        Assert.Equal(("27000", "USD", "ship-to-home", "WH"), (facts.GetProperty("total").GetString(), facts.GetProperty("currency").GetString(), facts.GetProperty("lane").GetString(), facts.GetProperty("node").GetString()));
        Assert.Equal(["2", "1"], facts.EnumerateObject().Where(f => f.Name.EndsWith(".shipped", StringComparison.Ordinal)).Select(f => f.Value.GetString()).OrderDescending(StringComparer.Ordinal));
        Assert.Equal(("fresh", null, 0), await watched.SourceAsync("tryton-sales"));
        Assert.Equal(("fresh", null, 0), await watched.SourceAsync("tryton-shipments"));
    }

    [Fact]
    public async Task Order_TakenBackAndCancelled_IsSeenTaken()
    {
        var watched = OrSkip();

        await tryton.StepAsync("WEB-1101", "new", "quote", "cancel");
        await watched.UntilAsync("WEB-1101", "cancelled", "created", "cancelled");

        // seen waiting before it is assigned: a state that passes between two polls was never there
        await tryton.StepAsync("WEB-1102", "new", "quote", "confirm");
        await watched.UntilAsync("WEB-1102", "routed", "created", "authorised", "routed");
        await tryton.StepAsync("WEB-1102", "assign");
        await watched.UntilAsync("WEB-1102", "allocated", "created", "authorised", "routed", "allocated");
        await tryton.StepAsync("WEB-1102", "unassign");
        await watched.UntilAsync("WEB-1102", "routed", "created", "authorised", "routed");

        // Tryton calls a sale sent whose shipments were all given up
        await tryton.StepAsync("WEB-1102", "cancel-shipment");
        await watched.UntilFactAsync("WEB-1102", "x.shipmentState", "exception");
        await watched.UntilAsync("WEB-1102", "routed", "created", "authorised", "routed");
        await tryton.StepAsync("WEB-1102", "drop");
        await watched.UntilAsync("WEB-1102", "cancelled", "created", "authorised", "routed", "cancelled");
    }

    [Fact]
    public async Task Order_InTwoShipments_StandsWhereTheLaterOneStands()
    {
        var watched = OrSkip();
        const string Key = "WEB-1201";

        await tryton.StepAsync(Key, "new", "quote", "confirm");
        await watched.UntilAsync(Key, "routed", "created", "authorised", "routed");
        await tryton.StepAsync(Key, "split", "assign", "pick", "pack", "done");
        await watched.UntilFactAsync(Key, ".shipped", "1");
        await watched.UntilAsync(Key, "routed", "created", "authorised", "routed");

        // the second goes at once: only its end is certain to be seen between two polls
        await tryton.StepAsync(Key, "assign", "pick", "pack", "done");
        await AppHost.UntilAsync(async () => (await watched.OrderAsync(Key)).GetProperty("stage").GetString() == "shipped", "both are sent", TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Poll_SessionsEndedAtTheServer_SignsInAgain()
    {
        var watched = OrSkip();
        await tryton.StepAsync("WEB-1301", "new", "quote");
        await watched.UntilAsync("WEB-1301", "created", "created");

        Assert.True(await tryton.EndSessionsAsync() > 0, "there was a session to end");
        await tryton.StepAsync("WEB-1302", "new", "quote");

        await watched.UntilAsync("WEB-1302", "created", "created");
        Assert.Equal(("fresh", null, 0), await watched.SourceAsync("tryton-sales"));
    }
}
