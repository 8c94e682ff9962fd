namespace CommandCenter.Access;

/// <summary>Roles of "Who may". Names are what tokens, plans and claims carry.</summary>
public enum Role
{
    IncidentCommander,
    TechnicalLead,
    ReconciliationLead,
    Operations,
    BusinessOwner,
    Executive,
    CommunicationOwner,
    Finance,
    CustomerCare,
    Administrator,
}

/// <summary>One thing that a person may or may not do. One per command, as data.</summary>
/// <param name="Command">Kebab-case, such as <c>apply-plan</c>.</param>
/// <param name="What">For the refusal: "… needs the role …".</param>
public sealed record Permission(string Command, string What, IReadOnlyList<Role> Roles);

/// <summary>Who acts: a signed-in person or a token.</summary>
/// <param name="Name">Unique, as the decision log writes it.</param>
public sealed record Actor(string Name, IReadOnlySet<Role> Roles)
{
    /// <summary>A token of its own, which stands for no person. Where two people are needed it is none of them.</summary>
    public bool IsProgram { get; init; }

    /// <summary>The product itself, for what happens by a rule that people set. Nobody can sign in as it.</summary>
    internal static Actor Product { get; } = new("cutover-command-center", new HashSet<Role>()) { IsProduct = true };

    private bool IsProduct { get; init; }

    public bool May(Permission permission) => IsProduct || permission.Roles.Any(Roles.Contains);
}

/// <summary>The table of "Who may". Pages, API, hub and command line ask this and nothing else.</summary>
public static class Permissions
{
    private static readonly Role[] Everyone = Enum.GetValues<Role>();

    public static readonly Permission See = new("see", "Seeing this", Everyone);
    public static readonly Permission ApplyPlan = new("apply-plan", "Applying a plan", [Role.TechnicalLead, Role.Administrator]);
    public static readonly Permission RunJob = new("run-job", "Running or pausing a job", [Role.TechnicalLead, Role.Administrator]);
    public static readonly Permission RetryRejected = new("retry-rejected", "Retrying rejected records", [Role.Operations, Role.ReconciliationLead, Role.TechnicalLead]);
    public static readonly Permission Rehearse = new("rehearse", "Starting a drill or scenario", [Role.IncidentCommander, Role.TechnicalLead]);
    public static readonly Permission ReportScenario = new("report-scenario", "Reporting the result of a scenario", [Role.Operations, Role.ReconciliationLead, Role.TechnicalLead]);
    public static readonly Permission ShiftTraffic = new("shift-traffic", "Shifting traffic", [Role.IncidentCommander]);
    public static readonly Permission PauseShift = new("pause-shift", "Pausing or aborting a shift", [Role.IncidentCommander, Role.TechnicalLead]);
    public static readonly Permission HoldReleases = new("hold-releases", "Holding releases", [Role.IncidentCommander, Role.TechnicalLead]);
    public static readonly Permission ResumeReleases = new("resume-releases", "Resuming releases", [Role.IncidentCommander]);
    public static readonly Permission RollBack = new("roll-back", "Rolling back", [Role.IncidentCommander, Role.TechnicalLead]);
    public static readonly Permission HandInOrders = new("hand-in-orders", "Handing in orders", [Role.Operations, Role.TechnicalLead, Role.IncidentCommander]);
    public static readonly Permission RemedyOrders = new("remedy-orders", "A remedy on an order", [Role.Operations, Role.TechnicalLead]);
    /// <summary>Any team's cases.</summary>
    public static readonly Permission TriageCases = new("triage-cases", "Triaging a case of any team", [Role.Operations, Role.ReconciliationLead, Role.TechnicalLead]);

