using CommandCenter.Access;

namespace CommandCenter.Notifications.Alerts;

/// <summary>What an alert is about. Numbers are stored: never reuse one.</summary>
public enum AlertKind
{
    /// <summary>A lane breaches a limit.</summary>
    Breach = 1,

    /// <summary>A lane is close to one.</summary>
    AtRisk = 2,

    /// <summary>A source is silent or a figure cannot be measured: nothing is known, which is neither good nor bad.</summary>
    NoData = 3,

    /// <summary>A gate stops shifts, lost its signature, or waits for one.</summary>
    Gate = 4,

    /// <summary>A shift waits for a person.</summary>
    Shift = 5,

    /// <summary>A rollback runs.</summary>
    Rollback = 6,

    /// <summary>Releases are held.</summary>
    Hold = 7,

    /// <summary>Something does not do what was decided, or fails.</summary>
    Failure = 8,

    /// <summary>Something is open past its date.</summary>
    Overdue = 9,
}

/// <summary>How urgent it is. Numbers are stored.</summary>
public enum AlertSeverity
{
    /// <summary>Today.</summary>
    Ticket = 1,

    /// <summary>Now.</summary>
    Page = 2,
}

/// <summary>Something that is so at this moment and that somebody has to know.</summary>
/// <param name="Key">The same trouble has the same key, however often it is seen.</param>
/// <param name="Role">Whose it is.</param>
/// <param name="Subject">A lane, a source, a gate.</param>
/// <param name="Text">A sentence that goes on from the subject.</param>
/// <param name="Link">The page that tells more.</param>
public sealed record AlertSignal(string Key, AlertKind Kind, AlertSeverity Severity, Role Role, string Subject, string Text, DateTimeOffset Since, string Link);

/// <summary>Everything that is so at one moment.</summary>
/// <param name="IsBlind">Data are missing: that a limit is no longer seen to be broken does not say that it is kept.</param>
public sealed record AlertPicture(IReadOnlyList<AlertSignal> Signals, bool IsBlind);

/// <summary>Where alerts come from.</summary>
public interface IAlertSignals
{
    /// <summary>Null while nothing is known yet.</summary>
    AlertPicture? Now();
}
