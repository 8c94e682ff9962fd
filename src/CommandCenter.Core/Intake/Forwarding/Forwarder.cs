using CommandCenter.Intake.Journal;
using CommandCenter.Intake.Targets;
using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Plan;

namespace CommandCenter.Intake.Forwarding;

/// <summary>
/// Sends what waits: to each side a bounded number of calls at a time, per order one after the other. Before a call leaves it is recorded as under way; what was not answered is looked
/// up before anything is sent again; what is refused, or cannot be found out, is parked for a person.
/// </summary>
internal sealed class Forwarder(Outbox outbox, IntakeJournal journal, JournalReader reader, IOrderTargets targets, ActivePlan plan, TimeProvider time, StepProbe probe) : IAsyncDisposable
{
    private readonly CancellationTokenSource stopping = new();
    private readonly List<Task> loops = [];
    private int isEnded;

    /// <summary>Begins to send. The number of calls at a time is the plan's of this moment.</summary>
    public void Start()
    {
        foreach (var side in (Side[])[Side.Legacy, Side.Orchestration])
        {
            for (var i = 0; i < (targets.Of(side)?.Definition.Concurrency ?? 16); i++)
            {
                loops.Add(SendAllAsync(side));
            }
        }

        loops.Add(RipenAsync());
    }

    /// <summary>Ends it; the host does so before the container disposes of it once more.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref isEnded, 1) == 1)
        {
            return;
        }

