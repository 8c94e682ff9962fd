using CommandCenter.Intake.Forwarding;
using CommandCenter.Intake.Journal;
using CommandCenter.Intake.Targets;
using CommandCenter.Orders;
using CommandCenter.Plan;

namespace CommandCenter.Intake.Transfer;

/// <summary>
/// Moves one order from its owner to the other side, or finds that it stays: by the stage that its owner tells at this moment, never by what was last polled. Every step is written down
/// before its call, so an attempt that was cut short is taken up again and comes to the same end.
/// </summary>
internal sealed class OrderTransfer(
    IntakeJournal journal, JournalReader reader, Outbox outbox, IOrderTargets targets, ActivePlan plan, IObservedOrders observed, IReleaseBlock block, TimeProvider time, StepProbe probe)
{
    /// <summary>How the reason begins of an order that finishes where it is because its warehouse does not give it back.</summary>
    public const string RecallRefused = "It was released, and the recall was not granted";

    private const int MostRounds = 4;
    private static readonly TimeSpan soon = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan later = TimeSpan.FromSeconds(2);

    /// <returns>Its outcome, written down; or that it has to be tried again.</returns>
    public async Task<TransferResult> RunAsync(TransferJob job, CancellationToken cancel)
    {
        await outbox.HoldAsync(job.OrderKey, cancel);
        TransferResult? held;
        try
        {
            held = await HeldAsync(job, cancel);
        }
        finally
        {
            outbox.Release(job.OrderKey);
        }

        return held ?? await ConfirmedAsync(job, cancel);
    }

    /// <returns>Null once the new owner answers for it and only has to confirm it.</returns>
    private async Task<TransferResult?> HeldAsync(TransferJob job, CancellationToken cancel)
    {
        if (await reader.OrderAsync(job.OrderKey, cancel) is not { } order)
        {
            return await EndAsync(job, TransferOutcome.Parked, null, "There is no ownership record of it.", false, []);
        }

        if (order.Owner == job.To)
        {
            if (job.Step < TransferStep.Switched)
            {
                // an earlier rollback gave it over; where that was refused, this one has it tried once more
                await DoneAsync(new AgainWork(job, outbox), nameof(TransferStep.Switched));
            }

            return null;
        }

        if (targets.Of(job.To) is not { } to)
        {
            return await EndAsync(job, TransferOutcome.Parked, null, $"The plan declares no target for {job.To}.", false, []);
        }

        var open = outbox.Open(job.OrderKey);
        if (open.Any(e => e.Side == job.From && e.GivesOwnership && !e.WasTried))
        {
            // it never left: nobody has to give it up
            return await ReceivableAsync(job, to, null, cancel) is { Receivable: true } receiver
                ? await SwitchAsync(job, to, receiver.There, withdrawLater: false, null, cancel)
                : await EndAsync(job, TransferOutcome.Finished, null, $"{job.To} holds a copy and cannot make it the original.", pin: true, []);
        }

        if (targets.Of(job.From) is not { } from)
        {
            return await EndAsync(job, TransferOutcome.Parked, null, $"The plan declares no target for {job.From}.", false, []);
        }

        return order.Pinned
            ? await EndAsync(job, TransferOutcome.Finished, null, "It was found to finish where it is before.", false, [])
            : await new TransferRounds(this, job, order, open, from, to).RunAsync(MostRounds, cancel);
    }

    /// <summary>Waits until the new owner has confirmed it.</summary>
    private async Task<TransferResult> ConfirmedAsync(TransferJob job, CancellationToken cancel)
    {
        var order = await reader.OrderAsync(job.OrderKey, cancel);
        await outbox.SettledAsync(job.OrderKey, job.To, later, cancel);
        // marks are written with one of the next batches; what follows must read them
        await journal.FenceAsync();
        var entries = await reader.EntriesAsync(job.OrderKey, cancel);
        var given = entries.LastOrDefault(e => e.Side == job.To && e.Epoch == order!.Epoch && e.GivesOwnership);
        return given?.State switch
        {
            EntryState.Done => await EndAsync(job, TransferOutcome.Transferred, null, null, false, []),
            EntryState.Parked => await EndAsync(job, TransferOutcome.Parked, null, $"{job.To} refused it: {given.Error}", false, []),
            null => await EndAsync(job, TransferOutcome.Transferred, null, $"{job.To} owned it already.", false, []),
            _ => TransferResult.NotYet($"{job.To} has not confirmed it yet.", soon),
        };
    }

    internal Task StepAsync(TransferJob job, TransferStep step, Stage? stage) => DoneAsync(new StepWork(job, step, Word(stage)), step.ToString());

    internal async Task<TransferResult> EndAsync(TransferJob job, TransferOutcome outcome, Stage? stage, string? reason, bool pin, IReadOnlyList<JournalEntry> more)
    {
        await DoneAsync(new OutcomeWork(job, outcome, Word(stage), reason, pin, more, outbox), outcome.ToString());
        return new TransferResult(outcome, reason);
    }

    /// <summary>Has a step written down, however long it takes.</summary>
    private async Task DoneAsync<T>(JournalWork<T> work, string step)
    {
        await journal.PutAsync(work, CancellationToken.None);
        await work.Answer;
        probe.At(StepProbe.RollbackStep, step);
    }

    /// <summary>Whether the new owner can take the order: it holds no copy, and none is on its way, or it can make a copy the original.</summary>
    /// <param name="there">The order as the new owner tells it; null = to be asked.</param>
    internal async Task<(bool Receivable, TargetOrder? There)> ReceivableAsync(TransferJob job, IOrderTarget to, TargetOrder? there, CancellationToken cancel)
    {
        there ??= (await AskAsync(to, job.OrderKey, cancel)).Order;
        return (to.Definition.Can(TargetOperation.ActivateCopy) || !await CopyComesAsync(job, there, cancel), there);
    }

    private async Task<bool> CopyComesAsync(TransferJob job, TargetOrder? there, CancellationToken cancel)
    {
        var given = outbox.Open(job.OrderKey).FirstOrDefault(e => e.Side == job.To && e.Operation == TargetOperation.CreateCopy);
        return there is { Standing: TargetStanding.Copy } || given is { WasTried: true, State: not EntryState.Parked }
            || (there is null && given is null && (await reader.EntriesAsync(job.OrderKey, cancel)).Any(e => e.Side == job.To && e.Operation == TargetOperation.CreateCopy && e.State == EntryState.Done));
    }

    /// <param name="atReceiver">The order as the new owner tells it; null = not asked yet.</param>
    /// <returns>Null: the new owner answers for it.</returns>
    internal async Task<TransferResult?> SwitchAsync(TransferJob job, IOrderTarget to, TargetOrder? atReceiver, bool withdrawLater, Stage? stage, CancellationToken cancel)
    {
        atReceiver ??= (await AskAsync(to, job.OrderKey, cancel)).Order;
        var all = await reader.EntriesAsync(job.OrderKey, cancel);
        var copyComes = await CopyComesAsync(job, atReceiver, cancel);
        await DoneAsync(new SwitchWork(job, copyComes, all, withdrawLater, Word(stage), outbox), nameof(TransferStep.Switched));
        return null;
    }

    internal async Task<TargetFinding> AskAsync(IOrderTarget target, string orderKey, CancellationToken cancel)
    {
        probe.At(StepProbe.BeforeCall, "LookUp");
        var finding = target.Definition.LookUp is null ? new TargetFinding(null, "It offers no look-up.") : await target.LookUpAsync(orderKey, cancel);
        probe.At(StepProbe.AfterCall, "LookUp");
        return finding;
    }

    internal async Task<TargetAnswer> CallAsync(IOrderTarget target, OwnedOrder order, TargetOperation operation, int epoch, bool withOrder, CancellationToken cancel)
    {
        var payload = withOrder ? (await reader.FactsAsync(order.OrderKey, cancel)).Payload : default;
        probe.At(StepProbe.BeforeCall, operation.ToString());
        var key = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{order.OrderKey}:{epoch}:{operation}");
        var answer = await target.SendAsync(new TargetCall(order.OrderKey, operation, epoch, key, payload), CancellationToken.None);
        probe.At(StepProbe.AfterCall, operation.ToString());
        return answer;
    }

    internal static string? Word(Stage? stage) => stage?.Name();

    internal DateTimeOffset Now => time.GetUtcNow();

    /// <summary>How long ago an entry may have left at the latest, whatever became of the clock since.</summary>
    internal TimeSpan SinceTried(JournalEntry entry) => outbox.SinceTried(entry);

    internal Stage? FurthestOf(OwnedOrder order) =>
        plan.Current is { } current && order.Attributes.Lane is { } lane && current.Rollback.Lanes.TryGetValue(lane, out var stage) ? stage : null;

    internal Task<bool> BlockAsync(TransferJob job, CancellationToken cancel) => block.EnsureAsync(job.Rollback, job.From, cancel);

    internal Task<IReadOnlyList<Stage>> ObservedAsync(TransferJob job, CancellationToken cancel) => observed.LinesAsync(job.OrderKey, job.From, cancel);

    internal static TransferResult Again(string reason) => TransferResult.NotYet(reason, soon);
}
