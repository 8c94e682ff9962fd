using System.Globalization;
using CommandCenter.Access;
using CommandCenter.Decisions;
using CommandCenter.Intake;
using CommandCenter.Intake.Targets;
using CommandCenter.Orders;
using CommandCenter.OrderExceptions.Sources;
using CommandCenter.Persistence;
using CommandCenter.Shared;
using CommandCenter.Sources;
using CommandCenter.Sources.Rejected;

namespace CommandCenter.OrderExceptions.Remedies;

/// <summary>Remedies of cases, by guarded commands. A case is not resolved by one: it ends when its source no longer says it.</summary>
public sealed class CaseRemedies
{
    private const int MostRecords = 200;
    private const string Rejected = "rejected|";
    private const string Entry = ParkedCases.EntryPrefix + "|";

    private readonly RetryParked parked;
    private readonly RetryRejected rejected;
    private readonly IRejectedQueries records;
    private readonly OrderRemedies orders;
    private readonly IOrderTargets targets;
    private readonly CaseDesk desk;

    internal CaseRemedies(RetryParked parked, RetryRejected rejected, IRejectedQueries records, OrderRemedies orders, IOrderTargets targets, CaseDesk desk) =>
        (this.parked, this.rejected, this.records, this.orders, this.targets, this.desk) = (parked, rejected, records, orders, targets, desk);

    /// <summary>The remedies of a case, the nearest first; what cannot be commanded says why. None of a case that no command can mend.</summary>
    public async Task<Result<IReadOnlyList<CaseRemedy>>> ListAsync(ExceptionCase about, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(about);
        return await StoreReads.TryAsync<IReadOnlyList<CaseRemedy>>(async () =>
        {
            var ground = about.OrderKey is { } key ? await orders.GroundAsync(key, cancel) : null;
            IEnumerable<CaseRemedy> found = Of(about, ground, targets);
            return [.. about.Phase == CasePhase.Resolved ? found.Select(r => r with { Why = "The case is resolved." }) : found];
        });
    }

    /// <summary>Carries one out.</summary>
    /// <returns>What is done now; Forbidden; Validation (reason); Conflict where there is no such remedy, or nothing to do any more; Unavailable.</returns>
    public async Task<Result<RemedyDone>> RunAsync(ExceptionCase about, RemedyKind kind, Actor actor, string? reason, Guid? requestId, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(about);
        ArgumentNullException.ThrowIfNull(actor);
        if (Permissions.Refuse(actor, kind.Needs()) is { } refused)
        {
            return refused;
        }

        var request = new RemedyRequest(actor, reason, requestId, about);
        if (about.Phase == CasePhase.Resolved)
        {
            return Error.Conflict("case-resolved", $"{about.Name} is resolved. Reopen it first where something is still to be done.");
        }

        return (kind, about) switch
        {
            (RemedyKind.ReSend, _) when EntryOf(about) is { } number => await NotedAsync(await RetryAsync(number, actor, reason, requestId, cancel), request, cancel),
            (RemedyKind.MapAgain, _) when about.Fingerprint.StartsWith(Rejected, StringComparison.Ordinal) => await NotedAsync(await MapAgainAsync(about, actor, reason, requestId, cancel), request, cancel),
            (RemedyKind.ReSend, { OrderKey: { } key, Side: { } side }) when IsAbsence(about) => await orders.ReSendAsync(key, side, request, cancel),
            (RemedyKind.Pin, { OrderKey: { } key }) => await orders.PinAsync(key, request, cancel),
            (RemedyKind.CancelDuplicate, { OrderKey: { } key, Bucket: ExceptionBucket.DuplicateEvent }) => await orders.CancelDuplicateAsync(key, request, cancel),
            _ => Error.Conflict("no-remedy", $"{about.Name} has no remedy {kind.Name()}."),
        };
    }

