using CommandCenter.Access;
using CommandCenter.Hosting;
using Microsoft.Extensions.Primitives;

namespace CommandCenter.Identity;

/// <summary>
/// The people of the rehearsal, whose password everyone knows. They exist only while the rehearsal is enabled, every listener is loopback, the request's host is this
/// machine and nothing forwarded it; a container may listen elsewhere by <c>CommandCenter:Rehearsal:DemoPeopleInContainer=true</c>.
/// </summary>
public sealed class DemoPeople(IConfiguration configuration, Listeners listeners)
{
    public const string Password = "rehearsal";

    public static IReadOnlyDictionary<string, Role> Roles { get; } = new Dictionary<string, Role>(StringComparer.Ordinal)
    {
        ["commander"] = Role.IncidentCommander,
        ["techlead"] = Role.TechnicalLead,
        ["recon"] = Role.ReconciliationLead,
        ["ops"] = Role.Operations,
        ["owner"] = Role.BusinessOwner,
        ["exec"] = Role.Executive,
        ["comms"] = Role.CommunicationOwner,
        ["finance"] = Role.Finance,
        ["care"] = Role.CustomerCare,
        ["admin"] = Role.Administrator,
    };

    /// <summary>Whether they exist in this process at all.</summary>
    public bool Exist => configuration.GetValue("CommandCenter:Rehearsal:Enabled", false)
        && (listeners.AllLoopback || configuration.GetValue("CommandCenter:Rehearsal:DemoPeopleInContainer", false));

    /// <summary>Whether they exist for this request; false where <see cref="Mark"/> did not see it first.</summary>
    public bool ExistFor(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return Exist && context.Items.ContainsKey(typeof(DemoPeople));
    }

    /// <summary>Judges the request as it arrived: must run before any middleware that rewrites host or scheme.</summary>
    public static void Mark(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (context.Request.Host.Host is "localhost" or "127.0.0.1" && !context.Request.Headers.Any(Forwards)) context.Items[typeof(DemoPeople)] = true;
    }

    private static bool Forwards(KeyValuePair<string, StringValues> header) =>
        header.Key.Equals("Forwarded", StringComparison.OrdinalIgnoreCase) || header.Key.Equals("Via", StringComparison.OrdinalIgnoreCase)
        || header.Key.StartsWith("X-Forwarded-", StringComparison.OrdinalIgnoreCase);
}
