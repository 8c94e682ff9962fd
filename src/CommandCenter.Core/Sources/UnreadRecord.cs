namespace CommandCenter.Sources;

/// <summary>Something that a source delivered and that is no record: kept as a rejected record, so that its neighbours can be applied.</summary>
/// <param name="Place">Where it was, such as <c>orders.csv:12</c>.</param>
/// <param name="Text">What was there, or its beginning.</param>
/// <param name="Code">Kebab-case, such as <c>bad-row</c>.</param>
/// <param name="Message">What was found and what is allowed.</param>
public sealed record UnreadRecord(string Place, string Text, string Code, string Message)
{
    /// <summary>Characters of <see cref="Text"/> that are worth keeping, at most.</summary>
    public const int LongestText = 2000;
}
