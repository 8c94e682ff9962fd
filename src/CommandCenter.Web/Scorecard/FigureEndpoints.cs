using CommandCenter.Access;
using CommandCenter.Identity;
using CommandCenter.Orders;
using CommandCenter.Scorecard.Figures;
using CommandCenter.Scorecard.Measures;
using CommandCenter.Shared;
using Microsoft.AspNetCore.Mvc;

namespace CommandCenter.Scorecard;

/// <param name="Value">In the figure's unit: the median of a duration, percent of a share, per order of an amount.</param>
/// <param name="Count">How many orders were asked.</param>
/// <param name="Total">Those that said yes, or the sum; of a duration seconds.</param>
/// <param name="Percentiles">Of a duration: seconds by percentile; null for all others.</param>
public sealed record FigureValueAnswer(string Key, string Unit, double Value, long Count, double Total, IReadOnlyDictionary<int, double>? Percentiles);

/// <param name="Figures">Those to which at least one order gave something; the others are missing, not zero.</param>
public sealed record FigurePeriodAnswer(
    DateTimeOffset Start, string? Lane, Side? Owner, string? Value, bool IsOver, DateTimeOffset? CorrectedAt, int Corrections, IReadOnlyList<FigureValueAnswer> Figures);

/// <param name="IsComplete">False while not all orders that there are have been counted.</param>
/// <param name="ReadTo">Up to when both sides have been read and counted.</param>
/// <param name="Definitions">What each figure means.</param>
public sealed record FigureHistoryAnswer(IReadOnlyList<FigurePeriodAnswer> Items, bool IsComplete, DateTimeOffset? ReadTo, IReadOnlyList<PeriodFigure> Definitions);

internal static class FigureEndpoints
{
    public static void MapScorecard(this IEndpointRouteBuilder routes)
    {
        ScorecardEndpoints.Map(routes);
        DigestEndpoints.Map(routes);
        TrendEndpoints.Map(routes);
        routes.MapGet("/api/v1/figures/history", ReadAsync).WithName("ReadFigureHistory").WithTags("Scorecard").Requires(Permissions.See)
            .WithSummary("Figures by hour or day, of a lane, an owner, by region, node or carrier; as CSV by Accept: text/csv.")
            .WithDescription("from, to (instants; 30 days to now), bucket (hour, day, whole), lane, owner (legacy, orchestration), by (region, node, carrier), value, split (lane, owner). Days and hours are those of the plan's zone. Contacts, cases, stock, work in stores, queue depth and inventory sync lag are in answers that are not split.")
            .Produces<FigureHistoryAnswer>(StatusCodes.Status200OK, "application/json", "text/csv").ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<IResult> ReadAsync([AsParameters] FigureHistoryQuery query, HttpContext context, [FromServices] FigureHistory figures, TimeProvider time, CancellationToken cancel)
    {
        context.Response.Headers.Vary = "Accept";
        var request = query.Read(time.GetUtcNow());
        if (request.Error is { } refused) return refused.ToProblem();
        var csv = context.Request.GetTypedHeaders().Accept.Any(a => a.MediaType == "text/csv");
        return (await figures.ReadAsync(request.Value, cancel)).ToHttp(found => csv
            ? TypedResults.File(FigureCsv.Of(found), "text/csv; charset=utf-8", "figures.csv")
            : TypedResults.Ok(new FigureHistoryAnswer([.. found.Periods.Select(Answer)], found.IsComplete, found.ReadTo, FigureHistory.Definitions)));
    }

    private static FigurePeriodAnswer Answer(FigurePeriod p) => new(
        p.Start, p.Lane, p.Owner, p.Value, p.IsOver, p.CorrectedAt, p.Corrections, [.. p.Values.Values.Select(v => new FigureValueAnswer(v.Figure.Key, v.Figure.Unit, v.Value, v.Count, v.Total, v.Percentiles))]);
}
