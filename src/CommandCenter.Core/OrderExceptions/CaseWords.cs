using CommandCenter.Persistence;

namespace CommandCenter.OrderExceptions;

/// <summary>A case's standing in words, the same on every surface.</summary>
internal static class CaseWords
{
    public static string Of(ExceptionCaseRow row) => (row.Phase, row.Reason) switch
    {
        (CasePhase.Open, "came-back") => "Open again: it came back.",
        (CasePhase.Open, "still-there") => "Open again: it was still there after it had been resolved.",
        (CasePhase.Open, "reopened") => "Open again: somebody reopened it.",
        (CasePhase.Open, _) => "Open: nobody has taken it.",
        (CasePhase.Acknowledged, _) when row.PassedAt is not null => $"{row.AcknowledgedBy} works on it; its cause has passed.",
        (CasePhase.Acknowledged, _) => $"{row.AcknowledgedBy} works on it.",
        (_, "no-longer-seen") => "Resolved: no longer seen.",
        _ => $"Resolved by {row.ResolvedBy}.",
    };
}
