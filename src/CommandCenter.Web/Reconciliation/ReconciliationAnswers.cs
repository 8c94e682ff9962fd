using CommandCenter.OrderExceptions;
using CommandCenter.Reconciliation.Parity;
using CommandCenter.Reconciliation.Runs;
using CommandCenter.Reconciliation.Stock;
using CommandCenter.Reconciliation.Understanding;

namespace CommandCenter.Reconciliation;

/// <summary>How both sides stand to each other.</summary>
/// <param name="Full">When everything was compared last.</param>
/// <param name="Running">The full run that is under way.</param>
/// <param name="Trouble">Why it is not kept up.</param>
public sealed record ParityAnswer(
    DateTimeOffset? AsOf, string? PlanHash, DateTimeOffset? LegacyReadTo, DateTimeOffset? OrchestrationReadTo, DateTimeOffset? Full, ProgressAnswer? Running, string? Trouble, IReadOnlyList<LaneParityAnswer> Lanes,
    int Groups, int Mismatches)
{
    internal static ParityAnswer Of(ParitySnapshot now, IReadOnlyList<DualWriteVerdict> dualWrite) => new(
        now.Revision == 0 ? null : now.AsOf, now.PlanHash, now.ReadTo.Legacy, now.ReadTo.Orchestration, now.Full, now.Running is { } r ? new ProgressAnswer(r.Id, r.Done, r.Total, r.Since) : null, now.Trouble,
        [.. now.Lanes.Select(l => LaneParityAnswer.Of(l, dualWrite.FirstOrDefault(d => d.Lane == l.Lane)))], now.Groups.Count, now.Open.Count);
}

public sealed record ProgressAnswer(Guid Id, long Done, long? Total, DateTimeOffset Since);

/// <param name="Standing">no-orders, known, cannot-tell.</param>
/// <param name="Percent">Orders without an unexplained difference, percent.</param>
public sealed record LaneParityAnswer(
    string Lane, string Standing, string? Reason, long Orders, long Differing, long Understood, long Pending, double? Percent, IReadOnlyList<CellAnswer> Cells, DualWriteVerdictAnswer? DualWriteMayEnd)
{
    internal static LaneParityAnswer Of(LaneParity lane, DualWriteVerdict? dualWrite) => new(
        lane.Lane, lane.Standing switch { ParityStanding.Known => "known", ParityStanding.CannotTell => "cannot-tell", _ => "no-orders" }, lane.Reason, lane.Orders, lane.Differing, lane.Understood, lane.Pending, lane.Percent,
        [.. lane.Cells.Select(CellAnswer.Of)], dualWrite is null ? null : DualWriteVerdictAnswer.Of(dualWrite));
}

/// <param name="Cell"><c>presence</c>, a stage or a figure.</param>
/// <param name="Understood">Of those that differ.</param>
public sealed record CellAnswer(string Cell, long Agrees, long Differs, long Understood, long Pending, long NotObservable, long NotExpected, double? Percent)
{
    internal static CellAnswer Of(ParityCount c) => new(c.Cell.Name, c.Counts.Agrees, c.Counts.Differs, c.Understood, c.Counts.Pending, c.Counts.NotObservable, c.Counts.NotExpected, c.Percent);
}

/// <param name="Answer">yes, not-yet, cannot-tell.</param>
/// <param name="UpTo">Upper end of the interval of the worst run, percent.</param>
public sealed record DualWriteVerdictAnswer(string Answer, string Reason, double? Percent, double? UpTo, int Runs)
{
    internal static DualWriteVerdictAnswer Of(DualWriteVerdict v) => new(
        v.Answer switch { DualWriteAnswer.Yes => "yes", DualWriteAnswer.NotYet => "not-yet", _ => "cannot-tell" }, v.Reason, v.Percent, v.UpTo, v.Runs);
}

