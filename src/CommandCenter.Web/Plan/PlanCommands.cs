using System.CommandLine;
using CommandCenter.Access;
using CommandCenter.Cli;
using CommandCenter.Persistence;
using CommandCenter.Plan.Commands;

namespace CommandCenter.Plan;

/// <summary>The plan from the command line.</summary>
internal static class PlanCommands
{
    public static Command Plan(string[] settings)
    {
        var file = new Argument<string>("FILE") { Description = "The plan file." };
        var sample = new Option<string?>("--sample") { Description = "A JSON file: one record, an array of records, or a whole answer of the source." };
        var mapping = new Option<string?>("--mapping") { Description = "The mapping that the sample is tried with." };
        var validate = new Command("validate", "Names every problem of a plan file; with --sample, what a record becomes, field by field.") { file, sample, mapping };
        validate.SetAction((parsed, cancel) =>
            CommandHost.GuardAsync(() => new ValidatePlan(TimeProvider.System).RunAsync(parsed.GetRequiredValue(file), parsed.GetValue(sample), parsed.GetValue(mapping), Console.Out, cancel)));

        var diff = new Command("diff", "What a plan file would change of the plan that runs.") { file };
        diff.SetAction((parsed, cancel) => RunAsync(settings, services => services.GetRequiredService<DiffPlan>().RunAsync(parsed.GetRequiredValue(file), Console.Out, cancel), cancel));

        var reason = new Option<string>("--reason") { Description = "Why, for the record.", DefaultValueFactory = _ => "Applied on the command line" };
        var apply = new Command("apply", "Makes a plan file the plan that runs; a running host takes it over within seconds.") { file, reason };
        apply.SetAction((parsed, cancel) =>
            RunAsync(settings, services => services.GetRequiredService<ApplyPlan>().RunAsync(parsed.GetRequiredValue(file), Operator(), parsed.GetValue(reason), Console.Out, cancel), cancel));
        return new Command("plan", "The plan file.") { validate, diff, apply };
    }

    /// <summary>Who may run commands on the machine may administer it, as with the first person.</summary>
    private static Actor Operator() => new($"{Environment.UserName} (command line)", new HashSet<Role> { Role.Administrator });

    private static Task<int> RunAsync(string[] settings, Func<IServiceProvider, Task<int>> work, CancellationToken cancel) => CommandHost.RunAsync(settings, async services =>
    {
        var ready = await services.GetRequiredService<StorageStart>().RunAsync(cancel);
        if (ready.Error is not { } unusable) return await work(services);
        await Console.Error.WriteLineAsync(unusable.Message);
        return ExitCodes.Failed;
    });
}
