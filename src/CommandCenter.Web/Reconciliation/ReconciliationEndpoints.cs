using System.Globalization;
using CommandCenter.Access;
using CommandCenter.Identity;
using CommandCenter.OrderExceptions;
using CommandCenter.Plan;
using CommandCenter.Reconciliation.Comparing;
using CommandCenter.Reconciliation.Parity;
using CommandCenter.Persistence;
using CommandCenter.Reconciliation.Runs;
using CommandCenter.Reconciliation.Stock;
using CommandCenter.Reconciliation.Understanding;
using CommandCenter.Shared;
using Microsoft.AspNetCore.Mvc;

namespace CommandCenter.Reconciliation;

internal static class ReconciliationEndpoints
{
    private const int MostRuns = 200;
    private const int MostItems = 500;

    public static void Map(IEndpointRouteBuilder routes)
    {
        // for a person who presses a button on the page: the same file as the API gives
        routes.MapGet("/reconciliation/differences.csv", ([AsParameters] MismatchQuery query, [FromServices] ParityBoard board) =>
            query.Read(MostItems) is { Error: { } refused } ? refused.ToProblem() : File(query.Read(MostItems).Value.Filter.Of(board.Current))).RequireAuthorization().ExcludeFromDescription();
        var all = routes.MapGroup("/api/v1/reconciliation").WithTags("Reconciliation");
        all.MapGet("", async ([FromServices] ParityBoard board, [FromServices] ParityQueries queries, CancellationToken cancel) => TypedResults.Ok(ParityAnswer.Of(board.Current, await queries.DualWriteAsync(cancel))))
            .WithName("ReadReconciliation").WithSummary("Parity of both sides by lane and cell, and whether dual-write may end.").Requires(Permissions.See);
        all.MapGet("/groups", GroupsAsync).WithName("ReadMismatchGroups").WithSummary("Open differences by the rule behind them, those with the most at stake first.").Requires(Permissions.See)
            .Produces<ParityListAnswer<GroupAnswer>>().ProducesProblem(StatusCodes.Status400BadRequest);
        all.MapGet("/mismatches", Mismatches).WithName("ReadMismatches").WithSummary("Open differences, one by one; as CSV by Accept: text/csv.").Requires(Permissions.See)
            .Produces<ParityListAnswer<MismatchAnswer>>().ProducesProblem(StatusCodes.Status400BadRequest);
        all.MapGet("/runs", RunsAsync).WithName("ReadReconciliationRuns").WithSummary("Runs, the newest first.").Requires(Permissions.See).Produces<ParityListAnswer<RunAnswer>>().ProducesProblem(StatusCodes.Status400BadRequest);
        all.MapGet("/runs/{id:guid}", RunAsync).WithName("ReadReconciliationRun").WithSummary("One run with its counts and control totals.").Requires(Permissions.See).Produces<RunAnswer>().ProducesProblem(StatusCodes.Status404NotFound);
        all.MapPost("/runs", Start).WithName("StartReconciliation").WithSummary("Compares everything, or a part, anew; incremental compares what changed at once.").Requires(Permissions.Reconcile)
            .Produces<RunStarted>(StatusCodes.Status202Accepted).ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden);
        all.MapGet("/stock", StockAsync).WithName("ReadStockParity").WithSummary("Stock of both sides by article and node: those that differ or may be oversold, the most at risk first.").Requires(Permissions.See)
            .Produces<StockAnswer>().ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        all.MapGet("/understood", async (bool? ended, [FromServices] UnderstoodQueries queries, CancellationToken cancel) => TypedResults.Ok(
                new ParityListAnswer<UnderstoodAnswer>([.. (await queries.ReadAsync(ended == true, cancel)).Select(UnderstoodAnswer.Of)], null, 0)))
            .WithName("ReadUnderstood").WithSummary("Differences that people marked as understood.").Requires(Permissions.See);
        all.MapPost("/understood", MarkAsync).WithName("MarkUnderstood").WithSummary("Marks a group of differences, or one order of it, as understood until a day.").Requires(Permissions.MarkUnderstood)
            .Produces<UnderstoodAnswer>().ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        all.MapPost("/understood/{id}/withdraw", WithdrawAsync).WithName("WithdrawUnderstood").WithSummary("Takes back that differences are understood.").Requires(Permissions.MarkUnderstood)
            .Produces<UnderstoodAnswer>().ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<IResult> GroupsAsync([AsParameters] MismatchQuery query, [FromServices] ParityBoard board, [FromServices] ParityQueries queries, CancellationToken cancel)
    {
        if (query.Read(MostItems) is { Error: { } refused }) return refused.ToProblem();
        var (filter, from, limit) = query.Read(MostItems).Value;
        var groups = filter.GroupsOf(board.Current);
        var page = groups.Skip(from).Take(limit).ToList();
        var trends = await queries.GroupTrendsAsync([.. page.Select(g => g.Fingerprint)], cancel);
        var titles = board.Current.Open.GroupBy(m => m.Mismatch.Fingerprint).ToDictionary(g => g.Key, g => DifferenceWords.Title(g.First().Mismatch.Difference), StringComparer.Ordinal);
        return TypedResults.Ok(new ParityListAnswer<GroupAnswer>(
            [.. page.Select(g => GroupAnswer.Of(g, trends.GetValueOrDefault(g.Fingerprint), titles.GetValueOrDefault(g.Fingerprint, g.Rule)))], Next(from, limit, groups.Count), groups.Count));
    }

