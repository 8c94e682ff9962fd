using CommandCenter.Orders;

namespace CommandCenter.Readiness.Scenarios;

/// <summary>What expectations add up to, and whether stages came as they had to.</summary>
internal static class ScenarioJudge
{
    /// <summary>Legacy systems write whole seconds: two stages within them may seem to have changed places.</summary>
    public static readonly TimeSpan Precision = TimeSpan.FromSeconds(2);

    /// <summary>One expectation that was not met fails all; where none could be told, nothing is said.</summary>
    public static (ScenarioVerdict Verdict, string Reason) Of(IReadOnlyList<ScenarioStep> steps)
    {
        var failed = steps.Where(s => s.Passed == false).ToList();
        if (failed.Count > 0)
        {
            var more = failed.Count == 1 ? "" : $" And {failed.Count - 1} more.";
            return (ScenarioVerdict.Failed, $"{failed[0].Expected} {failed[0].Seen}{more}");
        }

        return steps.Any(s => s.Passed == true)
            ? (ScenarioVerdict.Passed, $"{steps.Count(s => s.Passed == true)} expectations were met{(steps.All(s => s.Passed == true) ? "" : $"; {steps.Count(s => s.Passed is null)} cannot be told")}.")
            : (ScenarioVerdict.Inconclusive, "Nothing of what is required could be told.");
    }

    /// <summary>Required stages that have not come yet.</summary>
    /// <param name="notObservable">That no system of the side can report: they are not waited for.</param>
    public static IReadOnlyList<Stage> Missing(IReadOnlyList<Stage> required, IReadOnlyList<Stage> notObservable, OrderState? state) =>
        [.. required.Where(s => !notObservable.Contains(s) && state?.At(s) is null)];

    /// <summary>The first two required stages that the side reports in another order than its own; null where it keeps to it. A hold may come at any time.</summary>
    /// <param name="own">The side's own order of stages.</param>
    public static (Stage Earlier, Stage Later)? OutOfOrder(IReadOnlyList<Stage> required, IReadOnlyList<Stage> own, OrderState state)
    {
        var reached = own.Where(s => s != Stage.Held && required.Contains(s)).Select(s => (Stage: s, At: state.At(s))).Where(s => s.At is not null).ToList();
        for (var i = 1; i < reached.Count; i++)
        {
            if (reached[i].At!.Value + Precision < reached[i - 1].At!.Value)
            {
                return (reached[i].Stage, reached[i - 1].Stage);
            }
        }

        return null;
    }

    /// <summary>What was done twice: an order with two owners or none, a parcel that was shipped or captured more than once over both sides.</summary>
    /// <returns>One sentence, null where nothing was.</returns>
    public static string? Doubled(LedgerTruth legacy, LedgerTruth orchestration)
    {
        var owners = new[] { legacy, orchestration }.Count(l => l.Standing == "owned");
        if (owners != 1)
        {
            return owners == 0 ? "neither side holds it as its own" : "both sides hold it as their own";
        }

        var twice = legacy.Effects.Concat(orchestration.Effects).Where(e => e.Kind is "ship" or "capture").GroupBy(e => (e.Kind, e.Parcel)).FirstOrDefault(g => g.Count() > 1);
        return twice is null ? null : $"{twice.Key.Kind} of parcel {twice.Key.Parcel} was done {twice.Count()} times";
    }
}
