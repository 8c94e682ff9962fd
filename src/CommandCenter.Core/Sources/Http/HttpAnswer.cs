using System.Text.Json;
using CommandCenter.Sources.Polling;

namespace CommandCenter.Sources.Http;

/// <summary>What one request brought: a JSON document, or why not.</summary>
internal sealed record HttpAnswer : CallAnswer
{
    public JsonDocument? Document { get; init; }

    /// <summary>The HTTP status where it was a refusal; 0 where no answer came or it was a good one.</summary>
    public int Status { get; init; }

    public static HttpAnswer Failed(string code, string failure, bool transient, TimeSpan? retryAfter = null) =>
        new() { Code = code, Failure = failure, IsTransient = transient, RetryAfter = retryAfter };
}
