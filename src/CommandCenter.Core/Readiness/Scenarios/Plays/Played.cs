using CommandCenter.Orders;
using CommandCenter.Plan;

namespace CommandCenter.Readiness.Scenarios.Plays;

/// <summary>The plays: what each does, in the order in which it does it. Each ends where something does not go on.</summary>
internal static class Played
{
    public static Task RunAsync(Play play, CancellationToken cancel) => play.Asked.Kind switch
    {
        PlayKind.Split => SplitAsync(play, cancel),
        PlayKind.PartialCancel => PartialCancelAsync(play, cancel),
        PlayKind.Cancel => CancelAsync(play, cancel),
        PlayKind.Hold => HoldAsync(play, cancel),
        PlayKind.Return => ReturnAsync(play, cancel),
        PlayKind.Exchange => ExchangeAsync(play, cancel),
        PlayKind.OfflineSync => OfflineSync.RunAsync(play, cancel),
        PlayKind.LookUp => LookUpAsync(play, cancel),
        _ => FulfilAsync(play, cancel),
    };

    private static async Task<bool> FulfilAsync(Play play, CancellationToken cancel) =>
        await play.HandInAsync(Lines(play, 1), cancel) is { } order && await EndsAsync(play, order, play.Scenario.Statuses, cancel);

    private static async Task<bool> SplitAsync(Play play, CancellationToken cancel)
    {
        if (play.Asked.Nodes.Count < 2)
        {
            return play.Record.End(ScenarioVerdict.Inconclusive, "A split needs two nodes: the plan's run.nodes names fewer.");
        }

        return await play.HandInAsync(Lines(play, play.Asked.Nodes.Count), cancel) is { } order && await EndsAsync(play, order, play.Scenario.Statuses, cancel)
            && await play.SeenAsync(order, $"One parcel leaves from each of {string.Join(", ", play.Asked.Nodes)}.", state =>
            {
                var nodes = OrderElement.Of(state, "shipments").Select(s => s.Fields.TryGetValue("node", out var node) ? node.Text ?? "" : "").Order(StringComparer.Ordinal).ToList();
                return (nodes.SequenceEqual(play.Asked.Nodes.Order(StringComparer.Ordinal), StringComparer.Ordinal), nodes.Count == 0 ? "No parcel is known." : $"Parcels left from {string.Join(", ", nodes)}.");
            }, cancel);
    }

    private static async Task<bool> PartialCancelAsync(Play play, CancellationToken cancel) =>
        await play.HandInAsync([new PlayLine(2, play.Asked.Nodes.Count > 0 ? play.Asked.Nodes[0] : null), new PlayLine(1, play.Asked.Nodes.Count > 0 ? play.Asked.Nodes[0] : null)], cancel, shortLine: 1) is { } order
        && await EndsAsync(play, order, play.Scenario.Statuses, cancel)
        && await play.SeenAsync(order, "One of the two pieces of line 1 is cancelled, the other is sent.", state =>
        {
            var (cancelled, shipped) = (Pieces(state, "1", "cancelled"), Pieces(state, "1", "shipped"));
            return (cancelled == 1 && shipped == 1, $"{cancelled} cancelled, {shipped} sent.");
        }, cancel);

    private static async Task<bool> CancelAsync(Play play, CancellationToken cancel) =>
        await play.HandInAsync(Lines(play, 1), cancel) is { } order
        && await play.ReachedAsync(order, [Stage.Authorised], cancel)
        && await play.ChangeAsync(order, "cancel", cancel)
        && await EndsAsync(play, order, play.Scenario.Statuses, cancel)
        && await NothingLeftAsync(play, order, cancel);

    private static async Task<bool> HoldAsync(Play play, CancellationToken cancel) =>
        await play.HandInAsync(Lines(play, 1), cancel) is { } order
        && await play.ReachedAsync(order, [Stage.Authorised], cancel)
        && await play.ChangeAsync(order, "hold", cancel)
        && await play.ReachedAsync(order, [Stage.Held], cancel)
        && await play.ChangeAsync(order, "release-hold", cancel)
        && await EndsAsync(play, order, play.Scenario.Statuses, cancel);

