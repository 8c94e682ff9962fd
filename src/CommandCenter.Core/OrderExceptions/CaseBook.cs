using CommandCenter.Access;
using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Plan;

namespace CommandCenter.OrderExceptions;

/// <summary>What one source said in one round.</summary>
/// <param name="Whole">Whether it is everything; what is missing from a part has not passed.</param>
internal sealed record SaidNow(string Source, IReadOnlyDictionary<string, CaseSignal> Signals, bool Whole);

/// <summary>Brings cases in line with what their sources say now. A function of both, of the plan and of the time: carried out twice it does nothing the second time.</summary>
internal sealed class CaseBook(ExceptionSettings settings, double scale, DateTimeOffset now)
{
    private static readonly string Product = Actor.Product.Name;

    /// <summary>What entered histories in this pass.</summary>
    public List<CaseEntryRow> Entries { get; } = [];

    /// <summary>A case for what nobody has seen before.</summary>
    /// <param name="number">The next free one.</param>
    public ExceptionCaseRow Open(string source, CaseSignal signal, long number)
    {
        var severity = CaseRules.Severity(signal, settings, scale, now);
        var row = new ExceptionCaseRow
        {
            Id = Guid.CreateVersion7(now), Number = number, Fingerprint = signal.Fingerprint, Source = source, Rule = signal.Rule, Title = "", Why = "", Reason = "new", Phase = CasePhase.Open,
            Bucket = signal.Bucket, Team = CaseRules.Team(signal, settings), Severity = severity, OpenedAt = now, DueAt = Due(severity), Since = signal.Since, Occurrences = 1, Times = signal.Times,
        };
        Take(row, signal);
        Note(row, "opened", $"opened by {signal.Rule}, for {row.Team.Name()}");
        return row;
    }

    /// <summary>Its source says it now.</summary>
    /// <returns>Whether anything of the case changed.</returns>
    public bool Seen(ExceptionCaseRow row, CaseSignal signal)
    {
        var changed = Take(row, signal);
        if (row.Phase == CasePhase.Resolved)
        {
            changed |= Again(row, signal);
        }
        else if (row.PassedAt is not null)
        {
            row.PassedAt = null;
            row.Occurrences++;
            (row.Since, changed) = (signal.Since, true);
            Note(row, "came-back", "its cause is there again");
        }

        if (row.Times != signal.Times)
        {
            (row.Times, changed) = (signal.Times, true);
        }

        return (row.Phase != CasePhase.Resolved && Raise(row, signal)) | EndMute(row) | Touch(row, changed);
    }

    /// <summary>Its source says everything that is wrong, and it is not among it.</summary>
    /// <returns>Whether anything of the case changed.</returns>
    public bool Unseen(ExceptionCaseRow row)
    {
        var changed = false;
        if (row.PassedAt is null)
        {
            row.PassedAt = now;
            changed = true;
            switch (row.Phase)
            {
                case CasePhase.Open:
                    (row.Phase, row.Reason, row.ResolvedAt, row.ResolvedBy) = (CasePhase.Resolved, "no-longer-seen", now, Product);
                    Note(row, "resolved", "no longer seen");
                    break;
                // whoever works on it has something in hand that no source knows of: it stays theirs to end
                case CasePhase.Acknowledged:
                    Note(row, "cause-passed", "its cause has passed; it stays with whoever works on it");
                    break;
                default:
                    break;
            }
        }

        return EndMute(row) | Touch(row, changed);
    }

    /// <summary>Nothing can be said of its cause at the moment; time goes on all the same.</summary>
    /// <returns>Whether anything of the case changed.</returns>
    public bool Unknown(ExceptionCaseRow row) => EndMute(row);

    /// <summary>A resolved case whose trouble is said: is it the same that was resolved, or is it there again?</summary>
    private bool Again(ExceptionCaseRow row, CaseSignal signal)
    {
        var grown = signal.Times is { } times && times > (row.TimesResolved ?? row.Times ?? 0);
        var lasting = signal.Times is null;
        string? reason = null;
        if (row.PassedAt is not null)
        {
            reason = lasting || grown ? "came-back" : null;
        }
        else if (lasting ? row.ResolvedAt + settings.Settle / Math.Max(1, scale) <= now : grown)
        {
            reason = lasting ? "still-there" : "came-back";
        }

        if (reason is null)
        {
            var back = row.PassedAt is not null;
            row.PassedAt = null;
            return back;
        }

        var lastBy = row.ResolvedBy;
        (row.Since, row.PassedAt) = (reason == "still-there" ? row.Since : signal.Since, null);
        row.Occurrences += reason == "came-back" ? 1 : 0;
        row.Severity = CaseRules.Severity(signal, settings, scale, now);
        CaseSteps.Reopen(row, reason, now, Due);
        Note(row, "reopened", reason == "still-there" ? $"still there after {lastBy} resolved it" : "it came back");
        return true;
    }

    /// <summary>What may change of a trouble while it stays the same.</summary>
    private static bool Take(ExceptionCaseRow row, CaseSignal signal)
    {
        var (title, why) = (Cut(signal.Title, 200), Cut(signal.Why, 1000));
        var since = signal.Since < row.Since ? signal.Since : row.Since;
        if (row.Title == title && row.Why == why && row.OrderKey == signal.OrderKey && row.Lane == signal.Lane && row.Side == signal.Side && row.Stage == signal.Stage && row.Orders == signal.Orders
            && row.Money == signal.Money && row.Currency == signal.Currency && row.Link == signal.Link && row.Since == since && row.Bucket == signal.Bucket)
        {
            return false;
        }

        (row.Title, row.Why, row.OrderKey, row.Lane, row.Side, row.Stage, row.Orders, row.Money, row.Currency, row.Link, row.Since, row.Bucket) =
            (title, why, signal.OrderKey, signal.Lane, signal.Side, signal.Stage, signal.Orders, signal.Money, signal.Currency, signal.Link, since, signal.Bucket);
        return true;
    }

    /// <summary>Severity rises by itself and never falls: what a person was told is urgent stays so.</summary>
    private bool Raise(ExceptionCaseRow row, CaseSignal signal)
    {
        var severity = CaseRules.Severity(signal with { Since = row.Since }, settings, scale, now);
        if (severity <= row.Severity)
        {
            return false;
        }

        var (before, due) = (row.Severity, Due(severity));
        (row.Severity, row.DueAt) = (severity, due < row.DueAt ? due : row.DueAt);
        Note(row, "severity", $"{severity.ToString().ToLowerInvariant()}, was {before.ToString().ToLowerInvariant()}");
        return true;
    }

    private bool EndMute(ExceptionCaseRow row)
    {
        if (row.MutedUntil is not { } until || until > now)
        {
            return false;
        }

        CaseSteps.Unmute(row);
        if (row.Phase != CasePhase.Resolved)
        {
            // nobody saw it meanwhile
            row.DueAt = Due(row.Severity);
        }

        Note(row, "unmuted", "the mute has ended");
        return true;
    }

    private bool Touch(ExceptionCaseRow row, bool changed)
    {
        if (changed && row.UpdatedAt != now)
        {
            row.UpdatedAt = now;
            row.Version++;
        }

        return changed;
    }

    private DateTimeOffset Due(CaseSeverity severity) => CaseRules.Due(severity, now, settings, scale);

    private void Note(ExceptionCaseRow row, string kind, string text) => Entries.Add(CaseSteps.Add(row, kind, Product, text, now));

    private static string Cut(string text, int longest) => text.Length <= longest ? text : text[..(longest - 1)] + "…";
}
