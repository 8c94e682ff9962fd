using CommandCenter.Access;
using CommandCenter.Decisions;
using CommandCenter.Identity;
using CommandCenter.Shared;

namespace CommandCenter.Jobs;

/// <summary>A list as every list of the API answers.</summary>
/// <param name="Cursor">Null on the last page.</param>
public sealed record JobList(IReadOnlyList<JobRow> Items, string? Cursor);

/// <param name="Reason">3 to 500 characters on one line.</param>
/// <param name="RequestId">The same again does nothing and answers the same.</param>
public sealed record JobCommandRequest(string? Reason, Guid? RequestId);

internal static class JobEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var jobs = routes.MapGroup("/api/v1/jobs").WithTags("Jobs");
        jobs.MapGet("", async (IJobBoard board, CancellationToken cancel) => new JobList(await board.ListAsync(cancel), null)).WithName("ListJobs").WithSummary("Every job and polling loop with its last and next run.");
        Command(jobs, "run", "Runs a job now, or polls a source now.", (board, id, request, cancel) => board.RunAsync(id, request, cancel));
        Command(jobs, "pause", "Stops a job until it is resumed; survives a restart.", (board, id, request, cancel) => board.PauseAsync(id, request, cancel));
        Command(jobs, "resume", "Lets a paused job run again.", (board, id, request, cancel) => board.ResumeAsync(id, request, cancel));
    }

    private static void Command(RouteGroupBuilder jobs, string verb, string summary, Func<IJobBoard, string, CommandRequest, CancellationToken, Task<Result<JobRow>>> command) =>
        jobs.MapPost("/{id}/" + verb, async (string id, JobCommandRequest? asked, CurrentActor actor, IJobBoard board, CancellationToken cancel) =>
                (await command(board, id, new CommandRequest(actor.Actor, Permissions.RunJob, asked?.Reason, asked?.RequestId), cancel)).ToHttp())
            .Requires(Permissions.RunJob).WithName($"{char.ToUpperInvariant(verb[0])}{verb[1..]}Job").WithSummary(summary)
            .Produces<JobRow>().ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound);
}
