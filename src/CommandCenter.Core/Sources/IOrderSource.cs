using System.Text.Json;
using CommandCenter.Shared;

namespace CommandCenter.Sources;

/// <summary>A foreign system that records are read from, page by page. One reader per source; calls do not overlap.</summary>
public interface IOrderSource : IAsyncDisposable
{
    /// <summary>Whether the source wants to be left alone.</summary>
    SourceStanding Standing { get; }

    /// <summary>Reads the page behind <paramref name="cursor"/>. Never moves anything: the caller commits the page's position with its records.</summary>
    /// <returns>The page, or Unavailable with what went wrong, without secrets; the same call may go through later.</returns>
    Task<Result<SourcePage>> ReadAsync(SourceCursor cursor, CancellationToken cancel);

    /// <summary>Asks again at once although it failed before: a person wants it.</summary>
    Task ForgetFailuresAsync();
}

/// <param name="NotBefore">The source asked (Retry-After), or the breaker decided, not to be called before.</param>
/// <param name="CircuitOpen">It failed so often that calls are not made for a while.</param>
public readonly record struct SourceStanding(DateTimeOffset? NotBefore, bool CircuitOpen);

/// <summary>One page of records with the position behind it.</summary>
/// <param name="document">What the records lie in; disposed with the page.</param>
public sealed class SourcePage(IDisposable? document) : IDisposable
{
    /// <summary>As the source wrote them; elements of any JSON kind.</summary>
    public required IReadOnlyList<JsonElement> Records { get; init; }

    /// <summary>Where each record was, for a person who looks for it, such as <c>orders.csv:12</c>; empty where the record says enough itself.</summary>
    public IReadOnlyList<string> Places { get; init; } = [];

    /// <summary>What lay between them and is no record.</summary>
    public IReadOnlyList<UnreadRecord> Unread { get; init; } = [];

    /// <summary>Where to go on.</summary>
    public required string? Position { get; init; }

    /// <summary>Everything that the source had committed before this instant has been read; null when this page does not say.</summary>
    public DateTimeOffset? Watermark { get; init; }

    /// <summary>There is more to read at once.</summary>
    public required bool More { get; init; }

    /// <summary>There is more, and it is not to be read yet, such as a file that is still being written: what was read is not all there is.</summary>
    public bool Waits { get; init; }

    /// <summary>When the answer was complete.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    public void Dispose() => document?.Dispose();
}
