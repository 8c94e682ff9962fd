using CommandCenter.Decisions;

namespace CommandCenter.Sources;

/// <summary>What a person may do to a running source. Each is a command: permission, reason, one entry in the decision log.</summary>
public interface ISourceControl
{
    /// <summary>Stops polling (a push source answers 503) until resumed; survives a restart.</summary>
    /// <returns>True; NotFound; Conflict where it is paused already; Forbidden, Validation (reason) or Unavailable of the command.</returns>
    Task<Shared.Result<bool>> PauseAsync(string source, CommandRequest request, CancellationToken cancel);

    /// <returns>True; NotFound; Conflict where it is not paused; Forbidden, Validation (reason) or Unavailable of the command.</returns>
    Task<Shared.Result<bool>> ResumeAsync(string source, CommandRequest request, CancellationToken cancel);

    /// <summary>Polls now, also while backing off.</summary>
    /// <returns>True; NotFound; Validation for a source that sends by itself; Conflict while paused; Forbidden, Validation (reason) or Unavailable of the command.</returns>
    Task<Shared.Result<bool>> PollNowAsync(string source, CommandRequest request, CancellationToken cancel);

    /// <summary>What supervision does by itself, not a person: polls now where the source is polled and runs.</summary>
    void Wake(string source);
}
