using CommandCenter.Access;
using CommandCenter.Decisions;
using CommandCenter.Persistence;
using CommandCenter.Shared;

namespace CommandCenter.Cli;

/// <summary>
/// Records what was done to people and tokens. They live in a database context of their own, so the entry follows the change in a transaction of its own: a change that lacks
/// its entry is said, an entry without its change cannot be.
/// </summary>
internal static class PeopleLog
{
    /// <param name="title">What was done; never a password or token.</param>
    public static async Task RecordAsync(IServiceProvider services, string title, string subject, CancellationToken cancel)
    {
        var ready = await services.GetRequiredService<StorageStart>().RunAsync(cancel);
        if (ready.Error is { } unusable)
        {
            await SayAsync(unusable);
            return;
        }

        // who may run commands on the machine may administer it, as with the first person
        var actor = new Actor($"{Environment.UserName} (command line)", new HashSet<Role> { Role.Administrator });
        var recorded = await services.GetRequiredService<CommandRunner>().RunAsync<bool>(
            new CommandRequest(actor, Permissions.AdministerPeople, "given on the command line"),
            (_, _) => Task.FromResult<Result<Decided<bool>>>(new Decided<bool>(true, new DecisionDraft(Permissions.AdministerPeople.Command, title, null, [subject]))), cancel);
        if (recorded.Error is { } error) await SayAsync(error);
    }

    private static Task SayAsync(Error error) => Console.Error.WriteLineAsync($"It was done, but it is not in the decision log ({error.Code}).");
}
