using CommandCenter.Intake;
using CommandCenter.Orders;
using CommandCenter.Plan;
using CommandCenter.Traffic;

namespace CommandCenter.Readiness.Scenarios.Plays;

/// <summary>What every play works with.</summary>
internal sealed record PlayTools(OrderIntake Intake, IntakeQueries Journal, IOrderQueries Orders, TrafficTables Tables, IScenarioWorld World, TimeProvider Time);

/// <summary>One play while it runs: what it does, one sentence each, and what it then waits for. Every method is false where the play cannot go on; the record says why.</summary>
internal sealed class Play(Scenario scenario, CutoverPlan plan, PlayTools tools, PlayRecord record)
{
    private static readonly TimeSpan look = TimeSpan.FromMilliseconds(200);
    private readonly DateTimeOffset deadline = tools.Time.GetUtcNow() + scenario.Play!.Within;

    public Scenario Scenario { get; } = scenario;
    public ScenarioPlay Asked { get; } = scenario.Play!;
    public PlayRecord Record { get; } = record;
    public PlayTools Tools { get; } = tools;
    public DateTimeOffset Now => Tools.Time.GetUtcNow();

    /// <summary>Makes an order, tells the world how it shall live, and hands it in at the intake.</summary>
    /// <param name="lane">Null = the scenario's first.</param>
    /// <returns>Null where the play cannot go on.</returns>
    public async Task<PlayOrder?> HandInAsync(IReadOnlyList<PlayLine> lines, CancellationToken cancel, string? lane = null, string channel = "web", DateTimeOffset? placed = null, string? original = null, int shortLine = 0)
    {
        if (await MakeAsync(lines, cancel, lane, channel, placed, original) is not { } order)
        {
            return null;
        }

        return await ScriptAsync(order, shortLine, cancel) && await GiveAsync(order, "an order") ? order : null;
    }

    /// <summary>Makes an order without handing it in.</summary>
    public async Task<PlayOrder?> MakeAsync(IReadOnlyList<PlayLine> lines, CancellationToken cancel, string? lane = null, string channel = "web", DateTimeOffset? placed = null, string? original = null)
    {
        var attributes = new OrderAttributes(lane ?? Scenario.Lanes[0], Asked.Region, "alder-rowe", channel, Asked.Store, "apparel");
        var table = (await Tools.Tables.CurrentAsync(cancel)).Table;
        var side = lane is null || lane == Scenario.Lanes[0] ? Scenario.Routing.Side : null;
        if (PlayOrder.Make(table, side, attributes, lines, placed ?? Now, original) is not { } order)
        {
            Record.End(ScenarioVerdict.Inconclusive, $"The traffic table (revision {table.Revision}) gives no order of lane {attributes.Lane} to {PlayWords.Of(plan, side)} at this moment.");
            return null;
        }

        Record.Order(order.Key);
        return order;
    }

    public async Task<bool> ScriptAsync(PlayOrder order, int shortLine, CancellationToken cancel)
    {
        var told = await Tools.World.ScriptAsync(order.Key, new WorldScript(Asked.Pace, Asked.Wait, shortLine), cancel);
        return told.Error is not { } refused || Record.End(ScenarioVerdict.Error, $"The rehearsal world does not take the script of {order.Key}: {refused.Message}");
    }

    /// <summary>Hands an order in and looks at who answers for it.</summary>
    public async Task<bool> GiveAsync(PlayOrder order, string what)
    {
        var read = OrderSubmission.Read(order.Body, $"scenario:{order.Key}", l => plan.Lane(l) is not null);
        Record.Keep("sent", $"{what}, to the intake", PlayRecord.Text(order.Body));
        var accepted = read.Error is { } invalid ? invalid : await Tools.Intake.AcceptAsync(read.Value);
        if (accepted.Error is { } refused)
        {
            Record.Keep("received", "the intake's refusal", refused.Message);
            return Record.Expect($"The intake accepts {order.Key}.", $"It refuses: {refused.Message}", passed: false);
        }

        Record.Keep("received", "the intake's answer", System.Text.Json.JsonSerializer.Serialize(accepted.Value, System.Text.Json.JsonSerializerOptions.Web));
        return Record.Expect($"{order.Key} belongs to {PlayWords.Of(plan, order.ExpectedOwner)}.", $"The intake gave it to {PlayWords.Of(plan, accepted.Value.Owner)}.", accepted.Value.Owner == order.ExpectedOwner);
    }

    /// <summary>Sends a change through the intake and waits until it is with the owner.</summary>
    public async Task<bool> ChangeAsync(PlayOrder order, string kind, CancellationToken cancel)
    {
        var body = System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(new { kind, reason = "scenario " + Scenario.Id });
        Record.Keep("sent", $"change {kind}, to the intake", PlayRecord.Text(body));
        var read = ChangeSubmission.Read(order.Key, body, $"scenario:{order.Key}:{kind}");
        var accepted = read.Error is { } invalid ? invalid : await Tools.Intake.ChangeAsync(read.Value);
        if (accepted.Error is { } refused)
        {
            return Record.Expect($"The intake accepts the change {kind}.", $"It refuses: {refused.Message}", passed: false);
        }

        return await ForwardedAsync(order, $"The change {kind} reaches the owner.", e => e.ChangeKind == kind, cancel);
    }

