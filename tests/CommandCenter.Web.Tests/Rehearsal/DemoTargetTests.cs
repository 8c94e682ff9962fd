using System.Net.Http.Json;
using System.Text;
using CommandCenter.Intake.Targets;
using CommandCenter.Orders;
using CommandCenter.Plan;
using CommandCenter.Rehearsal.Retail;
using CommandCenter.Traffic;
using Microsoft.Extensions.DependencyInjection;

namespace CommandCenter.Tests.Rehearsal;

/// <summary>The two sides as the demo plan describes them, called by the product.</summary>
public class DemoTargetTests
{
    private const string Key = "AR-1A1A-0001";

    [Theory]
    [InlineData(Side.Legacy)]
    [InlineData(Side.Orchestration)]
    public async Task Target_EveryOperationOfTheDemoPlan_IsUnderstood(Side side)
    {
        await using var app = await AppHost.StartAsync(new AppHostOptions { Services = services => services.AddOrderTargets() });
        var target = app.Services.GetRequiredService<IOrderTargets>().Of(side)!;

        Assert.Equal(Enum.GetValues<TargetOperation>().Order(), target.Definition.Operations.Keys.Order());
        foreach (var (operation, key, epoch) in new[]
        {
            (TargetOperation.Create, Key, 1), (TargetOperation.Change, Key, 1), (TargetOperation.Recall, Key, 1), (TargetOperation.Withdraw, Key, 1), (TargetOperation.ActivateCopy, Key, 2),
            (TargetOperation.Cancel, Key, 2), (TargetOperation.CreateCopy, "AR-1A1A-0002", 1), (TargetOperation.Reserve, "AR-1A1A-0002", 1), (TargetOperation.ReleaseReservation, "AR-1A1A-0002", 1),
            (TargetOperation.ConfirmShipment, "AR-1A1A-0002", 1), (TargetOperation.Hold, "", 1), (TargetOperation.Resume, "", 1), (TargetOperation.Block, "", 1), (TargetOperation.Unblock, "", 1),
        })
        {
            Assert.Equal((operation, new TargetAnswer(TargetOutcome.Done)), (operation, await target.SendAsync(Call(key, operation, epoch), TestContext.Current.CancellationToken)));
        }

        var found = (await target.LookUpAsync("AR-1A1A-0002", TestContext.Current.CancellationToken)).Order!;
        Assert.Equal((TargetStanding.Copy, 1, "ship-to-home"), (found.Standing, found.Epoch, found.Attributes.Lane));
        Assert.Equal(TargetStanding.Absent, (await target.LookUpAsync("AR-1A1A-0003", TestContext.Current.CancellationToken)).Order!.Standing);
        Assert.Equal(TargetOutcome.TooLate, (await target.SendAsync(Call(Key, TargetOperation.Withdraw, 2), TestContext.Current.CancellationToken)).Outcome);
        Assert.Equal(TargetOutcome.Refused, (await target.SendAsync(Call("AR-1A1A-0002", TargetOperation.Withdraw, 0), TestContext.Current.CancellationToken)).Outcome);

        var (seen, page) = (0, "");
        while (page is not null)
        {
            var read = await target.ReadLedgerAsync(page, TestContext.Current.CancellationToken);
            Assert.True(read.Succeeded, read.Error?.Message);
            seen += read.Value!.Orders.Count;
            Assert.All(read.Value!.Orders, o => Assert.NotEmpty(o.Lines));
            Assert.All(read.Value!.Orders, o => Assert.NotNull(o.PlacedAt));
            page = read.Value!.Next;
        }

        Assert.True(seen > 100, $"{seen} orders");

        using var control = new HttpClient { BaseAddress = new Uri(side == Side.Legacy ? app.World!.LegacyUrl : app.World!.OrchestrationUrl) };
        using var off = await control.PostAsJsonAsync("/control/faults/off-recall", new { seconds = 60 });
        Assert.Equal(TargetOutcome.Refused, (await target.SendAsync(Call(Key, TargetOperation.Recall, 5), TestContext.Current.CancellationToken)).Outcome);
    }

    [Fact]
    public void Traffic_OfTheDemoPlan_StartsWithTheStorefrontsShares()
    {
        var start = DemoPlan.Read().Plan!.Traffic.Start;

        Assert.Equal(Lane.All.ToDictionary(l => l.Name, l => (decimal)l.OrchestrationPercent), start.ToDictionary(s => s.Segment.Lane!, s => s.Percent));
        Assert.All(start, s => Assert.True(s.Mirror));
    }

    private static TargetCall Call(string key, TargetOperation operation, int epoch) => new(
        key, operation, epoch, $"{key}:{epoch}:{operation}", Encoding.UTF8.GetBytes($$"""{"orderKey":"{{key}}","lane":"ship-to-home","region":"west"}"""),
        Encoding.UTF8.GetBytes("""{"kind":"address","street":"1 Alder Street"}"""), operation == TargetOperation.Change ? "address" : null, IsCopy: false,
        operation == TargetOperation.CreateCopy ? Stage.Routed : null, new Segment { Lane = "regulated" });
}
