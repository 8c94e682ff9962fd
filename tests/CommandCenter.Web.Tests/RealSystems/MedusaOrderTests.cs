namespace CommandCenter.Tests.RealSystems;

/// <summary>Orders that are moved by hand in a real Medusa, whose status says nothing of how far they are.</summary>
public class MedusaOrderTests(MedusaSystem medusa) : IClassFixture<MedusaSystem>
{
    private WatchedSystem OrSkip()
    {
        Assert.SkipWhen(medusa.Missing is not null, medusa.Missing ?? "");
        return medusa.Watched;
    }

    [Fact]
    public async Task Order_FulfilledInParts_ReachesAStageWithItsLastPiece()
    {
        var watched = OrSkip();
        const string Key = "WEB-2001";

        await medusa.StepAsync(Key, "new");
        await watched.UntilAsync(Key, "created", "created");
        await medusa.StepAsync(Key, "fulfil-part", "ship");
        await watched.UntilFactAsync(Key, ".shipped", "1");
        await watched.UntilAsync(Key, "created", "created");
        await medusa.StepAsync(Key, "fulfil");
        await watched.UntilAsync(Key, "packed", "created", "routed", "packed");
        await medusa.StepAsync(Key, "ship");
        await watched.UntilAsync(Key, "shipped", "created", "routed", "packed", "shipped");
        await medusa.StepAsync(Key, "deliver");
        await watched.UntilFactAsync(Key, ".delivered", "1");
        await watched.UntilAsync(Key, "shipped", "created", "routed", "packed", "shipped");
        await medusa.StepAsync(Key, "deliver");
        var delivered = await watched.UntilAsync(Key, "delivered", "created", "routed", "packed", "shipped", "delivered");

        var facts = delivered.GetProperty("facts");
        Assert.Equal(("27000", "USD", "pending"), (facts.GetProperty("total").GetString(), facts.GetProperty("currency").GetString(), facts.GetProperty("status").GetString()));
        Assert.Equal(2, facts.EnumerateObject().Count(f => f.Name.StartsWith("shipments[", StringComparison.Ordinal) && f.Name.EndsWith(".tracking", StringComparison.Ordinal)));
        Assert.Equal(("fresh", null, 0), await watched.SourceAsync("medusa-orders"));
    }

    [Fact]
    public async Task Order_FulfilmentWithdrawnThenCancelled_IsTakenBackThenCancelled()
    {
        var watched = OrSkip();
        const string Key = "WEB-2101";

        await medusa.StepAsync(Key, "new", "fulfil");
        await watched.UntilAsync(Key, "packed", "created", "routed", "packed");
        await medusa.StepAsync(Key, "cancel-fulfilment");
        await watched.UntilAsync(Key, "created", "created");
        await medusa.StepAsync(Key, "fulfil");
        await watched.UntilAsync(Key, "packed", "created", "routed", "packed");
        await medusa.StepAsync(Key, "cancel-fulfilment", "cancel");
        await watched.UntilAsync(Key, "cancelled", "created", "cancelled");
    }

    [Fact]
    public async Task Hint_OfEachStep_IsReadBeforeTheNextPoll()
    {
        OrSkip();
        const string Key = "WEB-2201";

        await medusa.StepAsync(Key, "new");
        await medusa.Hinted.UntilAsync(Key, "created", "created");
        await medusa.StepAsync(Key, "fulfil");
        await medusa.Hinted.UntilAsync(Key, "packed", "created", "routed", "packed");
        await medusa.StepAsync(Key, "ship");
        await medusa.Hinted.UntilAsync(Key, "shipped", "created", "routed", "packed", "shipped");
        await medusa.StepAsync(Key, "deliver");
        await medusa.Hinted.UntilAsync(Key, "delivered", "created", "routed", "packed", "shipped", "delivered");
    }
}
