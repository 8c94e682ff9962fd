namespace CommandCenter.Persistence;

/// <summary>How far an actuator outside of this process is.</summary>
public sealed class ActuatorStateRow
{
    /// <summary>The plan's id.</summary>
    public required string Actuator { get; set; }

    /// <summary>Fingerprint of the settings that this was said under: another place has another state.</summary>
    public required string Place { get; set; }

    /// <summary>Revision of the last try.</summary>
    public long AskedRevision { get; set; }

    /// <summary>The newest revision that it took; null before the first.</summary>
    public long? AppliedRevision { get; set; }
    public DateTimeOffset? AppliedAt { get; set; }

    /// <summary>A <c>Confirmation</c>.</summary>
    public int Verdict { get; set; }

    /// <summary>Revision that the verdict is about.</summary>
    public long VerifiedRevision { get; set; }
    public DateTimeOffset VerifiedAt { get; set; }

    /// <summary>Since when <see cref="VerifiedRevision"/> is confirmed without a break; null where it is not.</summary>
    public DateTimeOffset? ConfirmedAt { get; set; }

    /// <summary>Looks in a row that did not end confirmed.</summary>
    public int Failures { get; set; }

    /// <summary>Not looked at before, unless a newer revision is commanded.</summary>
    public DateTimeOffset NextAt { get; set; }

    /// <summary>Kebab-case.</summary>
    public required string Reason { get; set; }

    /// <summary>One sentence; null while all is well.</summary>
    public string? Message { get; set; }
}
