namespace CommandCenter.Plan.Commands;

/// <summary>What the plan commands answer to the shell.</summary>
internal static class PlanExit
{
    public const int Fine = 0;

    /// <summary>Differences, problems or refused samples were found.</summary>
    public const int Found = 1;

    public const int Usage = 2;
    public const int Failed = 3;

    /// <summary>Writes why a file cannot be read.</summary>
    public static async Task<int> RefuseAsync(Shared.Error error, TextWriter output)
    {
        await output.WriteLineAsync(error.Message);
        return error.Kind is Shared.ErrorKind.Validation or Shared.ErrorKind.Conflict ? Found : Failed;
    }

    /// <summary>Every problem, one a line, and their number.</summary>
    public static async Task<int> ListAsync(IReadOnlyList<PlanProblem> problems, TextWriter output)
    {
        foreach (var problem in problems)
        {
            await output.WriteLineAsync(problem.ToString());
        }

        await output.WriteLineAsync($"{problems.Count} problem{(problems.Count == 1 ? "" : "s")}");
        return Found;
    }
}
