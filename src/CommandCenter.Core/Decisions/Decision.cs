namespace CommandCenter.Decisions;

/// <summary>What a command wants to have on record.</summary>
/// <param name="Command">Kebab-case, such as <c>shift-traffic</c>; the permission's name where there is one.</param>
/// <param name="Title">One sentence for a person: what was decided.</param>
/// <param name="Impact">What it touches, in a sentence; null where it touches nothing.</param>
/// <param name="Subjects">What it is about, each as <c>kind:id</c>, such as <c>order:AR-4711</c>, <c>lane:ship-to-home</c>, <c>rollback:…</c>; at most 50.</param>
/// <param name="Details">What a program may want to read back, as text pairs; null where there is none.</param>
/// <param name="ItemsDigest">SHA-256, in hex, of many items that enter as one entry; the items themselves are kept by their feature.</param>
public sealed record DecisionDraft(
    string Command, string Title, string? Impact = null, IReadOnlyList<string>? Subjects = null, IReadOnlyDictionary<string, string>? Details = null, string? ItemsDigest = null);

/// <summary>One entry of the decision log, as it stands there for ever.</summary>
/// <param name="Sequence">1, 2, 3, … without gaps.</param>
/// <param name="Roles">The roles that the actor held.</param>
/// <param name="Hash">SHA-256 of the stored bytes, in hex; the bytes contain the hash of the entry before.</param>
public sealed record Decision(
    long Sequence, DateTimeOffset At, string Actor, IReadOnlyList<string> Roles, string Command, string Title, string? Reason, string? Impact,
    IReadOnlyList<string> Subjects, IReadOnlyDictionary<string, string> Details, string? ItemsDigest, Guid? RequestId, string PreviousHash, string Hash);

/// <summary>The newest entry; what an anchor outside keeps.</summary>
/// <param name="Sequence">0 while the log is empty.</param>
public sealed record DecisionHead(long Sequence, string Hash)
{
    /// <summary>What the first entry names as the one before it.</summary>
    public static DecisionHead Empty { get; } = new(0, new string('0', 64));

    /// <summary><c>SEQ:HASH</c>, as <c>decisions verify --anchor</c> takes it.</summary>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Sequence}:{Hash}");

    /// <summary>Reads <c>SEQ:HASH</c>; null where it is none.</summary>
    public static DecisionHead? Parse(string? text)
    {
        var parts = text?.Trim().Split(':');
        return parts is [var sequence, { Length: 64 } hash] && long.TryParse(sequence, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number)
            && hash.All(char.IsAsciiHexDigit)
            ? new DecisionHead(number, hash.ToLowerInvariant())
            : null;
    }
}
