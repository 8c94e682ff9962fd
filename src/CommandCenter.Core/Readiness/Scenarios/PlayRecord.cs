using System.Text;
using CommandCenter.Plan;

namespace CommandCenter.Readiness.Scenarios;

/// <summary>What a play writes down while it runs, bounded; and what it came to.</summary>
/// <param name="changed">Told after each line, for pages; must not throw and not block.</param>
internal sealed class PlayRecord(Scenario scenario, CutoverPlan plan, TimeProvider time, Action<string> changed)
{
    private const int LongestPayload = 16 * 1024;
    private const int MostPayloads = 40;
    private const int MostLines = 500;
    private readonly PersonalFields personal = new(plan);
    private readonly List<ScenarioStep> steps = [];
    private readonly List<ScenarioPayload> payloads = [];
    private readonly List<ScenarioLogLine> log = [];
    private readonly List<string> orders = [];
    private (ScenarioVerdict Verdict, string Reason)? ended;

    public void Order(string key) => orders.Add(key);

    /// <summary>Judges an expectation; false where it was not met.</summary>
    public bool Expect(string expected, string seen, bool? passed)
    {
        steps.Add(new ScenarioStep(time.GetUtcNow(), expected, seen, passed));
        Say($"{(passed switch { true => "ok", false => "FAILED", _ => "cannot be told" })}: {expected} {seen}");
        return passed != false;
    }

    public void Say(string text)
    {
        if (log.Count < MostLines)
        {
            log.Add(new ScenarioLogLine(time.GetUtcNow(), text));
        }

        changed(text);
    }

    public void Keep(string direction, string what, string text)
    {
        if (payloads.Count == MostPayloads)
        {
            return;
        }

        var redacted = personal.Redact(text);
        var isCut = redacted.Length > LongestPayload;
        payloads.Add(new ScenarioPayload(time.GetUtcNow(), direction, what, isCut ? redacted[..LongestPayload] : redacted, isCut));
    }

    /// <summary>Ends it before its expectations decide; the first word counts. Always false, so that a play can return it.</summary>
    public bool End(ScenarioVerdict verdict, string reason)
    {
        ended ??= (verdict, reason);
        Say($"{verdict}: {reason}");
        return false;
    }

    public (ScenarioVerdict Verdict, string Reason) Judge() => ended ?? ScenarioJudge.Of(steps);

    public ScenarioEvidence Evidence() => new(scenario.Id, scenario.Title, plan.Hash, orders, steps, payloads, log, null, null);

    public static string Text(ReadOnlyMemory<byte> body) => Encoding.UTF8.GetString(body.Span);
}
