using CommandCenter.Decisions;
using CommandCenter.Shared;

namespace CommandCenter.Sources.Rejected;

/// <summary>A person's command to try rejected records again.</summary>
public sealed class RetryRejected(CommandRunner commands, IRejectedRetry retry)
{
    /// <param name="source">Only this source's; null for all.</param>
    /// <param name="ids">Only these, whatever their mapping; null for all whose mapping changed.</param>
    /// <returns>What came of it; Forbidden, Validation (reason) or Unavailable of the command: then nothing was tried.</returns>
    public async Task<Result<RetryOutcome>> RunAsync(string? source, IReadOnlyList<Guid>? ids, CommandRequest request, CancellationToken cancel)
    {
        var title = ids is null ? $"Rejected records of {source ?? "all sources"} tried again." : $"{ids.Count} rejected {(ids.Count == 1 ? "record" : "records")} tried again.";
        // the records lie in another store, which no transaction spans together with the log, and many of them take long: the entry stands first, then they are tried; trying them
        // twice does no harm
        var asked = await commands.RunAsync<bool>(
            request, (_, _) => Task.FromResult<Result<Decided<bool>>>(new Decided<bool>(true, new DecisionDraft("retry-rejected", title, null, source is null ? [] : ["source:" + source]))), cancel);
        return asked.Error is { } refused ? refused : await retry.RetryAsync(source, ids, cancel);
    }
}