    private static IEnumerable<CaseRemedy> Of(ExceptionCase about, RemedyGround? ground, IOrderTargets targets)
    {
        if (about.Fingerprint.StartsWith(Rejected, StringComparison.Ordinal))
        {
            yield return new CaseRemedy(RemedyKind.MapAgain, "Map again", $"Its waiting records, {MostRecords} at most, are mapped again by the plan that runs now; what maps is applied, what does not stays.", null);
        }

        if (EntryOf(about) is not null)
        {
            yield return new CaseRemedy(RemedyKind.ReSend, $"Re-send to {about.Side}", $"{about.Side} is asked first what stands there; what happened already is not sent again.", null);
        }
        else if (about is { OrderKey: not null, Side: { } lacking } && IsAbsence(about))
        {
            var copy = ground is { Order.Owner: var owner } && owner != lacking ? "its copy" : "the order";
            yield return new CaseRemedy(
                RemedyKind.ReSend, $"Re-send to {lacking}", $"{lacking} is asked first whether it has it; where it has not, {copy} is given to it again, with every change that was accepted since.",
                RemedyRules.ReSend(ground, lacking, targets)?.Message);
        }
        else if (about.OrderKey is not null)
        {
            yield return new CaseRemedy(RemedyKind.ReSend, "Re-send", "Gives an order to a side that lacks it.", about.Rule == "parked-by-rollback" ? "Its rollback's page offers parked orders once more." : "Nothing of it waits to be sent; it has to be mended on the side itself.");
        }

        if (about.OrderKey is null)
        {
            yield break;
        }

        if (about.Bucket == ExceptionBucket.DuplicateEvent)
        {
            var (keeps, ends) = ground is { Order: var order } ? (order.Owner.ToString(), order.Other.ToString()) : ("its owner", "the other side");
            yield return new CaseRemedy(
                RemedyKind.CancelDuplicate, "Cancel duplicate", $"Both sides are asked first. Where {ends} answers for it too and has not shipped it, {ends} gives it up: nothing is voided, nobody is told, {keeps} goes on with it.",
                RemedyRules.CancelDuplicate(ground, targets)?.Message);
        }

        var side = ground?.Order.Owner.ToString() ?? "its owner";
        yield return new CaseRemedy(RemedyKind.Pin, "Pin to " + side, $"{Capital(side)} finishes the order, whatever becomes of traffic: a rollback leaves it there.", RemedyRules.Pin(ground)?.Message);
    }

    /// <summary>One side lacks the order altogether.</summary>
    private static bool IsAbsence(ExceptionCase about) => about.Rule.StartsWith("missing-on-", StringComparison.Ordinal) && about.Rule.EndsWith(":presence", StringComparison.Ordinal);

    private static long? EntryOf(ExceptionCase about) =>
        about.Fingerprint.StartsWith(Entry, StringComparison.Ordinal) && long.TryParse(about.Fingerprint.AsSpan(Entry.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private async Task<Result<RemedyDone>> RetryAsync(long number, Actor actor, string? reason, Guid? requestId, CancellationToken cancel)
    {
        var sent = await parked.RunAsync(number, actor, reason, requestId, cancel);
        return sent.Error is { } no ? no : new RemedyDone(RemedyKind.ReSend, $"Entry {number} is looked up and tried again.");
    }

    private async Task<Result<RemedyDone>> MapAgainAsync(ExceptionCase about, Actor actor, string? reason, Guid? requestId, CancellationToken cancel)
    {
        var parts = about.Fingerprint.Split('|');
        if (parts.Length != 4)
        {
            return Error.Conflict("no-remedy", $"The records of {about.Name} cannot be named one by one; the page of rejected records can.");
        }

        var waiting = await records.ListAsync(parts[1], parts[2], "waiting", null, MostRecords, cancel);
        var ids = waiting.Items.Where(i => i.Record.Reasons.Any(r => r.Code == parts[2] && r.Field == parts[3])).Select(i => i.Record.Id).ToList();
        if (ids.Count == 0)
        {
            return Error.Conflict("nothing-waits", "None of its records waits any more.");
        }

        var tried = await rejected.RunAsync(parts[1], ids, new CommandRequest(actor, Permissions.RetryRejected, reason, requestId), cancel);
        return tried.Error is { } error ? error
            : new RemedyDone(RemedyKind.MapAgain, string.Create(CultureInfo.InvariantCulture, $"{tried.Value.Tried} mapped again, {tried.Value.Applied} applied, {tried.Value.StillRejected} still refused."));
    }

    /// <summary>The command has its own transaction, and stands in the decision log whether or not the case can be told.</summary>
    private async Task<Result<RemedyDone>> NotedAsync(Result<RemedyDone> done, RemedyRequest request, CancellationToken cancel)
    {
        if (done.Succeeded)
        {
            await desk.TellAsync(request.Case.Id, request.Actor, "remedy", $"{done.Value.Kind.Name()}: {request.Reason?.Trim()}", request.RequestId, cancel);
        }

        return done;
    }

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
