namespace CommandCenter.Access.Approvals;

/// <summary>A command that can need two people: who may give it, and who may agree to it.</summary>
/// <param name="Command">Needed to propose, to withdraw and to carry out.</param>
/// <param name="Approve">Needed to approve and to refuse; never enough for the proposer.</param>
public sealed record Approvable(Permission Command, Permission Approve)
{
    /// <summary>More traffic in one step than the plan allows one person.</summary>
    public static readonly Approvable ShiftTraffic = new(Permissions.ShiftTraffic, Permissions.ApproveShift);

    /// <summary>A change of a sealed threshold.</summary>
    public static readonly Approvable ChangeThreshold = new(Permissions.ChangeThreshold, Permissions.ApproveThreshold);

    /// <summary>A gate that is let pass though it is not green.</summary>
    public static readonly Approvable WaiveGate = new(Permissions.ProposeWaiver, Permissions.ApproveWaiver);

    /// <summary>The same of a finance gate.</summary>
    public static readonly Approvable WaiveFinanceGate = new(Permissions.ProposeFinanceWaiver, Permissions.ApproveFinanceWaiver);

    /// <summary>All that there are.</summary>
    public static IReadOnlyList<Approvable> All { get; } = [ShiftTraffic, ChangeThreshold, WaiveGate, WaiveFinanceGate];

    /// <summary>What it takes at least to decide about any proposal at all; which one it takes for this very proposal is asked when it is known.</summary>
    public static Permission AnyDecision { get; } = new("decide-proposal", "Agreeing to a proposal, or refusing it,", [.. All.SelectMany(a => a.Approve.Roles).Distinct()]);

    /// <summary>What it takes at least to have proposed anything.</summary>
    public static Permission AnyProposal { get; } = new("withdraw-proposal", "Taking a proposal back", [.. All.SelectMany(a => a.Command.Roles).Distinct()]);

    /// <summary>A request id belongs to one kind of command, so the steps of a proposal have names of their own.</summary>
    internal Permission Propose => Command with { Command = "propose-" + Command.Command };

    internal Permission Refuse => Approve with { Command = "refuse-" + Command.Command };

    internal Permission Withdraw => Command with { Command = "withdraw-" + Command.Command };

    /// <summary>Null where no feature of this version proposes such a command.</summary>
    public static Approvable? Of(string command) => All.FirstOrDefault(a => a.Command.Command == command);
}
