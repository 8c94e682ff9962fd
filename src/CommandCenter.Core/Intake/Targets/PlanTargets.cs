using System.Text.Json;
using CommandCenter.Orders;
using CommandCenter.Plan;
using CommandCenter.Sources;
using CommandCenter.Sources.Http;

namespace CommandCenter.Intake.Targets;

/// <summary>
/// The targets of the plan that runs. A plan that is applied gives new ones; where its definition says the same, client, connections and session stay. A target that is
/// replaced is not closed, for calls may still run on it: its connections end when nobody uses them.
/// </summary>
internal sealed class PlanTargets(ActivePlan plan, OutboundGuard guard, ISecrets secrets, TargetCalls calls, TimeProvider time) : IOrderTargets, IDisposable
{
    private readonly Lock gate = new();
    private volatile Known known = new(null, null, null);

    public IOrderTarget? Of(Side side)
    {
        var current = plan.Current;
        var targets = ReferenceEquals(known.Plan, current) ? known : Renew();
        return side switch
        {
            Side.Legacy => targets.Legacy?.Counted,
            Side.Orchestration => targets.Orchestration?.Counted,
            _ => null,
        };
    }

    public void Dispose()
    {
        known.Legacy?.Target.Dispose();
        known.Orchestration?.Target.Dispose();
    }

    private Known Renew()
    {
        lock (gate)
        {
            // who comes second finds the same clients again
            var (current, before) = (plan.Required, known);
            return known = new Known(current, Open(current.Target(Side.Legacy), before.Legacy), Open(current.Target(Side.Orchestration), before.Orchestration));
        }
    }

    private Opened? Open(TargetDefinition? definition, Opened? before)
    {
        if (definition is null)
        {
            return null;
        }

        // lists and maps of a record compare by object; what they say is what counts
        var says = JsonSerializer.Serialize(definition);
        return string.Equals(before?.Says, says, StringComparison.Ordinal) ? before : Opened.New(says, new HttpOrderTarget(definition, guard, secrets, time), calls);
    }

    private sealed record Known(CutoverPlan? Plan, Opened? Legacy, Opened? Orchestration);

    private sealed record Opened(string Says, HttpOrderTarget Target, IOrderTarget Counted)
    {
        public static Opened New(string says, HttpOrderTarget target, TargetCalls calls) => new(says, target, new CountedTarget(target, target.Definition.Side, calls));
    }
}
