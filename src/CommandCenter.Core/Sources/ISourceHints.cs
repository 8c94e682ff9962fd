namespace CommandCenter.Sources;

/// <summary>Takes hints that something changed at a polled source. A hint is never data: it makes the source be asked.</summary>
internal interface ISourceHints
{
    /// <param name="key">What the source is to be asked for; null = a poll is worth it.</param>
    /// <returns>False when nothing polls this source here.</returns>
    bool Hint(string source, string? key);
}
