using System.Collections.Concurrent;
using CommandCenter.Decisions;
using CommandCenter.Live;
using CommandCenter.Plan;
using Microsoft.Extensions.Logging;

namespace CommandCenter.Readiness.Scenarios;

/// <summary>Tells pages that runs have moved on, and what those that run say last.</summary>
public sealed class ScenarioWatch : ChangeWatch, IDisposable
{
    private readonly ConcurrentDictionary<Guid, string> said = new();
    private readonly DecisionFollower follower;
    private readonly ActivePlan plan;

    public ScenarioWatch(DecisionLog decisions, ActivePlan plan, TimeProvider time, ILogger<ScenarioWatch> log)
        : base(time, log)
    {
        this.plan = plan;
        follower = new DecisionFollower(decisions, entry => entry.Subjects.Any(s => s.StartsWith("scenario:", StringComparison.Ordinal)), () => Wake(Guid.Empty));
        plan.Applied += OnApplied;
    }

    /// <summary>What a run said last; null where it does not run here.</summary>
    public string? Said(Guid run) => said.GetValueOrDefault(run);

    internal void Say(Guid run, string text)
    {
        said[run] = text;
        Wake(run);
    }

    internal void Ended(Guid run)
    {
        said.TryRemove(run, out _);
        Wake(run);
    }

    public void Dispose()
    {
        plan.Applied -= OnApplied;
        follower.Dispose();
    }

    private void OnApplied(CutoverPlan applied) => Wake(Guid.Empty);
}
