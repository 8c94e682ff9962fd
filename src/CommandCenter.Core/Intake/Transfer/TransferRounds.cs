using CommandCenter.Intake.Journal;
using CommandCenter.Intake.Targets;
using CommandCenter.Orders;
using CommandCenter.Plan;

namespace CommandCenter.Intake.Transfer;

/// <summary>The transfer of one order while its entries are held: asks where it stands, acts, and asks again where the answer was that it has moved on.</summary>
internal sealed class TransferRounds(OrderTransfer transfer, TransferJob job, OwnedOrder order, IReadOnlyList<JournalEntry> open, IOrderTarget from, IOrderTarget to)
{
    private bool reserved = job.Step is TransferStep.Reserving or TransferStep.Withdrawing;
    private bool recalled = job.Step == TransferStep.Recalling;
    private bool withdrawing = job.Step == TransferStep.Withdrawing;

    /// <returns>An outcome, or that it has to be tried again; null once the new owner answers for it.</returns>
    public async Task<TransferResult?> RunAsync(int rounds, CancellationToken cancel)
    {
        for (var round = 0; round < rounds; round++)
        {
            var finding = await transfer.AskAsync(from, job.OrderKey, cancel);
            if (finding.Order is not { } found)
            {
                return await SilentAsync(finding.Reason ?? "no answer", cancel);
            }

            var (ended, result) = found.Standing switch
            {
                TargetStanding.Owned => await OwnedAsync(found, cancel),
                TargetStanding.Copy => (true, await ParkAsync(null, $"{job.From} holds it as a copy although it answers for it.")),
                TargetStanding.Withdrawn => (true, await GoneAsync(cancel)),
                _ => (true, await AbsentAsync(cancel)),
            };
            if (ended)
            {
                return result;
            }
        }

        // a withdrawal that is never answered, or always too late, must not keep a rollback open for ever
        return transfer.Now < job.GiveUpAt
            ? OrderTransfer.Again($"{job.From} told another stage each time it was asked.")
            : await ParkAsync(null, $"{job.From} was asked {rounds} times to give it up, and each time it still had it at a stage that moves.");
    }

    private async Task<TransferResult?> AbsentAsync(CancellationToken cancel)
    {
        if (withdrawing)
        {
            return await GoneAsync(cancel);
        }

        if (open.FirstOrDefault(e => e.Side == job.From && e.GivesOwnership) is not { } given)
        {
            return await ParkAsync(null, $"{job.From} had confirmed it and does not know it any more.");
        }

        // a request that was given up may still arrive, for as long as the plan says
        var settled = from.Definition.SettlesWithin - transfer.SinceTried(given);
        if (settled > TimeSpan.Zero)
        {
            return TransferResult.NotYet($"{job.From} may still receive it.", settled);
        }

        return await transfer.ReceivableAsync(job, to, null, cancel) is { Receivable: true }
            ? await GoneAsync(cancel)
            : await FinishAsync(null, $"{job.To} holds a copy and cannot make it the original; it is sent to {job.From} again.", []);
    }

    /// <summary>The old owner does not have it (any more).</summary>
    private async Task<TransferResult?> GoneAsync(CancellationToken cancel) => await transfer.SwitchAsync(job, to, null, withdrawLater: false, null, cancel);

    private async Task<(bool Ended, TransferResult? Result)> OwnedAsync(TargetOrder found, CancellationToken cancel)
    {
        var stage = OpenLines.Furthest(found.Lines);
        switch (OpenLines.Decide(found.Lines, transfer.FurthestOf(order)))
        {
            case InFlightAction.Transfer:
                return await MoveAsync(stage, cancel);
            case InFlightAction.RecallThenTransfer:
                return await RecallAsync(stage, cancel);
            case InFlightAction.CopyAsHistory:
                return (true, await FinishAsync(stage, $"It had left when it was asked for; {job.To} learns of it as history.", History()));
            case InFlightAction.CancelOnBoth:
                return (true, await CancelledAsync(stage, cancel));
            case InFlightAction.Park:
                return (true, await ParkAsync(stage, $"{job.From} does not say how far it is."));
            default:
                return (true, await FinishAsync(stage, $"It had gone too far to move ({OrderTransfer.Word(stage)}).", []));
        }
    }

    /// <summary>Cancelled at its owner: the other side hears of it, once.</summary>
    private async Task<TransferResult> CancelledAsync(Stage? stage, CancellationToken cancel)
    {
        var there = (await transfer.AskAsync(to, job.OrderKey, cancel)).Order;
        // where it cannot be asked, the copy that it was given counts
        var isThere = there is null || (there.Standing == TargetStanding.Copy && !there.Lines.All(l => l == Stage.Cancelled));
        var tell = order.Mirrored && isThere && to.Definition.Can(TargetOperation.Cancel);
        return await FinishAsync(stage, "It is cancelled on both sides.", tell ? [Entry(TargetOperation.Cancel, job.To) with { IsCopy = true }] : []);
    }

