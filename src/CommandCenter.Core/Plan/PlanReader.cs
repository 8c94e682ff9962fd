namespace CommandCenter.Plan;

/// <summary>One thing wrong with a plan file.</summary>
/// <param name="File">As it was given.</param>
/// <param name="Line">1-based.</param>
/// <param name="Path">Where in the document, such as <c>sources[2].every</c>.</param>
/// <param name="Found">The value found, shortened to 80 characters.</param>
/// <param name="Allowed">What would be accepted.</param>
public sealed record PlanProblem(string File, int Line, string Path, string Found, string Allowed)
{
    public override string ToString() => $"{File}:{Line}: {Path}: found {Found}; allowed: {Allowed}";
}

/// <param name="Plan">Null when there is any problem.</param>
public sealed record PlanReadResult(CutoverPlan? Plan, IReadOnlyList<PlanProblem> Problems);

/// <summary>Reads a plan file: every error at once, each with file and line.</summary>
public static class PlanReader
{
    public static PlanReadResult Read(string yaml, string fileName) => throw new NotSupportedException();
}
