using CommandCenter.Live;
using CommandCenter.Plan;
using CommandCenter.Sources;

namespace CommandCenter.Jobs.Work;

/// <summary>A loop that died would be stale for ever without an error to show: this wakes it and says so.</summary>
internal sealed class SuperviseSources(LiveBoard board, ActivePlan plan, ISourceControl control, TimeProvider time) : IScheduledJob
{
    public Task<JobReport> RunAsync(CancellationToken cancel)
    {
        if (board.Current is not { } live || plan.Current is not { } current) return Task.FromResult(new JobReport("Nothing runs yet."));
        var now = time.GetUtcNow();
        var silent = live.Sources.Where(s => IsSilent(s, current.Source(s.Id), now)).Select(s => s.Id).ToArray();
        foreach (var source in silent) control.Wake(source);
        return Task.FromResult(new JobReport(silent.Length == 0 ? $"All {live.Sources.Count} sources answer or say why not." : $"Woke {string.Join(", ", silent)}.", live.Sources.Count));
    }

    private static bool IsSilent(SourceLive source, SourceDefinition? definition, DateTimeOffset now) =>
        definition is { Adapter: not "push" } && source.Health is not (SourceHealth.Paused or SourceHealth.Broken) && source.Error is null && source.NextTry is null
        && source.LastSuccess is { } last && now - last > definition.StaleAfter;
}