    private async Task<(bool Ended, TransferResult? Result)> RecallAsync(Stage? stage, CancellationToken cancel)
    {
        if (!from.Definition.Can(TargetOperation.Recall))
        {
            return (true, await FinishAsync(stage, $"It was released, and {job.From} cannot take a release back.", []));
        }

        // what could not move afterwards is not taken back from the warehouse
        if (Missing() is { } missing)
        {
            return (true, await FinishAsync(stage, missing, []));
        }

        if (recalled)
        {
            return (true, await FinishAsync(stage, "Its release was taken back, and it was released again before it could move.", []));
        }

        recalled = true;
        await transfer.StepAsync(job, TransferStep.Recalling, stage);
        var answer = await transfer.CallAsync(from, order, TargetOperation.Recall, order.Epoch, withOrder: false, cancel);
        return answer.Outcome == TargetOutcome.Done
            ? (false, null)
            : (true, await FinishAsync(stage, $"{OrderTransfer.RecallRefused}: {answer.Reason ?? answer.Outcome.ToString()}", []));
    }

    private async Task<(bool Ended, TransferResult? Result)> MoveAsync(Stage? stage, CancellationToken cancel)
    {
        if (Missing() is { } missing)
        {
            return (true, await FinishAsync(stage, missing, []));
        }

        var there = await transfer.AskAsync(to, job.OrderKey, cancel);
        if (there.Order is null && to.Definition.LookUp is not null)
        {
            return (true, await LegacySilentAsync(stage, there.Reason));
        }

        if (there.Order is { Standing: TargetStanding.Owned })
        {
            return (true, await ParkAsync(stage, $"Both sides say that they answer for it."));
        }

        if (there.Order is { Standing: TargetStanding.Copy } copy && copy.Lines.Count > 0 && copy.Lines.All(l => l == Stage.Cancelled))
        {
            return (true, await FinishAsync(stage, $"It was cancelled on {job.To}; it is cancelled on both.", [Entry(TargetOperation.Cancel, job.From)]));
        }

        if (await transfer.ReceivableAsync(job, to, there.Order, cancel) is { Receivable: false })
        {
            return (true, await FinishAsync(stage, $"{job.To} holds a copy and cannot make it the original.", []));
        }

        if (order.IdempotencyKey is null && there.Order is not { Standing: TargetStanding.Copy })
        {
            return (true, await FinishAsync(stage, $"It was accepted before the intake and {job.To} holds no copy, so what it consists of is not known here.", []));
        }

        if (!reserved)
        {
            await transfer.StepAsync(job, TransferStep.Reserving, stage);
        }

        reserved = true;
        var answer = await transfer.CallAsync(to, order, TargetOperation.Reserve, order.Epoch + 1, withOrder: true, cancel);
        return answer.Outcome switch
        {
            TargetOutcome.Done => await WithdrawAsync(there.Order, stage, cancel),
            TargetOutcome.NotSent or TargetOutcome.Unknown => (true, await LegacySilentAsync(stage, answer.Reason)),
            _ => (true, await FinishAsync(stage, $"{job.To} cannot reserve for it: {answer.Reason ?? answer.Outcome.ToString()}", [], releases: false)),
        };
    }

    private async Task<(bool Ended, TransferResult? Result)> WithdrawAsync(TargetOrder? there, Stage? stage, CancellationToken cancel)
    {
        if (!withdrawing)
        {
            await transfer.StepAsync(job, TransferStep.Withdrawing, stage);
        }

        withdrawing = true;
        var answer = await transfer.CallAsync(from, order, TargetOperation.Withdraw, order.Epoch, withOrder: false, cancel);
        switch (answer.Outcome)
        {
            case TargetOutcome.Done:
                return (true, await transfer.SwitchAsync(job, to, there, withdrawLater: false, stage, cancel));
            case TargetOutcome.TooLate:
                return (false, null);
            case TargetOutcome.NotSent:
            case TargetOutcome.Unknown:
                // the next round asks by key before anything is sent again
                return transfer.Now < job.GiveUpAt ? (true, OrderTransfer.Again(answer.Reason ?? "The withdrawal was not answered.")) : (false, null);
            default:
                return (true, await FinishAsync(stage, $"{job.From} refuses to give it up: {answer.Reason}", []));
        }
    }

