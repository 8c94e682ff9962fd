using CommandCenter.Orders;
using CommandCenter.Plan;
using CommandCenter.Reconciliation.Comparing;
using CommandCenter.Tests.Orders;
using CommandCenter.Tests.Persistence;
using CsCheck;

namespace CommandCenter.Tests.Reconciliation;

/// <summary>Rule 7: a side with itself finds nothing; A against B and B against A find the same.</summary>
public class ParityPropertyTests
{
    private static readonly OrderComparer comparer = new(Pairs.Rules());
    private static readonly OrderComparer swappedPlan = new(new ParityRules(Pairs.Plan with { Systems = [.. Pairs.Plan.Systems.Select(s => s with { Side = Other(s.Side) })] }));
    private static readonly OrderComparer sharedRecord = new(new ParityRules(Pairs.Plan with { Systems = [.. Pairs.Plan.Systems.Select(s => s with { Side = Side.Shared })] }));

    [Fact]
    public void Compare_SideWithItself_FindsNothing() => OrderEventGen.Set.Sample(events =>
    {
        foreach (var (legacy, _) in Orders(events))
        {
            var order = comparer.Compare(Pairs.Pair(legacy, Of(Side.Orchestration, legacy)), Pairs.Later);
            Assert.Empty(order.Differences);
            Assert.Equal(0UL, order.Differs | order.Pending | order.NotExpected | order.NotObservable);
        }
    }, iter: 2000);

    [Fact]
    public void Compare_EitherWayRound_FindsTheSame() => Gen.Select(OrderEventGen.Set, Gen.Int[0, 12], Gen.Int[0, 2]).Sample((events, readTo, owner) =>
    {
        var horizon = new Horizon(Some.Start.AddMinutes(readTo), Some.Start.AddMinutes(12));
        var (owns, other) = owner switch { 0 => ((Side?)null, (Side?)null), 1 => (Side.Legacy, Side.Orchestration), _ => (Side.Orchestration, Side.Legacy) };
        foreach (var (legacy, orchestration) in Orders(events))
        {
            var one = comparer.Compare(Pairs.Pair(legacy, orchestration, owns), horizon);
            var swapped = swappedPlan.Compare(
                Pairs.Pair(Of(Side.Legacy, orchestration), Of(Side.Orchestration, legacy), other), new Horizon(horizon.Orchestration, horizon.Legacy));

            Assert.Equal((one.Agrees, one.Differs, one.Pending, one.NotExpected, one.NotObservable), (swapped.Agrees, swapped.Differs, swapped.Pending, swapped.NotExpected, swapped.NotObservable));
            Assert.Equal(Sorted(one.Differences), Sorted(swapped.Differences.Select(d => d.Swapped())));
        }
    }, iter: 4000);

    [Fact]
    public void Compare_EitherWayRoundBesideASharedRecord_FindsTheSame() => Gen.Select(OrderEventGen.Set, Gen.Int[0, 2], Gen.Int[0, 5]).Sample((events, owner, which) =>
    {
        var (owns, other) = owner switch { 0 => ((Side?)null, (Side?)null), 1 => (Side.Legacy, Side.Orchestration), _ => (Side.Orchestration, Side.Legacy) };
        foreach (var (legacy, orchestration) in Orders(events))
        {
            // what the third one says: some of what either side said
            var said = events.Where((e, i) => e.OrderKey == (legacy ?? orchestration)!.State.OrderKey && i % 6 != which);
            var shared = View(Side.Shared, said);
            var one = sharedRecord.Compare(new OrderPair("A-1", legacy, orchestration, owns, null, shared), Pairs.Later);
            var swapped = sharedRecord.Compare(new OrderPair("A-1", Of(Side.Legacy, orchestration), Of(Side.Orchestration, legacy), other, null, shared), Pairs.Later);

            Assert.Equal((one.Agrees, one.Differs, one.NotExpected, one.NotObservable), (swapped.Agrees, swapped.Differs, swapped.NotExpected, swapped.NotObservable));
            Assert.Equal(Sorted(one.Differences), Sorted(swapped.Differences.Select(d => d.Swapped())));
        }
    }, iter: 4000);

    private static Side Other(Side side) => side switch { Side.Legacy => Side.Orchestration, Side.Orchestration => Side.Legacy, _ => side };

    private static List<Difference> Sorted(IEnumerable<Difference> differences) => [.. differences.OrderBy(d => d.Field, StringComparer.Ordinal).ThenBy(d => d.Rule, StringComparer.Ordinal)];

    private static IEnumerable<(SideView? Legacy, SideView? Orchestration)> Orders(OrderEvent[] events) => events.GroupBy(e => e.OrderKey).Select(order =>
        (View(Side.Legacy, order.Where(e => e.Side == Side.Legacy)), View(Side.Orchestration, order.Where(e => e.Side == Side.Orchestration))));

    private static SideView? View(Side side, IEnumerable<OrderEvent> events)
    {
        var all = events.ToList();
        return all.Count == 0 ? null : new SideView(Pairs.State(side, all, out var statedBy), statedBy);
    }

    private static SideView? Of(Side side, SideView? view) => view is null ? null : new SideView(view.State with { Side = side }, view.StatedBy);
}
