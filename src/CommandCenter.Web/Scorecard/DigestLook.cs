using CommandCenter.Access;
using CommandCenter.Scorecard.Digests;

namespace CommandCenter.Scorecard;

/// <summary>Which digest a person sees first.</summary>
internal static class DigestLook
{
    public static DigestAudience For(Actor? actor) =>
        actor is null ? DigestAudience.Executive
        : actor.Roles.Contains(Role.Finance) ? DigestAudience.Finance
        : actor.Roles.Contains(Role.CustomerCare) ? DigestAudience.CustomerCare
        : actor.Roles.Contains(Role.Operations) || actor.Roles.Contains(Role.ReconciliationLead) || actor.Roles.Contains(Role.TechnicalLead) ? DigestAudience.Operations
        : DigestAudience.Executive;
}
