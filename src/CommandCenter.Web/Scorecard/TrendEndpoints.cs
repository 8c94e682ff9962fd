using CommandCenter.Access;
using CommandCenter.Identity;
using CommandCenter.Scorecard.Figures;
using CommandCenter.Scorecard.Trends;
using CommandCenter.Shared;
using Microsoft.AspNetCore.Mvc;

namespace CommandCenter.Scorecard;

/// <param name="Word">worse, cannot tell, steady or better.</param>
/// <param name="Since">First day of a new level; null where none was found.</param>
/// <param name="DriftP">Of Mann and Kendall's test, before it is corrected for how many were made; null where too few days are over.</param>
/// <param name="SlopePerDay">In the unit; null where too few days are over.</param>
/// <param name="ChangeP">Of Pettitt's test, as above.</param>
public sealed record TrendAnswer(
    string Key, string Name, string Unit, string Word, string Sentence, DateTimeOffset? Since, double? DriftP, double? SlopePerDay, double? ChangeP, IReadOnlyList<TrendPoint> Days, PeriodFigure Definition);

/// <param name="Entry">Number in the decision log.</param>
public sealed record TrendMarkAnswer(long Entry, DateTimeOffset At, string Command, string Title, string Actor);

/// <param name="Items">Worse first.</param>
/// <param name="Marks">Decisions that could have moved something.</param>
public sealed record TrendsAnswer(DateTimeOffset From, DateTimeOffset To, string Zone, string? Lane, bool IsComplete, IReadOnlyList<TrendAnswer> Items, IReadOnlyList<TrendMarkAnswer> Marks);

internal static class TrendEndpoints
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/v1/trends", ReadAsync).WithName("ReadTrends").WithTags("Scorecard").Requires(Permissions.See)
            .WithSummary("Which series drifted or jumped over the last thirty whole days; 'lane' narrows; as CSV by Accept: text/csv.")
            .Produces<TrendsAnswer>(StatusCodes.Status200OK, "application/json", "text/csv").ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<IResult> ReadAsync(string? lane, HttpContext context, [FromServices] TrendQueries trends, CancellationToken cancel)
    {
        context.Response.Headers.Vary = "Accept";
        var csv = context.Request.GetTypedHeaders().Accept.Any(a => a.MediaType == "text/csv");
        return (await trends.ReadAsync(string.IsNullOrEmpty(lane) ? null : lane, cancel)).ToHttp(view => csv ? TypedResults.File(TrendCsv.Of(view), "text/csv; charset=utf-8", "trends.csv") : TypedResults.Ok(new TrendsAnswer(
            view.From, view.To, view.Zone, view.Lane, view.IsComplete,
            [.. view.Items.Select(t => new TrendAnswer(t.Series.Key, t.Series.Name, t.Series.Figure.Unit, TrendText.Word(t.Word), t.Sentence, t.Since, t.Drift?.P, t.Drift?.SlopePerDay, t.Change?.P, t.Days, t.Series.Figure))],
            [.. view.Marks.Select(m => new TrendMarkAnswer(m.Sequence, m.At, m.Command, m.Title, m.Actor))])));
    }
}
