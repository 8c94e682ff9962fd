using CommandCenter.Shared;

namespace CommandCenter.Scorecard.Digests;

/// <summary>Who writes a digest.</summary>
public interface IDigestSource
{
    /// <param name="date">Of the plan's zone; null = today.</param>
    Task<Result<Digest>> ReadAsync(DateOnly? date, DigestAudience audience, CancellationToken cancel);
}
