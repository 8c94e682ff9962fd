using CommandCenter.Intake.Transfer;
using CommandCenter.Layout;
using CommandCenter.Live;

namespace CommandCenter.Rollback;

/// <summary>How a rollback reads on its pages.</summary>
internal static class RollbackWords
{
    /// <summary>What a scope is called: <c>Ship to home</c> of a lane, else its values.</summary>
    public static string Scope(RollbackScope scope, Func<string?, string?> lane) =>
        scope is { PlacedAfter: null, TransactionType: null } && scope.Segment is { Lane: { } id } only && only == new Traffic.Segment { Lane = id } ? lane(id) ?? id : scope.ToString();

    /// <summary>The sentence that is read from afar, in two lines; the second one's figure is emphasised.</summary>
    public static (string First, string Figure, string Words) Say(RollbackView view)
    {
        var left = view.InFlight - view.Resolved;
        var first = view.Steps.First(s => s.Key == "restored").At is null ? "New orders are being sent to Legacy." : "New orders go to Legacy.";
        return (view.Phase, view) switch
        {
            (Phase.Progressing, _) when view.Steps.First(s => s.Key == "restored").At is null => (first, "", "Orders in flight come next."),
            (Phase.Progressing, { InFlight: 0 }) => (first, "No", "order in flight is known."),
            (Phase.Progressing, _) when left > 0 => (first, Wording.Number(left), $"of {Wording.Number(view.InFlight)} in flight {(left == 1 ? "is" : "are")} left."),
            (Phase.Progressing, _) => (first, Wording.Number(view.InFlight), "in flight resolved, proof to come."),
            (_, { Parked: > 0 }) => (first, Wording.Number(view.Parked), $"of {Wording.Number(view.InFlight)} {(view.Parked == 1 ? "needs" : "need")} a person."),
            (_, { InFlight: 0 }) => (first, "No", "order was in flight."),
            _ => (first, Wording.Number(view.InFlight), $"in flight {(view.InFlight == 1 ? "is" : "are")} resolved."),
        };
    }

    /// <summary>Icon, word and look of a verdict.</summary>
    public static (string Icon, string Word, string Css) Verdict(ProofVerdict verdict) => verdict switch
    {
        ProofVerdict.Proven => ("ok", "Proven", "ok"),
        ProofVerdict.Observed => ("half", "Observed", ""),
        ProofVerdict.CannotTell => ("missing", "Cannot tell", "qual"),
        _ => ("breach", "Disproven", "crit"),
    };

    /// <summary>What the verdict rests on.</summary>
    public static string Basis(RollbackProof proof) => proof.Verdict switch
    {
        ProofVerdict.Proven => "every order is owned exactly once, both ledgers say so",
        ProofVerdict.Observed => "polled data agree, a side lists no ledger",
        ProofVerdict.CannotTell => "neither ledgers nor polled data reach far enough",
        _ => $"the ledgers contradict {Wording.Count(proof.ProblemCount, "record")}",
    };

    public static string Outcome(TransferOutcome outcome) => outcome switch
    {
        TransferOutcome.Transferred => "transferred",
        TransferOutcome.Finished => "finishes there",
        TransferOutcome.Parked => "parked",
        _ => "left",
    };

    /// <summary>A duration at rest as the far page shows it: hundredths below ten seconds, then as everywhere.</summary>
    public static string Far(TimeSpan value) => value < TimeSpan.FromSeconds(10) ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Math.Max(0, value.TotalSeconds):0.00} s") : Wording.Duration(value);
}
