using System.Text.Json;

namespace CommandCenter.Sources.Http;

/// <summary>What one request brought: a JSON document, or why not.</summary>
internal sealed record HttpAnswer
{
    public JsonDocument? Document { get; init; }

    /// <summary>What went wrong, for a person, without secrets.</summary>
    public string? Failure { get; init; }
    public string Code { get; init; } = "";

    /// <summary>Trying the same again may help.</summary>
    public bool IsTransient { get; init; }

    /// <summary>The HTTP status where it was a refusal; 0 where no answer came or it was a good one.</summary>
    public int Status { get; init; }

    /// <summary>The source asked to wait this long.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public static HttpAnswer Failed(string code, string failure, bool transient, TimeSpan? retryAfter = null) =>
        new() { Code = code, Failure = failure, IsTransient = transient, RetryAfter = retryAfter };
}
