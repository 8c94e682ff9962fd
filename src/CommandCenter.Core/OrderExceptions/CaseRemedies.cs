using System.Globalization;
using CommandCenter.Access;
using CommandCenter.Decisions;
using CommandCenter.Intake;
using CommandCenter.OrderExceptions.Sources;
using CommandCenter.Shared;
using CommandCenter.Sources;
using CommandCenter.Sources.Rejected;

namespace CommandCenter.OrderExceptions;

/// <summary>What can be done about the trouble itself, besides working on the case.</summary>
/// <param name="Label">The command with its object; ends in "…" where it asks for a reason.</param>
/// <param name="Effect">What it does, in a sentence.</param>
/// <param name="Needs">The permission that it takes; null where there is nothing to command.</param>
/// <param name="Why">Why it cannot be commanded; null where it can.</param>
public sealed record CaseRemedy(string Label, string Effect, Permission? Needs, string? Why);

/// <summary>Remedies of cases, by the guarded commands that there are: what can go wrong with them is asked and recorded there.</summary>
public sealed class CaseRemedies(RetryParked parked, RetryRejected rejected, IRejectedQueries records)
{
    private const int MostRecords = 200;
    private const string Rejected = "rejected|";
    private const string Entry = ParkedCases.EntryPrefix + "|";

    /// <summary>The remedy of a case; never null: what cannot be commanded says why.</summary>
    public static CaseRemedy Of(ExceptionCase about)
    {
        ArgumentNullException.ThrowIfNull(about);
        if (about.Phase == CasePhase.Resolved)
        {
            return new CaseRemedy("Re-send…", "", null, "the case is resolved");
        }

        if (about.Fingerprint.StartsWith(Entry, StringComparison.Ordinal))
        {
            return new CaseRemedy($"Re-send to {about.Side}…", "It is looked up there before anything is sent. What happened already is not sent again.", Permissions.RemedyOrders, null);
        }

        if (about.Fingerprint.StartsWith(Rejected, StringComparison.Ordinal))
        {
            return new CaseRemedy("Map again…", $"Its waiting records, {MostRecords} at most, are mapped again by the plan that runs now; what maps is applied, what does not stays.", Permissions.RetryRejected, null);
        }

        return new CaseRemedy("Re-send…", "", null, about.Rule == "parked-by-rollback" ? "its rollback's page offers parked orders once more" : "nothing of it waits to be sent; it has to be mended on the side itself");
    }

    /// <summary>Carries it out.</summary>
    /// <returns>What came of it, in words; Forbidden; Validation (reason); Conflict where there is nothing to do any more; Unavailable.</returns>
    public async Task<Result<string>> RunAsync(ExceptionCase about, Actor actor, string? reason, Guid? requestId, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(about);
        ArgumentNullException.ThrowIfNull(actor);
        var remedy = Of(about);
        if (remedy.Needs is not { } needs)
        {
            return Error.Conflict("no-remedy", $"There is no command for {about.Name}: {remedy.Why}.");
        }

        if (Permissions.Refuse(actor, needs) is { } refused)
        {
            return refused;
        }

        if (about.Fingerprint.StartsWith(Entry, StringComparison.Ordinal) && long.TryParse(about.Fingerprint.AsSpan(Entry.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            var sent = await parked.RunAsync(number, actor, reason, requestId, cancel);
            return sent.Error is { } no ? no : $"Entry {number} is looked up and tried again.";
        }

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
        return tried.Error is { } error ? error : string.Create(CultureInfo.InvariantCulture, $"{tried.Value.Tried} mapped again, {tried.Value.Applied} applied, {tried.Value.StillRejected} still refused.");
    }
}