/// <param name="Money">Minor units by currency.</param>
/// <param name="Trend">Orders open at the end of each of the last twelve hours, oldest first.</param>
public sealed record GroupAnswer(
    string Group, string Rule, string ClassRule, string Bucket, string Team, string Severity, string Title, string Why, string? Lane, string Cell, string? Place, string Pattern, int Orders, int Pending, int Understood,
    IReadOnlyDictionary<string, long> Money, DateTimeOffset FirstSeen, DateTimeOffset LastSeen, IReadOnlyList<string> Samples, IReadOnlyList<int> Trend)
{
    internal static GroupAnswer Of(MismatchGroup g, IReadOnlyList<int>? trend, string title) => new(
        g.Fingerprint, g.Rule, g.Class.Rule, g.Class.Bucket.Name(), g.Class.Team.Name(), g.Severity.ToString().ToLowerInvariant(), title, g.Class.Why, g.Lane, g.Cell.Name, g.Place, g.Pattern, g.Orders, g.Pending,
        g.Understood, g.Money, g.FirstSeen, g.LastSeen, g.Samples, trend ?? []);
}

/// <summary>One open difference.</summary>
/// <param name="Rule">The rule that found it.</param>
/// <param name="ClassRule">The rule that put it into its bucket.</param>
/// <param name="Since">When the newer of the two statements was made.</param>
public sealed record MismatchAnswer(
    string OrderKey, string? Lane, string? Owner, string Cell, string Field, string? Legacy, string? Orchestration, string Rule, string ClassRule, string Bucket, string Team, string Severity, string Why, string? Place,
    long? Money, string? Currency, bool Pending, DateTimeOffset? RipensAt, bool Understood, DateTimeOffset Since, DateTimeOffset FirstSeen, string Group, RecordAnswer? Record)
{
    internal static MismatchAnswer Of(OpenMismatch open)
    {
        var (m, d) = (open.Mismatch, open.Mismatch.Difference);
        return new MismatchAnswer(
            m.OrderKey, m.Lane, m.Owner?.ToString().ToLowerInvariant(), d.Cell.Name, d.Field, d.Legacy, d.Orchestration, d.Rule, m.Class.Rule, m.Class.Bucket.Name(), m.Class.Team.Name(),
            m.Class.Severity.ToString().ToLowerInvariant(), m.Class.Why, m.Place, m.Money, m.Currency, d.IsPending, d.IsPending ? d.RipensAt : null, open.IsUnderstood, d.Since, open.FirstSeen, m.Fingerprint,
            d.Record is { } r ? new RecordAnswer(r.System, r.Side.ToString().ToLowerInvariant(), r.Value, r.Wrong.ToString().ToLowerInvariant()) : null);
    }
}

/// <summary>The plan's system of record for what differs.</summary>
/// <param name="Side">legacy, orchestration, shared.</param>
/// <param name="Value">What a shared system says; null where it is silent.</param>
/// <param name="Wrong">legacy, orchestration, both, unknown.</param>
public sealed record RecordAnswer(string System, string Side, string? Value, string Wrong);

/// <summary>A run.</summary>
/// <param name="Kind">full, incremental.</param>
/// <param name="Phase">Progressing, Healthy, Degraded, Paused.</param>
/// <param name="Progress">While it is under way.</param>
public sealed record RunAnswer(
    Guid Id, string Kind, string Phase, string Reason, string? Message, string RequestedBy, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, DateTimeOffset? LegacyReadTo, DateTimeOffset? OrchestrationReadTo,
    ParityScope? Scope, string PlanHash, long Orders, long Differing, long Pending, ProgressAnswer? Progress, IReadOnlyList<RunCellAnswer> Counts, IReadOnlyList<TotalAnswer> Totals)
{
    internal static RunAnswer Of(ParityRun run, RunProgress? running) => new(
        run.Id, run.Kind == ParityRunKind.Full ? "full" : "incremental",
        run.State switch { ParityRunState.Running or ParityRunState.Waiting => "Progressing", ParityRunState.Done => "Healthy", ParityRunState.Failed => "Degraded", _ => "Paused" },
        run.State switch { ParityRunState.Running => "comparing", ParityRunState.Waiting => "waiting", ParityRunState.Done => "done", ParityRunState.Failed => "failed", _ => "stopped" }, run.Error,
        run.RequestedBy, run.StartedAt, run.EndedAt, run.LegacyReadTo, run.OrchestrationReadTo, run.Scope, run.PlanHash, run.Orders, run.Differing, run.Pending,
        running is { } r && r.Id == run.Id ? new ProgressAnswer(r.Id, r.Done, r.Total, r.Since) : null,
        [.. run.Counts.Select(c => new RunCellAnswer(c.Lane, CellAnswer.Of(c.Count)))],
        [.. run.Totals.Select(t => new TotalAnswer(t.Day, t.Currency, t.Tender, t.Figure.ToString().ToLowerInvariant(), t.Legacy, t.Orchestration, t.Residue))]);
}