    private static async Task<bool> ReturnAsync(Play play, CancellationToken cancel) =>
        await play.HandInAsync(Lines(play, 1), cancel) is { } order
        && await play.ReachedAsync(order, [.. play.Scenario.Statuses.Where(s => s != Stage.Returned)], cancel)
        && await play.ChangeAsync(order, "return", cancel)
        && await EndsAsync(play, order, play.Scenario.Statuses, cancel);

    /// <summary>The first order is of the scenario's last lane, the one that is given for it of its first.</summary>
    private static async Task<bool> ExchangeAsync(Play play, CancellationToken cancel) =>
        await play.HandInAsync(Lines(play, 1), cancel, play.Scenario.Lanes[^1]) is { } first
        && await play.ReachedAsync(first, [Stage.Shipped], cancel)
        && await play.ChangeAsync(first, "exchange", cancel)
        && await play.ChangeAsync(first, "return", cancel)
        && await play.ReachedAsync(first, [Stage.Returned], cancel)
        && await play.HandInAsync(Lines(play, 1), cancel, channel: "store", original: first.Key) is { } second
        && await EndsAsync(play, second, play.Scenario.Statuses, cancel)
        && await play.NothingDoubledAsync(first, cancel);

    private static async Task<bool> LookUpAsync(Play play, CancellationToken cancel)
    {
        if (await play.HandInAsync(Lines(play, 1), cancel) is not { } order || !await play.ReachedAsync(order, play.Scenario.Statuses, cancel))
        {
            return false;
        }

        var begun = play.Tools.Time.GetTimestamp();
        var found = await play.Tools.Orders.ReadAsync(order.WebNumber, cancel);
        var took = play.Tools.Time.GetElapsedTime(begun);
        var right = found.Succeeded && found.Value.OrderKey == order.Key;
        return play.Record.Expect($"Web number {order.WebNumber} finds {order.Key}.", right ? $"It did, by {found.Value.MatchedBy}, in {PlayWords.Of(took)}." : found.Succeeded ? $"It finds {found.Value.OrderKey}." : found.Error!.Message, right)
            && play.Record.Expect("An associate has the answer within 2 s.", $"It took {PlayWords.Of(took)}.", took <= TimeSpan.FromSeconds(2))
            && await play.NothingDoubledAsync(order, cancel);
    }

    /// <summary>What every play ends with: the owner has it, the stages came, it was routed as it had to be, and nothing was doubled.</summary>
    private static async Task<bool> EndsAsync(Play play, PlayOrder order, IReadOnlyList<Stage> statuses, CancellationToken cancel) =>
        await play.ForwardedAsync(order, $"{order.Key} reaches its owner.", e => e.Operation == TargetOperation.Create, cancel)
        && await play.ReachedAsync(order, statuses, cancel)
        && await play.RoutedAsync(order, cancel)
        && await play.NothingDoubledAsync(order, cancel);

    private static async Task<bool> NothingLeftAsync(Play play, PlayOrder order, CancellationToken cancel)
    {
        var owner = await play.Tools.World.LedgerAsync(order.ExpectedOwner, order.Key, cancel);
        if (owner.Error is { } refused)
        {
            return play.Record.End(ScenarioVerdict.Error, $"The ledger of the owner cannot be asked: {refused.Message}");
        }

        var left = owner.Value.Effects.Where(e => e.Kind is "ship" or "capture" or "label").Select(e => e.Kind).Distinct().ToList();
        return play.Record.Expect("Nothing is sent and nothing is captured.", left.Count == 0 ? "The owner's ledger says so." : $"The owner's ledger has {string.Join(", ", left)}.", left.Count == 0);
    }

    /// <summary>One line for each of the nodes, or so many.</summary>
    private static IReadOnlyList<PlayLine> Lines(Play play, int least) =>
        [.. Enumerable.Range(0, Math.Max(least, 1)).Select(i => new PlayLine(1, i < play.Asked.Nodes.Count ? play.Asked.Nodes[i] : null))];

    /// <summary>Over all its parcels.</summary>
    private static long Pieces(OrderState state, string line, string field) =>
        state.Facts.Where(f => (FactPath.TryOfLineShipment(f.Path, out var of, out _, out var named) && of == line && named == field) || f.Path == FactPath.OfLine(line, field)).Sum(f => f.Value.Number);
}
