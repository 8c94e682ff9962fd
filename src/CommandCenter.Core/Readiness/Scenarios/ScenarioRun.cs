namespace CommandCenter.Readiness.Scenarios;

/// <summary>What a run came to. Numbers are stored: never reuse one.</summary>
public enum ScenarioVerdict
{
    Passed = 1,

    /// <summary>Something that was required did not come, or came wrong.</summary>
    Failed = 2,

    /// <summary>It could not be played: a system was out of reach, or the product was restarted.</summary>
    Error = 3,

    /// <summary>It was stopped, or could not be told.</summary>
    Inconclusive = 4,
}

/// <summary>Where a run stands. Numbers are stored: never reuse one.</summary>
public enum ScenarioRunState
{
    Queued = 1,
    Running = 2,
    Ended = 3,
}

/// <summary>One thing that was expected.</summary>
/// <param name="At">When it was judged.</param>
/// <param name="Expected">One sentence.</param>
/// <param name="Seen">What was found instead, or with what it was met.</param>
/// <param name="Passed">Null: it cannot be told, and does not count.</param>
public sealed record ScenarioStep(DateTimeOffset At, string Expected, string Seen, bool? Passed);

/// <summary>Something that was sent or received.</summary>
/// <param name="Direction">sent or received.</param>
/// <param name="Text">At most 16 KiB, with the plan's personal fields taken out.</param>
public sealed record ScenarioPayload(DateTimeOffset At, string Direction, string What, string Text, bool IsCut);

public sealed record ScenarioLogLine(DateTimeOffset At, string Text);

/// <summary>Everything that a verdict rests on; its bytes are what the hash is made of.</summary>
/// <param name="Text">What a person or tool handed in; null where the rehearsal played it.</param>
/// <param name="AsOf">Of what they handed in.</param>
public sealed record ScenarioEvidence(
    string Scenario, string Title, string PlanHash, IReadOnlyList<string> Orders, IReadOnlyList<ScenarioStep> Steps, IReadOnlyList<ScenarioPayload> Payloads, IReadOnlyList<ScenarioLogLine> Log, string? Text,
    DateTimeOffset? AsOf);

/// <summary>One run of a scenario, or a result that was reported.</summary>
/// <param name="PlanHash">The plan that it was played by.</param>
/// <param name="Verdict">Null until it has ended.</param>
/// <param name="Reason">Of the verdict, one sentence; empty before.</param>
/// <param name="IsReported">A person or a tool said so; false: the rehearsal played it.</param>
/// <param name="EvidenceHash">SHA-256 of the evidence's stored bytes, lower-case hex; null until it has ended.</param>
public sealed record ScenarioRun(
    Guid Id, string Scenario, string PlanHash, ScenarioRunState State, DateTimeOffset AskedAt, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt, ScenarioVerdict? Verdict, string Reason, string StartedBy, bool IsReported,
    string? EvidenceHash)
{
    public bool IsOpen => State != ScenarioRunState.Ended;
}

/// <param name="Evidence">Null until it has ended.</param>
/// <param name="IsIntact">Whether the stored bytes still have the hash that was kept with them.</param>
public sealed record ScenarioRunDetail(ScenarioRun Run, ScenarioEvidence? Evidence, bool IsIntact);