public sealed record RunCellAnswer(string Lane, CellAnswer Count);

/// <param name="Residue">Why the sums lie apart: reason → minor units, legacy minus orchestration.</param>
public sealed record TotalAnswer(DateOnly Day, string Currency, string Tender, string Figure, long Legacy, long Orchestration, IReadOnlyDictionary<string, long> Residue);

public sealed record UnderstoodAnswer(Guid Id, string Group, string? OrderKey, string Reason, string Person, DateTimeOffset At, DateTimeOffset Until, DateTimeOffset? WithdrawnAt, long Decision)
{
    internal static UnderstoodAnswer Of(Understood u) => new(u.Id, u.Fingerprint, u.OrderKey, u.Reason, u.Person, u.At, u.Until, u.WithdrawnAt, u.Decision);
}

/// <param name="Items">One page.</param>
/// <param name="Cursor">For the next page; null on the last.</param>
/// <param name="Total">All that match.</param>
public sealed record ParityListAnswer<T>(IReadOnlyList<T> Items, string? Cursor, int Total);

/// <param name="Kind">full or incremental.</param>
/// <param name="Lane">Only this lane; and so on: what is not given does not narrow.</param>
public sealed record RunRequest(string? Kind, string? Lane, string? Region, string? Store, string? Node, DateTimeOffset? PlacedFrom, DateTimeOffset? PlacedTo);

/// <param name="Id">Of the run; null for an incremental one, which runs by itself.</param>
public sealed record RunStarted(Guid? Id);

/// <param name="Group">Fingerprint of the group.</param>
/// <param name="OrderKey">Only this order of it.</param>
/// <param name="Until">At most 90 days ahead.</param>
public sealed record UnderstoodRequest(string? Group, string? OrderKey, DateTimeOffset? Until, string? Reason, Guid? RequestId);

public sealed record WithdrawRequest(string? Reason, Guid? RequestId);

/// <summary>Stock of both sides.</summary>
/// <param name="Compared">SKU-nodes whose readings are of one as-of and of which either is not zero.</param>
/// <param name="LeftOut">SKU-nodes read too far apart.</param>
/// <param name="MismatchPercent">Lasting differences of those compared.</param>
/// <param name="Missing">Why nothing can be said.</param>
/// <param name="Items">Those that differ or may be oversold, the most at risk first, at most 500.</param>
public sealed record StockAnswer(int Compared, int LeftOut, int Differing, double? MismatchPercent, long Oversell, double? LegacyLagSeconds, double? OrchestrationLagSeconds, string? Missing, string? Old, IReadOnlyList<StockPair> Items)
{
    internal static StockAnswer Of(StockPicture now, int most) => new(
        now.Pairs.Count, now.LeftOut, now.Differing, now.Mismatch, now.Oversell, now.LegacyLag?.TotalSeconds, now.OrchestrationLag?.TotalSeconds, now.Missing, now.Old,
        [.. now.Pairs.Where(p => p.Apart != 0 || p.Oversell > 0).OrderByDescending(p => p.Oversell).ThenByDescending(p => Math.Abs(p.Apart)).Take(most)]);
}