    private static IResult Mismatches([AsParameters] MismatchQuery query, HttpRequest request, [FromServices] ParityBoard board)
    {
        var read = query.Read(MostItems);
        if (read.Error is { } refused) return refused.ToProblem();
        var (filter, from, limit) = read.Value;
        var found = filter.Of(board.Current);
        // a file holds all of them
        if (request.GetTypedHeaders().Accept.Any(a => a.MediaType == "text/csv")) return File(found);
        return TypedResults.Ok(new ParityListAnswer<MismatchAnswer>([.. found.Skip(from).Take(limit).Select(MismatchAnswer.Of)], Next(from, limit, found.Count), found.Count));
    }

    private static async Task<IResult> StockAsync([FromServices] StockParity stock, CancellationToken cancel) => (await StoreReads.TryAsync(() => stock.ReadAsync(cancel))).ToHttp(now => TypedResults.Ok(StockAnswer.Of(now, MostItems)));

    private static async Task<IResult> RunsAsync(string? kind, string? cursor, int? limit, [FromServices] RunStore runs, [FromServices] ParityBoard board, CancellationToken cancel)
    {
        if (kind is not (null or "full" or "incremental")) return Error.Validation("kind", "kind is full or incremental.", "kind").ToProblem();
        if (limit is < 1 or > MostRuns) return Error.Validation("limit-out-of-range", $"The limit is {limit}; 1 to {MostRuns} are allowed.", "limit").ToProblem();
        DateTimeOffset? before = null;
        if (cursor is { Length: > 0 })
        {
            if (!long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var micros)) return Error.Validation("bad-cursor", "The cursor is not one that this list gave out; begin without a cursor.", "cursor").ToProblem();
            before = Orders.Instants.FromMicros(micros);
        }

