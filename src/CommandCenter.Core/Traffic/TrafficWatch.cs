using CommandCenter.Decisions;
using CommandCenter.Live;
using Microsoft.Extensions.Logging;

namespace CommandCenter.Traffic;

/// <summary>Keeps the newest traffic table for the live picture.</summary>
public sealed class TrafficWatch(TrafficTables tables, StandingCommands standing, DecisionLog decisions, TimeProvider time, ILogger<TrafficWatch> log) : StandingReader(time, log)
{
    private const int Remembered = 50;

    public override async Task ReadAsync(CancellationToken cancel)
    {
        var history = await tables.HistoryAsync(null, Remembered, cancel);
        var table = history.Count == 0 ? TrafficTable.Empty : history[0].Table;
        // the oldest revision that has the rule as it stands made it
        standing.RulesSince = table.Rules.Select(r => (r.Id, At: history.TakeWhile(h => h.Table.Rules.Contains(r)).LastOrDefault()?.At)).Where(r => r.At is not null)
            .ToDictionary(r => r.Id, r => r.At!.Value, StringComparer.Ordinal);
        standing.Table = table;
    }

    protected override IDisposable Follow() => new DecisionFollower(decisions, entry => entry.Subjects.Contains("traffic", StringComparer.Ordinal), Wake);
}