    /// <summary>The side that is being left does not answer.</summary>
    private async Task<TransferResult?> SilentAsync(string reason, CancellationToken cancel)
    {
        if (from.Definition.LookUp is not null && from.Definition.Can(TargetOperation.Block) && await transfer.BlockAsync(job, cancel))
        {
            return await BehindTheBlockAsync(reason, cancel);
        }

        return transfer.Now < job.GiveUpAt
            ? OrderTransfer.Again($"{job.From} does not answer: {reason}")
            : await ParkAsync(null, $"{job.From} does not answer ({reason}), and its releases cannot be blocked.");
    }

    /// <summary>Nothing that the silent side releases is taken by warehouse or stores, so what was not released before can be created on the other side.</summary>
    private async Task<TransferResult?> BehindTheBlockAsync(string reason, CancellationToken cancel)
    {
        var lines = await transfer.ObservedAsync(job, cancel);
        if (OpenLines.Decide(lines, transfer.FurthestOf(order)) is not InFlightAction.Transfer)
        {
            return lines.Count == 0
                ? await ParkAsync(null, $"{job.From} does not answer ({reason}), and it never reported how far the order is.")
                : await FinishAsync(OpenLines.Furthest(lines), $"{job.From} does not answer; it had reported the order as {OrderTransfer.Word(OpenLines.Furthest(lines))}, which stays.", []);
        }

        if (Missing() is { } missing)
        {
            return await ParkAsync(OpenLines.Furthest(lines), $"{job.From} does not answer ({reason}). {missing}");
        }

        var receiver = await transfer.ReceivableAsync(job, to, null, cancel);
        if (!receiver.Receivable)
        {
            return await ParkAsync(OpenLines.Furthest(lines), $"{job.From} does not answer, and {job.To} holds a copy that it cannot make the original.");
        }

        if (!reserved)
        {
            await transfer.StepAsync(job, TransferStep.Reserving, OpenLines.Furthest(lines));
        }

        reserved = true;
        var answer = await transfer.CallAsync(to, order, TargetOperation.Reserve, order.Epoch + 1, withOrder: true, cancel);
        return answer.Outcome switch
        {
            TargetOutcome.Done => await transfer.SwitchAsync(job, to, receiver.There, withdrawLater: true, OpenLines.Furthest(lines), cancel),
            TargetOutcome.NotSent or TargetOutcome.Unknown when transfer.Now < job.GiveUpAt => OrderTransfer.Again($"{job.To} does not answer: {answer.Reason}"),
            _ => await ParkAsync(OpenLines.Furthest(lines), $"{job.From} does not answer, and {job.To} could not reserve: {answer.Reason}"),
        };
    }

    /// <summary>The side that is to take it over does not answer.</summary>
    private async Task<TransferResult> LegacySilentAsync(Stage? stage, string? reason) => transfer.Now < job.GiveUpAt
        ? OrderTransfer.Again($"{job.To} does not answer: {reason}")
        : await FinishAsync(stage, $"{job.To} did not answer in time ({reason}); it finishes on {job.From}.", []);

    /// <summary>What the targets lack that a move needs; null where they lack nothing. What lacks a capability takes the safer way.</summary>
    private string? Missing() =>
        !from.Definition.Can(TargetOperation.Withdraw) ? $"{job.From} cannot give an order up."
        : !to.Definition.Can(TargetOperation.Reserve) ? $"{job.To} cannot reserve for it."
        : !to.Definition.Can(TargetOperation.Create) ? $"{job.To} cannot take an order over."
        : null;

    private List<JournalEntry> History()
    {
        var entries = new List<JournalEntry>(2);
        if (!order.Mirrored && to.Definition.Can(TargetOperation.CreateCopy))
        {
            entries.Add(Entry(TargetOperation.CreateCopy, job.To) with { IsCopy = true });
        }

        if (to.Definition.Can(TargetOperation.ConfirmShipment))
        {
            entries.Add(Entry(TargetOperation.ConfirmShipment, job.To) with { IsCopy = true });
        }

        return entries;
    }

    private JournalEntry Entry(TargetOperation operation, Side side) => new() { OrderKey = order.OrderKey, Side = side, Operation = operation, Epoch = order.Epoch, State = EntryState.Waiting };

    private Task<TransferResult> ParkAsync(Stage? stage, string reason) => transfer.EndAsync(job, TransferOutcome.Parked, stage, reason, pin: false, []);

    /// <param name="releases">Stock was, or may have been, set aside for it and is given back.</param>
    private Task<TransferResult> FinishAsync(Stage? stage, string reason, List<JournalEntry> more, bool releases = true)
    {
        if (reserved && releases && to.Definition.Can(TargetOperation.ReleaseReservation))
        {
            more.Add(Entry(TargetOperation.ReleaseReservation, job.To) with { Epoch = order.Epoch + 1 });
        }

        return transfer.EndAsync(job, TransferOutcome.Finished, stage, reason, pin: true, more);
    }
}
