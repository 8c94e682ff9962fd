using CommandCenter.Readiness.Deadlines;
using CommandCenter.Readiness.Scenarios;
using CommandCenter.Traffic.Analysis;

namespace CommandCenter.Readiness.Gates.Checks;

/// <summary>The newest run of each scenario (or of those named) passed, and is young enough.</summary>
internal sealed class ScenarioTestsCheck(ScenarioResults results, TimeProvider time) : IGateCheck
{
    public string Name => "scenario-tests";

    public async Task<GateReading> ReadAsync(GateDefinition gate, GateCheck check, GateReading? last, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var asked = (await results.ReadAsync(cancel)).Where(s => check.Names.Count == 0 || check.Names.Contains(s.Scenario.Id, StringComparer.Ordinal)).ToList();
        if (asked.Count == 0)
        {
            return GateReading.Failed("The plan has no scenarios.", now);
        }

        var passed = asked.Where(s => s.Newest is { Verdict: ScenarioVerdict.Passed, EndedAt: { } ended } && !(ended + check.NotOlderThan <= now)).ToList();
        GateFigure[] figures = [new("Passed", $"{passed.Count} of {asked.Count}")];
        IReadOnlyList<GateDocument> documents = [.. asked.Where(s => s.Newest?.EvidenceHash is not null).Select(s => new GateDocument($"{s.Scenario.Title}: {s.Newest!.Verdict}", s.Newest.EvidenceHash, $"/rehearsal/runs/{s.Newest.Id}"))];
        var failed = asked.FirstOrDefault(s => s.Newest is { Verdict: not null and not ScenarioVerdict.Passed });
        var said = failed is not null ? $"{passed.Count} of {asked.Count} passed; {failed.Scenario.Title}: {failed.Newest!.Reason}"
            : passed.Count < asked.Count ? $"{passed.Count} of {asked.Count} passed; not tried, or too long ago: {GateWords.Few([.. asked.Except(passed).Select(s => s.Scenario.Title)])}."
            : $"{asked.Count} of {asked.Count} passed.";
        return new GateReading(
            passed.Count == asked.Count ? CheckVerdict.Passed : CheckVerdict.Failed, said, figures, documents, passed.Count == 0 ? now : passed.Min(s => s.Newest!.EndedAt),
            passed.Count == asked.Count ? passed.Min(s => s.Newest!.EndedAt) + check.NotOlderThan : null);
    }
}

/// <summary>Risks, known issues and open decisions of the plan are settled by their dates.</summary>
internal sealed class DeadlinesKeptCheck(DeadlineBoard board, TimeProvider time) : IGateCheck
{
    public string Name => "deadlines-kept";

    public async Task<GateReading> ReadAsync(GateDefinition gate, GateCheck check, GateReading? last, CancellationToken cancel)
    {
        var (view, most) = (await board.ReadAsync(cancel), check.AtMost ?? 0);
        var overdue = view.Overdue;
        GateFigure[] figures =
        [
            new("Overdue", $"{overdue.Count} of {view.Items.Count(i => i.IsOpen)} open", $"{most}"),
            new("Known issues that are open and high", $"{view.OpenHighIssues}"),
        ];
        return (overdue.Count <= most
            ? GateReading.Passed(overdue.Count == 0 ? $"None of {view.Items.Count(i => i.IsOpen)} open items is overdue." : $"{overdue.Count} overdue, {most} may be.", time.GetUtcNow(), figures)
            : GateReading.Failed($"Overdue: {GateWords.Few([.. overdue.Select(o => $"{o.Item.Title} ({o.Item.Owner})")])}.", time.GetUtcNow(), figures)) with { Documents = [new GateDocument("Risks and issues", null, "/risks")] };
    }
}
