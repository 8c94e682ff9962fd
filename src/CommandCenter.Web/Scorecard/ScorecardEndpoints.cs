using CommandCenter.Access;
using CommandCenter.Identity;
using CommandCenter.Plan;
using CommandCenter.Scorecard.Figures;
using CommandCenter.Scorecard.Measures;
using CommandCenter.Shared;
using Microsoft.AspNetCore.Mvc;

namespace CommandCenter.Scorecard;

/// <param name="Key">Of the measure; the figure's where it is kept by day.</param>
/// <param name="Side">Of the balance: service, accuracy, efficiency, money.</param>
/// <param name="Unit">Of before, target, now and difference.</param>
/// <param name="Before">Of the baseline; null = missing.</param>
/// <param name="Origin">Where <paramref name="Before"/> comes from; null where it was computed.</param>
/// <param name="Target">What it shall reach; null where the plan says nothing.</param>
/// <param name="MeetsTarget">Null where there is no target, or nothing now.</param>
/// <param name="Now">Of the period; null = missing.</param>
/// <param name="Change">worse, missing, cannot tell, same or better: beyond noise.</param>
/// <param name="Why">Why it is missing or cannot be told.</param>
/// <param name="IsGreen">Better, and no other side of the balance got worse.</param>
/// <param name="BeforeCount">Out of how many, in the baseline.</param>
/// <param name="NowCount">Out of how many, in the period.</param>
/// <param name="UsualLow">The 10th percentile of the baseline's days.</param>
/// <param name="UsualHigh">The 90th percentile of the baseline's days.</param>
/// <param name="Trend">Every day of baseline and period.</param>
/// <param name="Means">Out of what; of a promise whether the end of a day or an instant is promised.</param>
/// <param name="NowP90">Of a duration: the 90th percentile.</param>
/// <param name="NowByLine">The same by lines of orders; null where that is not kept or is the same.</param>
public sealed record ScorecardLineAnswer(
    string Key, string Name, BalanceSide Side, string? Unit, double? Before, string? Origin, double? Target, bool? MeetsTarget, double? Now, double? Difference, string Change, string? Why, bool IsGreen, long? BeforeCount, long? NowCount, double? UsualLow, double? UsualHigh,
    IReadOnlyList<TrendDay> Trend, PeriodFigure Definition, string Means, double? NowP90, double? NowByLine);

/// <param name="Items">Worse first, then missing, cannot tell, same, better.</param>
/// <param name="Verdict">Of the whole: worse as soon as one is.</param>
/// <param name="Sentence">The verdict as a sentence.</param>
/// <param name="Runs">How much of each lane's new orders ran on orchestration in the last 24 hours of the period.</param>
public sealed record ScorecardAnswer(
    DateTimeOffset From, DateTimeOffset To, string Zone, string? Lane, DateTimeOffset BaselineFrom, DateTimeOffset BaselineTo, DateTimeOffset? Cutover, string Verdict, string Sentence, bool IsComplete,
    DateTimeOffset? ReadTo, DateTimeOffset? CorrectedAt, string? Currency, DateTimeOffset? NextReview, IReadOnlyList<LaneRun> Runs, IReadOnlyList<ScorecardLineAnswer> Items);

internal static class ScorecardEndpoints
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/v1/scorecard", ReadAsync).WithName("ReadScorecard").WithTags("Scorecard").Requires(Permissions.See)
            .WithSummary("Every measure of a period beside legacy's thirty days before it or before the cutover; as CSV by Accept: text/csv.")
            .WithDescription("from (its day is the first; none = the cutover, or seven days before 'to'), to (not included; none = now), each a day of the plan's zone or an instant; lane.")
            .Produces<ScorecardAnswer>(StatusCodes.Status200OK, "application/json", "text/csv").ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<IResult> ReadAsync([AsParameters] ScorecardQuery query, HttpContext context, [FromServices] ScorecardQueries cards, [FromServices] ActivePlan plan, CancellationToken cancel)
    {
        context.Response.Headers.Vary = "Accept";
        var request = query.Read(plan.Current);
        if (request.Error is { } refused) return refused.ToProblem();
        var csv = context.Request.GetTypedHeaders().Accept.Any(a => a.MediaType == "text/csv");
        return (await cards.ReadAsync(request.Value, cancel)).ToHttp(card => csv ? TypedResults.File(ScorecardCsv.Of(card), "text/csv; charset=utf-8", "scorecard.csv") : TypedResults.Ok(Answer(card)));
    }

    private static ScorecardAnswer Answer(ScorecardView card) => new(
        card.From, card.To, card.Zone, card.Lane, card.BaselineFrom, card.BaselineTo, card.Cutover, card.Verdict.Word(),
        string.Join(' ', new[] { ScorecardWords.First(card), ScorecardWords.Worse(card), ScorecardWords.Besides(card) }.Where(s => !string.IsNullOrEmpty(s))),
        card.IsComplete, card.ReadTo, card.CorrectedAt, card.Currency, card.NextReview, card.Runs, [.. card.Lines.Select(Answer)]);

    private static ScorecardLineAnswer Answer(ScorecardLine l) => new(
        l.Measure.Key, l.Measure.Name, l.Measure.Side, l.Measure.Figure.Unit, l.Was, l.Entered?.Origin, l.Target?.Value, l.MeetsTarget, l.Now?.Value, l.Difference, l.Change.Word(), l.Why, l.IsGreen, l.Before?.Count, l.Now?.Count, l.Usual?.Low, l.Usual?.High,
        [.. l.TrendBefore, .. l.TrendNow], l.Measure.Figure, l.Below, l.NowP90, l.ByLine?.Value);
}
