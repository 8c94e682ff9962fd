using System.Globalization;
using CommandCenter.Access;
using CommandCenter.Decisions;
using CommandCenter.Intake;
using CommandCenter.Intake.Forwarding;
using CommandCenter.Intake.Journal;
using CommandCenter.Intake.Targets;
using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Shared;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.OrderExceptions.Remedies;

/// <summary>Who wants a remedy, why, by which click, and of which case.</summary>
/// <param name="Case">Gets an entry in its history with the command.</param>
internal sealed record RemedyRequest(Actor Actor, string? Reason, Guid? RequestId, ExceptionCase Case)
{
    public CommandRequest Command => new(Actor, Permissions.RemedyOrders, Reason, RequestId);
}

/// <summary>
/// Remedies of one order. The sides are asked first what stands there; then intent, case and decision log are one transaction, and what is to be sent is carried out from the journal as
/// everything else is: looked up before it is sent, also after a restart.
/// </summary>
internal sealed class OrderRemedies(
    CommandRunner commands, IDbContextFactory<CommandsDb> databases, IOrderTargets targets, IntakeJournal journal, Outbox outbox, TimeProvider time)
{
    /// <summary>What is recorded of an order; null where it has no ownership record.</summary>
    public async Task<RemedyGround?> GroundAsync(string orderKey, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await RemedyGround.ReadAsync(db, orderKey, cancel);
    }

    /// <summary>The order finishes with its owner, whatever a rollback would do.</summary>
    /// <returns>What is done; Conflict where it cannot be; Forbidden; Validation (reason); Unavailable.</returns>
    public Task<Result<RemedyDone>> PinAsync(string orderKey, RemedyRequest request, CancellationToken cancel) => RunAsync(RemedyKind.Pin, orderKey, request, async (change, token) =>
    {
        var ground = change.Ground;
        if (RemedyRules.Pin(ground) is { } no)
        {
            return no;
        }

        (await change.RowAsync(token)).Pinned = true;
        return change.Decide($"{ground!.Order.Owner} finishes it; no rollback moves it any more.", $"Pin {orderKey} to {ground.Order.Owner}.");
    }, cancel);

    /// <summary>Gives the order, or its copy, to a side that lacks it, with every change that was accepted since.</summary>
    /// <returns>As <see cref="PinAsync"/>; Unavailable also where the side does not answer whether it has it.</returns>
    public async Task<Result<RemedyDone>> ReSendAsync(string orderKey, Side side, RemedyRequest request, CancellationToken cancel)
    {
        var prepared = await PrepareAsync(orderKey, request, g => RemedyRules.ReSend(g, side, targets), cancel);
        if (prepared.Error is { } refused)
        {
            return refused;
        }

        if (prepared.Value.Before is { } before && RemedyRules.ReSend(before, side, await targets.Of(side)!.LookUpAsync(orderKey, cancel)) is { } stands)
        {
            return stands;
        }

        return await HeldAsync(RemedyKind.ReSend, orderKey, request, async (change, token) =>
        {
            if (RemedyRules.ReSend(change.Ground, side, targets) is { } no)
            {
                return no;
            }

            var (again, changes) = await change.GiveAsync(side, targets.Of(side)!.Definition, token);
            var what = change.Ground!.Order.Owner == side ? orderKey : $"the copy of {orderKey}";
            return change.Decide(
                $"{side} is asked once more, and then gets it{(changes > 0 ? string.Create(CultureInfo.InvariantCulture, $", with {changes} {(changes == 1 ? "change" : "changes")} behind it") : "")}.",
                again ? $"Try again to give {what} to {side}." : $"Give {what} to {side} again.");
        }, cancel);
    }

    /// <summary>Has the side that answers for the order besides its owner give it up: nothing is voided and nobody is told.</summary>
    /// <returns>As <see cref="PinAsync"/>; Unavailable also where a side does not answer what stands there.</returns>
    public async Task<Result<RemedyDone>> CancelDuplicateAsync(string orderKey, RemedyRequest request, CancellationToken cancel)
    {
        var prepared = await PrepareAsync(orderKey, request, g => RemedyRules.CancelDuplicate(g, targets), cancel);
        if (prepared.Error is { } refused)
        {
            return refused;
        }

        var before = prepared.Value.Before;
        IReadOnlyList<Plan.TargetOperation> steps = [];
        if (before is not null)
        {
            var (owner, other) = (targets.Of(before.Order.Owner)!, targets.Of(before.Order.Other)!);
            var asked = RemedyRules.CancelDuplicate(before, await owner.LookUpAsync(orderKey, cancel), await other.LookUpAsync(orderKey, cancel), other.Definition);
            if (asked.Error is { } stands)
            {
                return stands;
            }

            steps = asked.Value;
        }

        return await HeldAsync(RemedyKind.CancelDuplicate, orderKey, request, async (change, token) =>
        {
            if (RemedyRules.CancelDuplicate(change.Ground, targets) is { } no)
            {
                return no;
            }

            var order = change.Ground!.Order;
            if (order.Owner != before?.Order.Owner || order.Epoch != before.Order.Epoch)
            {
                return Error.Conflict("owner-changed", "It changed hands while the sides were asked. Nothing was done; look again.");
            }

            await change.EndAsync(order.Other, steps, token);
            return change.Decide(
                $"{order.Other} is asked to give it up; {order.Owner} goes on with it. Nothing is voided and nobody is told.", $"Have {order.Other} give up {orderKey}, which {order.Owner} owns.");
        }, cancel);
    }

    /// <summary>What is recorded, unless it is refused without asking anybody; nothing where the same request was done already: it is answered as it was then, whatever stands now.</summary>
    private async Task<Result<Prepared>> PrepareAsync(string orderKey, RemedyRequest request, Func<RemedyGround?, Error?> rule, CancellationToken cancel)
    {
        if (Permissions.Refuse(request.Actor, Permissions.RemedyOrders) is { } forbidden)
        {
            return forbidden;
        }

        try
        {
            if (await IsRepeatAsync(request, cancel))
            {
                return new Prepared(null);
            }

            var ground = await GroundAsync(orderKey, cancel);
            return rule(ground) is { } no ? no : new Prepared(ground);
        }
        catch (Exception e) when (StorageErrors.IsFailure(e))
        {
            return Error.Unavailable("store-unreadable", $"What is recorded of the order cannot be read ({(e.InnerException ?? e).Message}). Nothing was done.");
        }
    }

    private async Task<bool> IsRepeatAsync(RemedyRequest request, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return request.RequestId is { } id && await db.CommandRequests.AsNoTracking().AnyAsync(r => r.Id == id, cancel);
    }

    /// <summary>Runs it while nothing of the order is under way, and puts what is open afterwards in the place of what was.</summary>
    private async Task<Result<RemedyDone>> HeldAsync(
        RemedyKind kind, string orderKey, RemedyRequest request, Func<RemedyChange, CancellationToken, Task<Result<Decided<Outcome>>>> decide, CancellationToken cancel)
    {
        await outbox.HoldAsync(orderKey, cancel);
        try
        {
            // marks are written with one of the next batches; what follows must read them
            var fence = await journal.FenceAsync();
            return fence.Error is { } unwritable ? unwritable : await RunAsync(kind, orderKey, request, decide, cancel);
        }
        finally
        {
            outbox.Release(orderKey);
        }
    }

    private async Task<Result<RemedyDone>> RunAsync(
        RemedyKind kind, string orderKey, RemedyRequest request, Func<RemedyChange, CancellationToken, Task<Result<Decided<Outcome>>>> decide, CancellationToken cancel)
    {
        RemedyChange? change = null;
        var done = await commands.RunAsync<Outcome>(
            request.Command,
            async (db, token) =>
            {
                change = await RemedyChange.BeginAsync(db, kind, orderKey, request, time, token);
                return await decide(change, token);
            },
            cancel);
        if (done.Error is { } refused)
        {
            return refused;
        }

        if (done.Value.Kind != kind || done.Value.OrderKey != orderKey)
        {
            return Error.Conflict("request-id-used", $"The request id belongs to another remedy ({done.Value.Kind.Name()} of {done.Value.OrderKey}). Open the dialog anew.");
        }

        if (change?.Open is { } open)
        {
            outbox.Replace(orderKey, open);
        }

        return new RemedyDone(kind, done.Value.Message);
    }

    private sealed record Prepared(RemedyGround? Before);

    /// <summary>What is kept for a repeat of the same request.</summary>
    internal sealed record Outcome(RemedyKind Kind, string OrderKey, string Message);
}