        var most = limit ?? 50;
        var found = await runs.ListAsync(kind switch { "full" => ParityRunKind.Full, "incremental" => ParityRunKind.Incremental, _ => null }, before, most + 1, cancel);
        var next = found.Count > most ? Orders.Instants.ToMicros(found[most - 1].StartedAt).ToString(CultureInfo.InvariantCulture) : null;
        return TypedResults.Ok(new ParityListAnswer<RunAnswer>([.. found.Take(most).Select(r => RunAnswer.Of(r, board.Current.Running))], next, found.Count));
    }

    private static async Task<IResult> RunAsync(Guid id, [FromServices] RunStore runs, [FromServices] ParityKeeper keeper, [FromServices] ParityBoard board, CancellationToken cancel) =>
        (await runs.ReadAsync(id, cancel) ?? keeper.Waiting(id)) is { } run ? TypedResults.Ok(RunAnswer.Of(run, board.Current.Running)) : Error.NotFound("run-unknown", $"There is no run {id}.").ToProblem();

    private static IResult Start(RunRequest request, CurrentActor caller, [FromServices] ParityKeeper keeper, [FromServices] ActivePlan plan)
    {
        if (request.Kind is not ("full" or "incremental")) return Error.Validation("kind", "kind is full or incremental.", "kind").ToProblem();
        if (request.Lane is { } lane && plan.Current?.Lane(lane) is null) return Error.Validation("lane", $"lane is one of {string.Join(", ", plan.Current?.Lanes.Select(l => l.Id) ?? [])}.", "lane").ToProblem();
        if (request is { PlacedFrom: { } from, PlacedTo: { } to } && from >= to) return Error.Validation("empty-period", "placedTo must lie behind placedFrom.", "placedTo").ToProblem();
        if (request.Kind == "incremental")
        {
            keeper.Wake();
            return TypedResults.Accepted("/api/v1/reconciliation", new RunStarted(null));
        }

        var id = keeper.Ask(new ParityScope(request.Lane, request.Region, request.Store, request.Node, request.PlacedFrom, request.PlacedTo), caller.Actor.Name);
        return TypedResults.Accepted($"/api/v1/reconciliation/runs/{id}", new RunStarted(id));
    }

    private static async Task<IResult> MarkAsync(UnderstoodRequest request, CurrentActor caller, [FromServices] MarkUnderstood mark, [FromServices] ParityKeeper keeper, CancellationToken cancel)
    {
        var done = await mark.RunAsync(request.Group, request.OrderKey, request.Until, caller.Actor, request.Reason, request.RequestId, cancel);
        keeper.Wake();
        return done.ToHttp(u => TypedResults.Ok(UnderstoodAnswer.Of(u)));
    }

    private static async Task<IResult> WithdrawAsync(string id, WithdrawRequest request, CurrentActor caller, [FromServices] MarkUnderstood mark, [FromServices] ParityKeeper keeper, CancellationToken cancel)
    {
        if (!Guid.TryParse(id, out var known)) return Error.NotFound("mark-unknown", $"No differences are marked as understood under '{id}'.").ToProblem();
        var done = await mark.WithdrawAsync(known, caller.Actor, request.Reason, request.RequestId, cancel);
        keeper.Wake();
        return done.ToHttp(u => TypedResults.Ok(UnderstoodAnswer.Of(u)));
    }

    private static IResult File(IReadOnlyList<OpenMismatch> found) => TypedResults.File(MismatchCsv.Of(found), "text/csv; charset=utf-8", "differences.csv");

    private static string? Next(int from, int limit, int total) => from + limit < total ? (from + limit).ToString(CultureInfo.InvariantCulture) : null;
}

/// <summary>What narrows a list of differences.</summary>
/// <param name="Lane">Id of a lane.</param>
/// <param name="Cell"><c>presence</c>, a stage or a figure.</param>
/// <param name="Group">Fingerprint.</param>
/// <param name="Order">Key.</param>
public sealed record MismatchQuery(string? Lane, string? Cell, string? Group, string? Order, string? Bucket, string? Team, bool? Pending, bool? Understood, string? Cursor, int? Limit)
{
    /// <returns>The filter, where the page begins and how long it is; or Validation.</returns>
    public Result<(ParityFilter Filter, int From, int Limit)> Read(int most)
    {
        if (Limit is { } limit && (limit < 1 || limit > most)) return Error.Validation("limit-out-of-range", $"The limit is {limit}; 1 to {most} are allowed.", "limit");
        var from = 0;
        if (Cursor is { Length: > 0 } && !int.TryParse(Cursor, NumberStyles.None, CultureInfo.InvariantCulture, out from)) return Error.Validation("bad-cursor", "The cursor is not one that this list gave out; begin without a cursor.", "cursor");
        var cell = Cell is null ? null : ParityCells.Find(Cell);
        if (Cell is not null && cell is null) return Error.Validation("cell", $"cell is one of {string.Join(", ", ParityCells.All)}.", "cell");
        var (bucket, team) = (default(ExceptionBucket), default(OwnerTeam));
        if (Bucket is not null && !ExceptionNames.TryParse(Bucket, out bucket)) return Error.Validation("bucket", $"bucket is one of {string.Join(", ", ExceptionNames.Buckets.Select(x => x.Name()))}.", "bucket");
        if (Team is not null && !ExceptionNames.TryParse(Team, out team)) return Error.Validation("team", $"team is one of {string.Join(", ", ExceptionNames.Teams.Select(x => x.Name()))}.", "team");
        return (new ParityFilter(Lane, cell, Group, Order, Bucket is null ? null : bucket, Team is null ? null : team, Pending, Understood), from, Limit ?? 100);
    }
}