        await stopping.CancelAsync();
        await Task.WhenAll(loops).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stopping.Dispose();
    }

    private async Task RipenAsync()
    {
        // the delay ends it
        while (true)
        {
            await Task.Delay(outbox.Ripen(), time, stopping.Token);
        }
    }

    private async Task SendAllAsync(Side side)
    {
        while (!stopping.IsCancellationRequested)
        {
            var (order, queued) = await outbox.TakeAsync(side, stopping.Token);
            var (after, silent) = (queued.Entry, (string?)"The intake is stopping.");
            try
            {
                (after, silent) = await SendAsync(order, queued);
            }
            catch (Exception e) when (StorageErrors.IsFailure(e))
            {
                // what was to be sent could not be read: nothing has left
                after = queued.IsFresh ? queued.Entry with { State = EntryState.Waiting } : queued.Entry;
                silent = $"What is to be sent cannot be read: {e.Message}";
            }
            finally
            {
                outbox.Return(order, queued, after, silent);
            }
        }
    }

    /// <returns>The entry as it stands afterwards, and why the side gave no answer where it gave none.</returns>
    private async Task<(JournalEntry After, string? Silent)> SendAsync(OrderQueue order, QueuedEntry queued)
    {
        var entry = queued.Entry;
        if (targets.Of(entry.Side) is not { } target)
        {
            return (entry, $"The plan declares no target for {entry.Side}.");
        }

        if (entry.State == EntryState.Unknown)
        {
            var resolved = await LookUpAsync(target, entry);
            if (resolved.After.State != EntryState.Waiting)
            {
                return resolved;
            }

            entry = resolved.After;
        }

        if (!queued.IsFresh)
        {
            entry = entry with { State = EntryState.Sending };
            if (!await WriteAsync(entry))
            {
                return (queued.Entry, "The intake is stopping.");
            }
        }

        var call = await CallAsync(order, entry);
        probe.At(StepProbe.BeforeCall, entry.Operation.ToString());
        var now = time.GetUtcNow();
        var answer = await target.SendAsync(call, CancellationToken.None);
        probe.At(StepProbe.AfterCall, entry.Operation.ToString());
        var tried = entry with { Attempts = entry.Attempts + 1, FirstTriedAt = entry.FirstTriedAt ?? now, TriedAt = now };
        return await NoteAsync(target, entry, tried, answer);
    }

    private async Task<(JournalEntry After, string? Silent)> NoteAsync(IOrderTarget target, JournalEntry entry, JournalEntry tried, TargetAnswer answer)
    {
        switch (answer.Outcome)
        {
            case TargetOutcome.Done:
                return (await PutAsync(tried with { State = EntryState.Done, Error = null }), null);
            case TargetOutcome.NotSent:
                // as if it had never been tried, which a transfer may rely on
                return (await PutAsync(entry with { State = entry.TriedAt is null ? EntryState.Waiting : EntryState.Unknown, Attempts = tried.Attempts, Error = answer.Reason }), answer.Reason ?? "not sent");
            case TargetOutcome.Unknown when target.Definition.LookUp is not null:
                return (await PutAsync(tried with { State = EntryState.Unknown, Error = answer.Reason }), answer.Reason ?? "no answer");
            case TargetOutcome.Unknown:
                return (await PutAsync(tried with { State = EntryState.Parked, Error = $"{answer.Reason} The target offers no look-up, so it is not sent again." }), answer.Reason ?? "no answer");
            default:
                return (await PutAsync(tried with { State = EntryState.Parked, Error = Words(answer.Outcome, entry.Operation, answer.Reason) }), null);
        }
    }

    /// <returns>Waiting where the same key may be sent again.</returns>
    private async Task<(JournalEntry After, string? Silent)> LookUpAsync(IOrderTarget target, JournalEntry entry)
    {
        if (target.Definition.LookUp is null)
        {
            return (await PutAsync(entry with { State = EntryState.Parked, Error = $"{entry.Error} The target offers no look-up, so it is not sent again." }), null);
        }

        probe.At(StepProbe.BeforeCall, "LookUp");
        var finding = await target.LookUpAsync(entry.OrderKey, CancellationToken.None);
        probe.At(StepProbe.AfterCall, "LookUp");
        if (finding.Order is not { } found)
        {
            return (entry with { Error = finding.Reason }, finding.Reason ?? "no answer");
        }

        var fate = EntryFates.Judge(entry, found);
        if (fate == EntryFate.Happened)
        {
            return (await PutAsync(entry with { State = EntryState.Done, Error = null }), null);
        }

        var why = fate == EntryFate.Contradicts ? $"The target answers that the order is {found.Standing} there (epoch {found.Epoch}); a person has to look."
            : Forgotten(target, entry) ? "The first attempt is older than the target remembers idempotency keys; a person has to look."
            : null;
        return why is null ? (entry with { State = EntryState.Waiting }, null) : (await PutAsync(entry with { State = EntryState.Parked, Error = why }), null);
    }

    private bool Forgotten(IOrderTarget target, JournalEntry entry) => entry.FirstTriedAt is { } first && time.GetUtcNow() - first > target.Definition.IdempotencyWindow;

    private async Task<TargetCall> CallAsync(OrderQueue order, JournalEntry entry)
    {
        var facts = order.Facts ?? await reader.FactsAsync(entry.OrderKey, CancellationToken.None);
        (byte[] Body, string Kind)? change = entry.ChangeNumber is { } number ? await reader.ChangeAsync(number, CancellationToken.None) : null;
        return new TargetCall(
            entry.OrderKey, entry.Operation, entry.Epoch, entry.IdempotencyKey, facts.Payload, change?.Body, change?.Kind, entry.IsCopy,
            entry.IsCopy ? plan.Required.Lane(facts.Lane)?.CopyUntil : null);
    }

    /// <summary>Durable before it returns; false when the process stops before.</summary>
    private async Task<bool> WriteAsync(JournalEntry entry)
    {
        var mark = new MarkEntry(entry);
        await journal.PutAsync(mark, CancellationToken.None);
        return await mark.Written;
    }

    /// <summary>Durable with one of the next batches: what follows need not wait for it, since a mark that is lost is looked up.</summary>
    private async Task<JournalEntry> PutAsync(JournalEntry entry)
    {
        await journal.PutAsync(new MarkEntry(entry), CancellationToken.None);
        return entry;
    }

    private static string Words(TargetOutcome outcome, TargetOperation operation, string? reason) => outcome switch
    {
        TargetOutcome.TooLate => "The target answers that the order has gone too far for it.",
        TargetOutcome.Unable => $"The plan's target has no {operation}.",
        _ => reason ?? "The target refused it.",
    };
}
