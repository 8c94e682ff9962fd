using System.Globalization;
using CommandCenter.Access;
using CommandCenter.Identity;
using CommandCenter.Notifications.Alerts;
using CommandCenter.Shared;
using Microsoft.AspNetCore.Mvc;

namespace CommandCenter.Notifications;

/// <param name="Kind">breach, at-risk, no-data, gate, shift, rollback, hold, failure or overdue.</param>
/// <param name="Severity">page (now) or ticket (today).</param>
/// <param name="State">open, acknowledged, silenced or ended.</param>
/// <param name="IsUnsure">It was not seen any more, and that may be because data are missing.</param>
public sealed record AlertAnswer(
    Guid Id, string Kind, string Severity, Role Role, string Subject, string Text, string Link, DateTimeOffset Since, DateTimeOffset RaisedAt, DateTimeOffset? EndedAt, string State, string? AcknowledgedBy,
    DateTimeOffset? AcknowledgedAt, string? Note, DateTimeOffset? EscalatedAt, Role? EscalatedTo, Guid? SilencedBy, bool IsUnsure)
{
    internal static AlertAnswer Of(AlertView a) => new(
        a.Id, a.Kind.Key(), a.Severity.ToString().ToLowerInvariant(), a.Role, a.Subject, a.Text, a.Link, a.Since, a.RaisedAt, a.EndedAt,
        a.EndedAt is not null ? "ended" : a.SilencedBy is not null ? "silenced" : a.AcknowledgedAt is not null ? "acknowledged" : "open", a.AcknowledgedBy, a.AcknowledgedAt, a.Note, a.EscalatedAt, a.EscalatedTo,
        a.SilencedBy?.Id, a.IsUnsure);
}

/// <param name="Kind">Null = any.</param>
/// <param name="Subject">Its beginning; null = any.</param>
public sealed record SilenceAnswer(Guid Id, string? Kind, string? Subject, string Reason, string By, DateTimeOffset From, DateTimeOffset Until)
{
    internal static SilenceAnswer Of(SilenceView s) => new(s.Id, s.Kind?.Key(), s.Subject, s.Reason, s.By, s.From, s.Until);
}

/// <param name="Items">Urgent first, then the newest; of those that are over the newest first.</param>
/// <param name="Waiting">How many wait for the caller's name.</param>
public sealed record AlertsAnswer(DateTimeOffset AsOf, IReadOnlyList<AlertAnswer> Items, int Waiting, IReadOnlyList<SilenceAnswer> Silences, IReadOnlyList<ChannelView> Channels);

/// <param name="Note">3 to 500 characters; may be left out.</param>
public sealed record AcknowledgeBody(string? Note, Guid? RequestId);

/// <param name="Kind">Of an alert; may be left out where there is a subject.</param>
/// <param name="Subject">Its beginning.</param>
/// <param name="Minutes">1 to 1440.</param>
public sealed record SilenceBody(string? Kind, string? Subject, int Minutes, string? Reason, Guid? RequestId);

/// <param name="Reason">3 to 500 characters.</param>
public sealed record EndSilenceBody(string? Reason, Guid? RequestId);

internal static class AlertEndpoints
{
    public static IEndpointRouteBuilder MapAlerts(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/alerts", ReadAsync).WithTags("Alerts").WithName("ReadAlerts").WithSummary("Alerts that stand, or with state=ended those that are over (before, limit).").Requires(Permissions.See)
            .Produces<AlertsAnswer>().ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        routes.MapPost("/api/v1/alerts/{id}/acknowledge", AcknowledgeAsync).WithTags("Alerts").WithName("AcknowledgeAlert").WithSummary("Puts the caller's name to an alert.").Requires(Permissions.AcknowledgeAlert)
            .Produces<AlertAnswer>().ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        routes.MapPost("/api/v1/silences", SilenceAsync).WithTags("Alerts").WithName("SilenceAlerts").WithSummary("Keeps alerts from being told for a while.").Requires(Permissions.SilenceAlerts)
            .Produces<SilenceAnswer>().ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden);
        routes.MapPost("/api/v1/silences/{id}/end", EndAsync).WithTags("Alerts").WithName("EndSilence").WithSummary("Ends a silence before its time.").Requires(Permissions.SilenceAlerts)
            .Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        return routes;
    }

    private static async Task<IResult> ReadAsync(string? state, string? before, int? limit, CurrentActor caller, [FromServices] AlertKeeper keeper, [FromServices] AlertQueries queries, TimeProvider time, CancellationToken cancel)
    {
        if (state is not (null or "open" or "ended")) return Error.Validation("bad-query", "'state' cannot be read; allowed: open or ended.", "state").ToProblem();
        if (state == "ended")
        {
            DateTimeOffset at = default;
            if (before is not null && !DateTimeOffset.TryParse(before, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out at)) return Error.Validation("bad-query", "'before' cannot be read; allowed: an instant such as 2026-11-10T05:00:00Z.", "before").ToProblem();
            return (await queries.EndedAsync(before is null ? null : at.ToUniversalTime(), limit ?? 50, cancel)).ToHttp(ended => TypedResults.Ok(new AlertsAnswer(time.GetUtcNow(), [.. ended.Select(AlertAnswer.Of)], 0, [], [])));
        }

        if (keeper.Error is { } error) return error.ToProblem();
        if (keeper.Current is not { } view) return Error.Unavailable("not-yet", "Alerts were not looked at yet.").ToProblem();
        return TypedResults.Ok(new AlertsAnswer(view.AsOf, [.. view.Open.Select(AlertAnswer.Of)], view.WaitingFor(caller.Actor), [.. view.Silences.Select(SilenceAnswer.Of)], view.Channels));
    }

    private static async Task<IResult> AcknowledgeAsync(string id, AcknowledgeBody body, CurrentActor caller, [FromServices] AlertCommands alerts, CancellationToken cancel)
    {
        if (!Guid.TryParse(id, out var alert)) return Error.NotFound("no-such-alert", "There is no such alert.").ToProblem();
        return (await alerts.AcknowledgeAsync(alert, body.Note, caller.Actor, body.RequestId, cancel)).ToHttp(a => TypedResults.Ok(AlertAnswer.Of(a)));
    }

    private static async Task<IResult> SilenceAsync(SilenceBody body, CurrentActor caller, [FromServices] AlertCommands alerts, CancellationToken cancel)
    {
        var kind = AlertText.KindOf(body.Kind);
        if (!string.IsNullOrEmpty(body.Kind) && kind is null) return Error.Validation("kind", $"'kind' is none; allowed: {string.Join(", ", Enum.GetValues<AlertKind>().Select(k => k.Key()))}.", "kind").ToProblem();
        return (await alerts.SilenceAsync(new SilenceAsk(kind, body.Subject, TimeSpan.FromMinutes(body.Minutes), body.Reason), caller.Actor, body.RequestId, cancel)).ToHttp(s => TypedResults.Ok(SilenceAnswer.Of(s)));
    }

    private static async Task<IResult> EndAsync(string id, EndSilenceBody body, CurrentActor caller, [FromServices] AlertCommands alerts, CancellationToken cancel)
    {
        if (!Guid.TryParse(id, out var silence)) return Error.NotFound("no-such-silence", "There is no such silence.").ToProblem();
        return (await alerts.EndAsync(silence, body.Reason, caller.Actor, body.RequestId, cancel)).ToHttp(_ => TypedResults.NoContent());
    }
}
