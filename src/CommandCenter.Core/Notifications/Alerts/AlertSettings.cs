using CommandCenter.Access;

namespace CommandCenter.Notifications.Alerts;

/// <summary>How an alert leaves the product.</summary>
public enum AlertChannelKind
{
    Email,

    /// <summary>A body as Slack takes it; Mattermost, Rocket.Chat and Teams' compatible addresses take it, too.</summary>
    Slack,
}

/// <summary>A way to people who do not look at a page.</summary>
/// <param name="Id">Kebab-case, unique.</param>
/// <param name="Roles">Whose alerts it carries; empty = everybody's.</param>
/// <param name="Least">Nothing less urgent goes this way.</param>
/// <param name="To">Mail addresses; empty for Slack.</param>
/// <param name="Url">Reference of the address: it is a secret itself. Null for mail.</param>
public sealed record AlertChannel(string Id, AlertChannelKind Kind, IReadOnlyList<Role> Roles, AlertSeverity Least, IReadOnlyList<string> To, string? Url)
{
    /// <summary>Whether an alert of that urgency for that role goes this way.</summary>
    public bool Carries(Role role, AlertSeverity severity) => severity >= Least && (Roles.Count == 0 || Roles.Contains(role));
}

/// <summary>Section <c>alerts</c> of the plan.</summary>
/// <param name="EscalateAfter">How long an urgent alert may stand without a name; divided by the plan's time scale.</param>
/// <param name="GroupWithin">What comes within it for the same role and kind is one message; by the clock on the wall, 0 to 5 min.</param>
/// <param name="Escalation">Who is told when nobody of a role answers; roles that are not in it use the usual.</param>
public sealed record AlertSettings(IReadOnlyList<AlertChannel> Channels, TimeSpan EscalateAfter, TimeSpan GroupWithin, IReadOnlyDictionary<Role, Role> Escalation)
{
    /// <summary>In the page alone, escalated after five minutes.</summary>
    public static AlertSettings Default { get; } = new([], TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(5), new Dictionary<Role, Role>());

    /// <summary>Who is told when nobody of <paramref name="role"/> answers.</summary>
    public Role Above(Role role) => Escalation.TryGetValue(role, out var to) ? to : role switch
    {
        Role.IncidentCommander or Role.BusinessOwner => Role.Executive,
        Role.Finance or Role.CommunicationOwner => Role.BusinessOwner,
        _ => Role.IncidentCommander,
    };
}
