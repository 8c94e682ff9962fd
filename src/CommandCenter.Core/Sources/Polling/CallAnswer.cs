namespace CommandCenter.Sources.Polling;

/// <summary>What one call to a source came to, as far as calling again depends on it.</summary>
internal record CallAnswer
{
    /// <summary>What went wrong, for a person, without secrets; null when it went well.</summary>
    public string? Failure { get; init; }
    public string Code { get; init; } = "";

    /// <summary>Trying the same again may help.</summary>
    public bool IsTransient { get; init; }

    /// <summary>The source asked to wait this long.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
