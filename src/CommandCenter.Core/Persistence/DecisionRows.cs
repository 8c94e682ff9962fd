namespace CommandCenter.Persistence;

/// <summary>An entry of the decision log. The content is what counts; the other columns repeat parts of it so that lists can be filtered, and verification compares them.</summary>
public sealed class DecisionRow
{
    /// <summary>1, 2, 3, …; given under the head's lock.</summary>
    public long Sequence { get; set; }
    public DateTimeOffset At { get; set; }
    public required string Actor { get; set; }
    public required string Command { get; set; }
    public required string Title { get; set; }

    /// <summary>Canonical bytes, hashed as stored.</summary>
    public required byte[] Content { get; set; }

    /// <summary>SHA-256 of <see cref="Content"/>, lower-case hex.</summary>
    public required string Hash { get; set; }
}

/// <summary>What an entry is about, so that one order can be followed.</summary>
public sealed class DecisionSubjectRow
{
    public required string Subject { get; set; }
    public long Sequence { get; set; }
}

/// <summary>The one row that a command locks before it appends.</summary>
public sealed class DecisionHeadRow
{
    /// <summary>Always 1.</summary>
    public int Id { get; set; }
    public long Sequence { get; set; }
    public required string Hash { get; set; }
}

/// <summary>One revision of the traffic table.</summary>
public sealed class TrafficTableRow
{
    public long Revision { get; set; }
    public DateTimeOffset At { get; set; }
    public required string Actor { get; set; }
    public string? Reason { get; set; }

    /// <summary>Rules as JSON, in their order.</summary>
    public required string Rules { get; set; }

    /// <summary>Entry of the decision log that was written with it.</summary>
    public long Decision { get; set; }
}
