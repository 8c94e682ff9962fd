using CommandCenter.Access;
using CommandCenter.Identity;
using CommandCenter.Live;
using CommandCenter.Plan;
using CommandCenter.Traffic.Actuators;
using Microsoft.AspNetCore.Mvc;

namespace CommandCenter.Traffic;

/// <param name="Kind">builtIn, haProxy, flagdFile or webhook.</param>
/// <param name="Reason">Kebab-case.</param>
/// <param name="AskedRevision">The newest revision of the traffic table.</param>
/// <param name="AppliedRevision">The newest that the actuator took; null before the first.</param>
/// <param name="Verdict">Whether it was seen to carry out <paramref name="AskedRevision"/>: confirmed, differs, or unknown where it cannot be told.</param>
/// <param name="VerifiedAt">When it was last looked at; null before the first look.</param>
public sealed record ActuatorAnswer(
    string Id, ActuatorKind Kind, Phase Phase, string Reason, string Message, long? AskedRevision, long? AppliedRevision, DateTimeOffset? AppliedAt, Confirmation Verdict, DateTimeOffset? VerifiedAt);

/// <param name="Items">The intake first, then in the plan's order.</param>
/// <param name="Cursor">Always null: there is one page.</param>
public sealed record ActuatorList(IReadOnlyList<ActuatorAnswer> Items, string? Cursor);

internal static class ActuatorEndpoints
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/api/v1/actuators", Read).WithTags("Traffic").WithName("ReadActuators")
        .WithSummary("What carries the traffic table out: which revision each actuator took, and whether it was seen to hold it.").Requires(Permissions.See);

    private static ActuatorList Read([FromServices] ActuatorBoard board) => new(
        [.. board.Current.Select(a => new ActuatorAnswer(a.Id, a.Kind, a.Phase, a.Reason, a.Message, a.AskedRevision, a.AppliedRevision, a.AppliedAt, a.Verdict, a.VerifiedAt))], null);
}