    /// <summary>Waits until the owner has what was sent to it.</summary>
    public async Task<bool> ForwardedAsync(PlayOrder order, string expected, Func<EntryView, bool> which, CancellationToken cancel)
    {
        IReadOnlyList<EntryView> entries = [];
        var done = await UntilAsync(async () =>
        {
            var known = await Tools.Journal.OwnershipAsync(order.Key, cancel);
            entries = [.. (known?.Entries ?? []).Where(e => e.Side == known!.Owner && which(e))];
            return entries.Count > 0 && entries.All(e => e.State is Intake.Journal.EntryState.Done or Intake.Journal.EntryState.Parked);
        }, cancel);
        var parked = entries.FirstOrDefault(e => e.State == Intake.Journal.EntryState.Parked);
        return Record.Expect(expected, parked is not null ? $"It is parked: {parked.Error}" : done ? "It did." : $"It did not within {PlayWords.Of(Asked.Within)}{(entries.Count > 0 && entries[0].Error is { } why ? ": " + why : "")}.", done && parked is null);
    }

    /// <summary>Waits until the owner's side reported all of <paramref name="stages"/>; each that did not come is an expectation of its own.</summary>
    public async Task<bool> ReachedAsync(PlayOrder order, IReadOnlyList<Stage> stages, CancellationToken cancel)
    {
        var side = plan.Of(order.ExpectedOwner);
        OrderState? state = null;
        await UntilAsync(async () => ScenarioJudge.Missing(stages, side.NotObservable, state = await StateAsync(order, cancel)).Count == 0, cancel);
        var all = true;
        foreach (var stage in stages)
        {
            var at = state?.At(stage);
            bool? passed = side.NotObservable.Contains(stage) ? null : at is not null;
            var seen = passed is null ? $"{side.Name} cannot report it." : at is { } when ? $"It came at {PlayWords.Of(when)}." : $"It did not come within {PlayWords.Of(Asked.Within)}; {side.Name} reports {(state?.Stage is { } stands ? stands.Name() : "nothing")}.";
            all &= Record.Expect($"{side.Name} reports {order.Key} as {stage.Name()}.", seen, passed);
        }

        return all && (ScenarioJudge.OutOfOrder(stages, side.Stages, state!) is not { } wrong || Record.Expect($"{side.Name} keeps its own order of stages.", $"{wrong.Earlier.Name()} came before {wrong.Later.Name()}.", passed: false));
    }

    /// <summary>Waits for something in the product's own picture of the owner's side.</summary>
    /// <param name="judge">Whether it is met, and what is seen.</param>
    public async Task<bool> SeenAsync(PlayOrder order, string expected, Func<OrderState, (bool Met, string Seen)> judge, CancellationToken cancel)
    {
        var found = (Met: false, Seen: "Nothing is known of it.");
        await UntilAsync(async () => await StateAsync(order, cancel) is { } state && (found = judge(state)).Met, cancel);
        return Record.Expect(expected, found.Seen, found.Met);
    }

    /// <summary>Asks both ledgers, whatever their feeds said.</summary>
    public async Task<bool> NothingDoubledAsync(PlayOrder order, CancellationToken cancel)
    {
        var truths = new List<LedgerTruth>();
        foreach (var side in new[] { Side.Legacy, Side.Orchestration })
        {
            var read = await Tools.World.LedgerAsync(side, order.Key, cancel);
            if (read.Error is { } refused)
            {
                return Record.End(ScenarioVerdict.Error, $"The ledger of {PlayWords.Of(plan, side)} cannot be asked: {refused.Message}");
            }

            Record.Keep("received", $"{order.Key} in the ledger of {PlayWords.Of(plan, side)}", read.Value.Raw);
            truths.Add(read.Value);
        }

        var creates = (await Tools.Journal.OwnershipAsync(order.Key, cancel))?.Entries.Count(e => e is { Operation: TargetOperation.Create }) ?? 0;
        var doubled = ScenarioJudge.Doubled(truths[0], truths[1]) ?? (creates == 1 ? null : $"it was given to an owner {creates} times");
        return Record.Expect($"Nothing of {order.Key} was done twice.", doubled is null ? "Both ledgers say so." : $"By the ledgers {doubled}.", doubled is null);
    }

    /// <summary>The node that was asked for, or of the scenario's store.</summary>
    public async Task<bool> RoutedAsync(PlayOrder order, CancellationToken cancel) => Scenario.Routing.Node is not { } node
        || await SeenAsync(order, $"{order.Key} is routed to {node}.", s => (s.Text("node") == node, $"It is routed to {s.Text("node") ?? "no node"}."), cancel);

    private async Task<OrderState?> StateAsync(PlayOrder order, CancellationToken cancel)
    {
        var found = await Tools.Orders.ReadAsync(order.Key, cancel);
        return !found.Succeeded ? null : order.ExpectedOwner == Side.Legacy ? found.Value.Legacy : found.Value.Orchestration;
    }

    private async Task<bool> UntilAsync(Func<Task<bool>> holds, CancellationToken cancel)
    {
        while (true)
        {
            if (await holds())
            {
                return true;
            }

            if (Now >= deadline)
            {
                return false;
            }

            await Task.Delay(look, Tools.Time, cancel);
        }
    }
}

/// <summary>Words of plays.</summary>
internal static class PlayWords
{
    public static string Of(CutoverPlan plan, Side? side) => side is { } one ? plan.Of(one).Name : "either side";

    public static string Of(TimeSpan within) => Live.Wording.Duration(within);

    public static string Of(DateTimeOffset at) => at.UtcDateTime.ToString("HH:mm:ss.f 'UTC'", System.Globalization.CultureInfo.InvariantCulture);
}
