using CommandCenter.Intake;
using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Readiness.Scenarios.Plays;
using CommandCenter.Traffic;

namespace CommandCenter.Readiness.Scenarios;

/// <summary>Plays a scenario against the rehearsal world, through the product's own intake and by the product's own picture.</summary>
public sealed class ScenarioPlayer(OrderIntake intake, IntakeQueries journal, IOrderQueries orders, TrafficTables tables, IScenarioWorld world, TimeProvider time)
{
    /// <param name="said">Told what happens, line by line; must not throw and not block.</param>
    /// <returns>The verdict, and everything that it rests on.</returns>
    internal async Task<(ScenarioVerdict Verdict, string Reason, ScenarioEvidence Evidence)> PlayAsync(Scenario scenario, CutoverPlan plan, Action<string> said, CancellationToken cancel)
    {
        var record = new PlayRecord(scenario, plan, time, said);
        try
        {
            await Played.RunAsync(new Play(scenario, plan, new PlayTools(intake, journal, orders, tables, world, time), record), cancel);
        }
        catch (Exception e) when (StorageErrors.IsFailure(e))
        {
            record.End(ScenarioVerdict.Error, $"The product's own store did not answer ({(e.InnerException ?? e).Message}).");
        }

        catch (OperationCanceledException)
        {
            // what was seen until then is kept
            record.End(ScenarioVerdict.Inconclusive, "It was stopped.");
        }

        var (verdict, reason) = record.Judge();
        return (verdict, reason, record.Evidence());
    }
}
