namespace CommandCenter.Layout;

/// <summary>One entry of the navigation.</summary>
public sealed record Area(string Name, string Address, string Icon)
{
    /// <summary>Whoever lacks it is not shown the way; the page refuses them besides. Null = everybody's.</summary>
    public Access.Permission? Needs { get; init; }
}

/// <summary>A group of the navigation, named after the phase of a cutover that it serves.</summary>
public sealed record AreaGroup(string Name, IReadOnlyList<Area> Areas);

/// <summary>The pages that exist, in their groups.</summary>
public static class Areas
{
    public static IReadOnlyList<AreaGroup> All { get; } =
    [
        new("Cut over", [new("Live", "/", "live"), new("Alerts", "/alerts", "breach"), new("Traffic", "/traffic", "traffic"), new("Rollbacks", "/rollbacks", "undo"), new("Exceptions", "/exceptions", "inbox"), new("Reconciliation", "/reconciliation", "recon"), new("Orders", "/orders", "box"), new("Intake", "/intake", "right"), new("Releases", "/releases", "hold"), new("Approvals", "/approvals", "pen")]),
        new("Prepare", [new("Readiness", "/readiness", "gate"), new("Thresholds", "/thresholds", "lock"), new("Risks and issues", "/risks", "warn"), new("Rehearsal", "/rehearsal", "rehearse"), new("Landscape", "/landscape", "land"), new("Sources", "/sources", "link"), new("Rejected", "/rejected", "file")]),
        new("Stabilise", [new("Scorecard", "/scorecard", "score"), new("Trends", "/trends", "up"), new("Digest", "/digest", "digest")]),
        new("Record", [new("Decisions", "/decisions", "log"), new("Jobs", "/jobs", "jobs"), new("Administration", "/admin", "admin") { Needs = Access.Permissions.AdministerPeople }]),
    ];
}
