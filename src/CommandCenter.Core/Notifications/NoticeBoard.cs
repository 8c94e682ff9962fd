using System.Collections.Immutable;
using CommandCenter.Decisions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CommandCenter.Notifications;

/// <summary>The newest commands, for every open page at once: one list, whatever the number of viewers.</summary>
public sealed partial class NoticeBoard(DecisionLog decisions, DecisionQueries queries, ILogger<NoticeBoard> log) : IHostedService
{
    /// <summary>Commands that are kept at hand.</summary>
    public const int Kept = 20;

    /// <summary>How long a command counts as news.</summary>
    public static readonly TimeSpan Fresh = TimeSpan.FromSeconds(12);

    private ImmutableArray<Decision> newest = [];

    /// <summary>Raised after a command of this process was committed; handlers must not throw and not block.</summary>
    public event Action? Changed;

    /// <summary>At most 20, newest first.</summary>
    public ImmutableArray<Decision> Newest => newest;

    /// <summary>What a person is told: who, and what.</summary>
    public static string Words(Decision entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return $"{entry.Actor}: {entry.Title}";
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        decisions.Committed += OnCommitted;
        try
        {
            if (await queries.SearchAsync(new DecisionSearch(Limit: Kept), cancellationToken) is { Succeeded: true } read)
            {
                ImmutableInterlocked.Update(ref newest, now => Merge(now, read.Value.Items));
            }
        }
        catch (System.Data.Common.DbException e)
        {
            LogUnread(log, e.Message);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        decisions.Committed -= OnCommitted;
        return Task.CompletedTask;
    }

    private void OnCommitted(Decision entry)
    {
        ImmutableInterlocked.Update(ref newest, now => Merge(now, [entry]));
        Changed?.Invoke();
    }

    private static ImmutableArray<Decision> Merge(ImmutableArray<Decision> one, IReadOnlyList<Decision> other) =>
        [.. one.Concat(other).DistinctBy(d => d.Sequence).OrderByDescending(d => d.Sequence).Take(Kept)];

    [LoggerMessage(Level = LogLevel.Warning, Message = "The newest commands cannot be read: {Reason}")]
    private static partial void LogUnread(ILogger log, string reason);
}
