using System.Globalization;
using CommandCenter.Shared;

namespace CommandCenter.Readiness.Thresholds;

/// <summary>Refusals of this feature.</summary>
internal static class ThresholdErrors
{
    public static Error None { get; } = Error.Conflict("no-thresholds", "The plan has no thresholds, so there is nothing to seal.");

    public static Error NotSealed { get; } =
        Error.Conflict("not-sealed", "The thresholds are not sealed: they are changed in the plan. After the business owner and the incident commander sealed them, a change is proposed by one and approved by another.");

    public static Error Sealed(long revision) =>
        Error.Conflict("already-sealed", string.Create(CultureInfo.InvariantCulture, $"The thresholds are sealed (revision {revision}). A change is proposed by one person and approved by another."));

    public static Error SealedInPlan(string changed) =>
        Error.Conflict("thresholds-sealed", $"The section thresholds is sealed, and this plan says otherwise: {changed}. Propose the change, or write the section as it is sealed; nothing was applied.");

    public static Error Moved(string now) => Error.Conflict("thresholds-moved", $"The thresholds are not those that were looked at any more (now {now}). Look at them and decide again; nothing was done.");

    public static Error PlanBehind { get; } =
        Error.Conflict("plan-behind", "Another plan was applied a moment ago and does not run here yet. Look at its thresholds and decide again; nothing was done.");

    public static Error Signed(string person, string role) => Error.Conflict("signed-already", $"{person} signed them as {role} already. The other role has to sign.");

    public static Error SamePerson(string person) => Error.Forbidden("self-approval", $"{person} signed them already; it takes a second person.");

    public static Error NoSuch(string id) => Error.NotFound("no-such-threshold", $"There is no threshold {id}.");

    public static Error Nothing { get; } = Error.Validation("nothing-changed", "The change says what holds already: give another limit, window, minimum or action.", "limit");

    public static Error Range(string field, string allowed) => Error.Validation(field, $"{field} must be {allowed}.", field);
}
