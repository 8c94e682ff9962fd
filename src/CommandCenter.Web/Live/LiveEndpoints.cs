using CommandCenter.Shared;

namespace CommandCenter.Live;

/// <summary><c>GET /api/v1/live</c>: the snapshot that pages show.</summary>
internal static class LiveEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var live = routes.MapGroup("/api/v1").WithTags("Live");
        live.MapGet("/live", (HttpContext context, LiveBoard board) =>
            {
                context.Response.Headers.CacheControl = "no-store";
                return board.Current is { } snapshot ? TypedResults.Ok(snapshot) : NotYet();
            })
            .WithName("GetLive").WithSummary("The current live snapshot.")
            .WithDescription("Everything that the Live page shows, at one revision. A figure's value is null unless its state is fresh or stale.")
            .Produces<LiveSnapshot>().ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        live.MapGet("/figures", () => new FigureDefinitionList(FigureDefinitions.All, null))
            .WithName("ListFigures").WithSummary("What each figure means: unit, window, denominator, formula and source.").Produces<FigureDefinitionList>();
    }

    private static IResult NotYet() => Error.Unavailable("no-snapshot", "No plan runs yet, so there is nothing to show.").ToProblem();
}

/// <summary>A list as every list of the API answers.</summary>
/// <param name="Cursor">Always null: all fit on one page.</param>
public sealed record FigureDefinitionList(IReadOnlyList<FigureDefinition> Items, string? Cursor);