    /// <summary>What triaging takes at least; Finance may for its own team's cases, CustomerCare for those of operations. The service asks whose the case is.</summary>
    public static readonly Permission TriageTeamCases = new("triage-team-cases", "Triaging a case", [Role.Operations, Role.ReconciliationLead, Role.TechnicalLead, Role.Finance, Role.CustomerCare]);
    public static readonly Permission ApproveShift = new("approve-shift-traffic", "Agreeing to a move of traffic that one person may not make alone", [Role.IncidentCommander, Role.TechnicalLead, Role.BusinessOwner]);
    public static readonly Permission SealThresholds = new("seal-thresholds", "Sealing thresholds", [Role.BusinessOwner, Role.IncidentCommander]);
    public static readonly Permission ChangeThreshold = new("change-threshold", "Proposing a change of a sealed threshold", [Role.IncidentCommander, Role.TechnicalLead]);
    public static readonly Permission ApproveThreshold = new("approve-change-threshold", "Approving a change of a sealed threshold", [Role.BusinessOwner]);
    /// <summary>What signing or refusing takes at least; the gate names the one role that may, and the service asks for it.</summary>
    public static readonly Permission SignGate = new("sign-gate", "Signing or refusing a gate", [.. Everyone.Except([Role.Administrator])]);
    public static readonly Permission ProposeWaiver = new("waive-gate", "Proposing a waiver of a gate", [Role.IncidentCommander, Role.TechnicalLead]);
    public static readonly Permission ApproveWaiver = new("approve-waive-gate", "Approving a waiver of a gate", [Role.BusinessOwner]);
    public static readonly Permission ProposeFinanceWaiver = new("waive-finance-gate", "Proposing a waiver of a finance gate", [Role.IncidentCommander, Role.TechnicalLead]);
    public static readonly Permission ApproveFinanceWaiver = new("approve-waive-finance-gate", "Approving a waiver of a finance gate", [Role.Finance]);

    /// <summary>Either half of a waiver; which half it is, and whether this person may, says the service.</summary>
    public static readonly Permission WaiveGate = new("waive-any-gate", "Waiving a gate", [Role.IncidentCommander, Role.TechnicalLead, Role.BusinessOwner, Role.Finance]);
    public static readonly Permission EndWaiver = new("end-waiver", "Ending a waiver", [Role.IncidentCommander, Role.TechnicalLead, Role.BusinessOwner, Role.Finance]);
    public static readonly Permission HandInEvidence = new("hand-in-evidence", "Handing in evidence for a gate", [.. Everyone.Except([Role.Executive, Role.Administrator])]);
    public static readonly Permission DissentFromGate = new("dissent-from-gate", "Recording a dissent about a gate", [.. Everyone.Except([Role.Executive, Role.Administrator])]);
    public static readonly Permission Reconcile = new("run-reconciliation", "Running a reconciliation", [Role.ReconciliationLead, Role.TechnicalLead]);
    public static readonly Permission MarkUnderstood = new("mark-understood", "Marking differences as understood", [Role.ReconciliationLead, Role.TechnicalLead]);
    public static readonly Permission RecordDecision = new("record-decision", "Recording a decision", [.. Everyone.Except([Role.Executive])]);
    public static readonly Permission AdministerPeople = new("administer-people", "Changing people, roles and tokens", [Role.Administrator]);

    /// <summary>What it takes at least; the service asks whose the alert is.</summary>
    public static readonly Permission AcknowledgeAlert = new("acknowledge-alert", "Acknowledging an alert", Everyone);
    public static readonly Permission SilenceAlerts = new("silence-alerts", "Silencing alerts", [Role.IncidentCommander, Role.TechnicalLead, Role.Operations]);

    /// <summary>One's own password and sessions.</summary>
    public static readonly Permission ChangeOwnAccount = new("change-own-account", "Changing one's own account", Everyone);

    public static IReadOnlyList<Permission> All { get; } = [See, ApplyPlan, RunJob, RetryRejected, Rehearse, ReportScenario, ShiftTraffic, PauseShift, HoldReleases, ResumeReleases, RollBack, HandInOrders, RemedyOrders, TriageCases, TriageTeamCases, ApproveShift, SealThresholds, ChangeThreshold, ApproveThreshold, SignGate, ProposeWaiver, ApproveWaiver, ProposeFinanceWaiver, ApproveFinanceWaiver, WaiveGate, EndWaiver, HandInEvidence, DissentFromGate, Reconcile, MarkUnderstood, RecordDecision, AcknowledgeAlert, SilenceAlerts, AdministerPeople, ChangeOwnAccount];

    /// <summary>Null when <paramref name="actor"/> may; otherwise the refusal that names who could.</summary>
    public static Shared.Error? Refuse(Actor actor, Permission permission) => actor.May(permission)
        ? null
        : Shared.Error.Forbidden("not-permitted", $"{permission.What} needs the role {string.Join(" or ", permission.Roles)}. {actor.Name} does not have it.");
}
