namespace CommandCenter.Sources;

/// <summary>What a person may do to a running source. Callers check the permission <c>run-job</c> first.</summary>
public interface ISourceControl
{
    /// <summary>Stops polling (a push source answers 503) until resumed; survives a restart.</summary>
    Task<Shared.Result<bool>> PauseAsync(string source, string actor, CancellationToken cancel);

    Task<Shared.Result<bool>> ResumeAsync(string source, string actor, CancellationToken cancel);

    /// <summary>Polls now, also while backing off.</summary>
    Task<Shared.Result<bool>> PollNowAsync(string source, string actor, CancellationToken cancel);
}
