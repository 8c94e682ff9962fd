using CommandCenter.Access;
using CommandCenter.Layout;
using CommandCenter.Plan;

namespace CommandCenter.Readiness.Gates;

/// <summary>How gates read on the page.</summary>
internal static class GateLook
{
    /// <summary>Look, icon and word of a state.</summary>
    public static (string Css, string Icon, string Word) State(GateView view, bool isMine) =>
        isMine ? ("acc", "pen", "Your signature") : view.Standing.State switch
        {
            GateState.Red when view.Standing.Verdict is Traffic.Analysis.CheckVerdict.Inconclusive or Traffic.Analysis.CheckVerdict.Error => ("qual", "missing", "Red"),
            GateState.Red => ("crit", "breach", "Red"),
            GateState.Amber => ("warn", "warn", "Amber"),
            GateState.Waived => ("", "dash", "Waived"),
            _ => ("ok", "ok", "Green"),
        };

    /// <summary>Who answers for it.</summary>
    public static string Who(GateDefinition gate, CutoverPlan? plan) =>
        gate.Owner ?? plan?.Roles.FirstOrDefault(r => r.Role == gate.Role.ToString())?.Person ?? Wording.Words(gate.Role.ToString());

    public static string Kind(GateDefinition gate) => (gate.Kind == GateKind.Signed ? "signed" : "automatic") + (gate.IsBlocking ? "" : ", advice");

    /// <summary>Which part of the cutover it stops.</summary>
    public static string Stops(GateDefinition gate, CutoverPlan? plan)
    {
        if (!gate.IsBlocking) return "It is advice: red, it stops nothing.";
        if (gate.Phase == GatePhase.Stabilise) return "It belongs to the time after the last step and stops no shift.";
        var lanes = gate.Lanes.Count == 0 ? "every lane" : string.Join(", ", gate.Lanes.Select(l => plan?.Lane(l)?.Name ?? l));
        return $"Red, it stops shifts of {lanes}{(gate.FromPercent > 0 ? $" that go to {gate.FromPercent:0.##} % or further" : "")}.";
    }

    public static string Phase(GatePhase phase) => phase switch { GatePhase.Prepare => "prepare", GatePhase.CutOver => "cut over", _ => "stabilise" };

    /// <summary>What was done, in a word.</summary>
    public static string Act(GateActKind kind) => kind switch
    {
        GateActKind.Signed => "signed",
        GateActKind.Refused => "refused",
        GateActKind.Dissented => "dissented",
        GateActKind.ConditionMet => "said that a condition is met",
        GateActKind.Waived => "waived",
        GateActKind.WaiverEnded => "ended the waiver",
        _ => "the signature fell",
    };

    /// <summary>Red gates by role, with how many of them stop shifts; who stops most comes first.</summary>
    public static IReadOnlyList<(Role Role, int Red, int Stopping)> InTheWay(GatesView view) =>
        [.. view.Items.Where(g => g.Standing.State == GateState.Red).GroupBy(g => g.Gate.Role).Select(g => (g.Key, g.Count(), g.Count(i => i.Stops))).OrderByDescending(g => g.Item3).ThenByDescending(g => g.Item2).ThenBy(g => g.Key)];
}
