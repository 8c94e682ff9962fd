using System.Globalization;
using CommandCenter.Access;
using CommandCenter.Shared;

namespace CommandCenter.OrderExceptions;

/// <summary>Refusals of this feature.</summary>
internal static class CaseErrors
{
    public static Error Unknown(string id) => Error.NotFound("case-unknown", $"There is no case {(id.Length > 60 ? id[..60] + "…" : id)}; cases are named as EX-1187, or by their id.");

    public static Error CountChanged(int expected, int now) => Error.Conflict(
        "count-changed", string.Create(CultureInfo.InvariantCulture, $"{expected} cases were to be changed, and it would be {now} now. Nothing was done; look again and confirm the number that there is."));

    public static Error OthersNow(int count) => Error.Conflict(
        "cases-changed", string.Create(CultureInfo.InvariantCulture, $"The filter matches {count} cases as before, but not the same ones: some came and some went. Nothing was done; look again and confirm those that there are."));

    public static Error TooMany(int count, int most) => Error.Validation(
        "too-many-cases", string.Create(CultureInfo.InvariantCulture, $"{count} cases match; at most {most} are changed at once. Narrow the filter."), "filter");

    public static Error NotOnOneRule => Error.Validation("nothing-selected", "Name the cases by 'ids', or give a 'filter' with at least one condition.", "ids");

    public static Error AttachmentSize(int most) => Error.Validation("attachment-size", string.Create(CultureInfo.InvariantCulture, $"An attachment has 1 to {most} bytes."), "file");

    public static Error AttachmentCount(string name, int most) => Error.Conflict("attachment-count", string.Create(CultureInfo.InvariantCulture, $"{name} has {most} attachments already; that is the most."));

    public static Error AttachmentName => Error.Validation("attachment-name", "A file name of 1 to 120 characters without control characters, slashes and colons is needed.", "name");

    public static Error AttachmentUnknown => Error.NotFound("attachment-unknown", "The case has no such attachment.");

    /// <summary>Null where <paramref name="actor"/> may triage the cases of <paramref name="team"/>.</summary>
    public static Error? Refuse(Actor actor, OwnerTeam team)
    {
        if (actor.May(Permissions.TriageCases))
        {
            return null;
        }

        if (Permissions.Refuse(actor, Permissions.TriageTeamCases) is { } nobody)
        {
            return nobody;
        }

        // customer care speaks for the customers of orders that operations mends; there is no team of its own
        var own = (team == OwnerTeam.Finance && actor.Roles.Contains(Role.Finance)) || (team == OwnerTeam.Operations && actor.Roles.Contains(Role.CustomerCare));
        return own ? null : Error.Forbidden("not-your-team", $"The case is {team.Name()}'s. Finance may triage those of finance, CustomerCare those of operations; any team's need the role {string.Join(" or ", Permissions.TriageCases.Roles)}.");
    }
}

/// <summary>Whose queue a person looks at first.</summary>
public static class CaseTeams
{
    /// <summary>Null for those who belong to no team: they see all.</summary>
    public static OwnerTeam? Of(Actor? actor) => actor switch
    {
        null => null,
        _ when actor.Roles.Contains(Role.Finance) => OwnerTeam.Finance,
        _ when actor.Roles.Contains(Role.Operations) || actor.Roles.Contains(Role.CustomerCare) => OwnerTeam.Operations,
        _ when actor.Roles.Contains(Role.TechnicalLead) || actor.Roles.Contains(Role.ReconciliationLead) => OwnerTeam.Engineering,
        _ => null,
    };

    /// <summary>Whether <paramref name="actor"/> may triage the cases of <paramref name="team"/>; null = refused by nobody.</summary>
    public static Error? Refuse(Actor actor, OwnerTeam team) => CaseErrors.Refuse(actor, team);
}
