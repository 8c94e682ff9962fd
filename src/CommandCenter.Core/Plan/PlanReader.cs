using System.Security.Cryptography;
using System.Text;
using CommandCenter.Plan.Reading;

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
    /// <param name="yaml">The whole text, at most 4 MiB as UTF-8; its bytes are what the version's hash is made of.</param>
    /// <param name="fileName">What problems call the file.</param>
    public static PlanReadResult Read(string yaml, string fileName)
    {
        ArgumentNullException.ThrowIfNull(yaml);
        ArgumentNullException.ThrowIfNull(fileName);
        var problems = new PlanProblems(fileName);
        var bytes = Encoding.UTF8.GetByteCount(yaml);
        if (bytes > PlanLimits.MaxBytes)
        {
            problems.Add(1, "(document)", $"{bytes} bytes", $"at most {PlanLimits.MaxBytes} bytes");
            return new PlanReadResult(null, problems.InOrder());
        }

        if (PlanYaml.Parse(yaml.TrimStart('\uFEFF'), problems) is not { } root)
        {
            return new PlanReadResult(null, problems.InOrder());
        }

        var draft = new PlanDraft();
        ReadSections(root, draft, problems);
        Secrets.RefuseElsewhere(root, problems);
        return problems.Count > 0 ? new PlanReadResult(null, problems.InOrder()) : new PlanReadResult(draft.Freeze(HashOf(yaml)), []);
    }

    /// <summary>
    /// The section <c>actuators</c> alone, for when the glass is broken: whatever is wrong elsewhere in the file, and even where this version does not know a section, must not keep traffic from going back.
    /// </summary>
    /// <returns>The actuators; problems of that section, where there are any, with none.</returns>
    internal static (IReadOnlyList<ActuatorDefinition> Actuators, IReadOnlyList<PlanProblem> Problems) ReadActuators(string yaml, string fileName)
    {
        var problems = new PlanProblems(fileName);
        if (PlanYaml.Parse(yaml.TrimStart('\uFEFF'), problems) is not { } root)
        {
            return ([], problems.InOrder());
        }

        var (section, draft, reading) = (new Reading.Sections.ActuatorsSection(), new PlanDraft(), new PlanReading(problems));
        section.Read(new PlanMap(reading, root with { Entries = [.. root.Entries.Where(e => e.Key == section.Name)] }, "", PlanSections.Root), draft);
        reading.Finish();
        return problems.Count > 0 ? ([], problems.InOrder()) : (draft.Actuators, []);
    }

    /// <summary>The version of a plan text: SHA-256 of its UTF-8 bytes, lower-case hex.</summary>
    public static string HashOf(string yaml) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(yaml)));

    private static void ReadSections(MapNode root, PlanDraft draft, PlanProblems problems)
    {
        var reserved = root.Entries.Where(e => PlanSections.Reserved.Contains(e.Key, StringComparer.Ordinal)).ToList();
        foreach (var entry in reserved)
        {
            problems.Add(entry.Line, entry.Key, "a section that is not yet available in this version", PlanSections.Root.KeyList);
        }

        var reading = new PlanReading(problems);
        var known = new PlanMap(reading, root with { Entries = [.. root.Entries.Except(reserved)] }, "", PlanSections.Root);
        foreach (var section in PlanSections.All)
        {
            section.Read(known, draft);
        }

        reading.Finish();
    }
}
