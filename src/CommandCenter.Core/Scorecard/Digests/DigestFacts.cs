using CommandCenter.Decisions;
using CommandCenter.Live;
using CommandCenter.OrderExceptions;
using CommandCenter.Orders;
using CommandCenter.Plan;
using CommandCenter.Readiness.Gates;
using CommandCenter.Reconciliation.Parity;
using CommandCenter.Scorecard.Figures;
using CommandCenter.Scorecard.Measures;

namespace CommandCenter.Scorecard.Digests;

/// <summary>What digests are written from: one reading for whichever audience.</summary>
/// <param name="Card">Up to the end of the day.</param>
/// <param name="Figures">Of the day alone, by owner; null = orders of which it is unclear whose they are.</param>
/// <param name="Decisions">Of the day, oldest first.</param>
/// <param name="Cases">By team.</param>
/// <param name="Worst">Unresolved cases, by team, the worst first.</param>
/// <param name="Now">What is known of this moment alone; null for a day that is past.</param>
internal sealed record DigestFacts(
    CutoverPlan Plan, DateOnly Date, DateTimeOffset From, DateTimeOffset To, DateTimeOffset AsOf, ScorecardView Card, IReadOnlyDictionary<Side, IReadOnlyDictionary<string, PeriodValue>> Figures,
    IReadOnlyList<Decision> Decisions, IReadOnlyList<CaseDay> Cases, IReadOnlyList<ExceptionCase> Worst, DigestMoment? Now);

/// <summary>Cases of one team.</summary>
/// <param name="Opened">In the day.</param>
/// <param name="Resolved">In the day.</param>
/// <param name="Open">At its end, or now.</param>
/// <param name="Overdue">Of those, past their time.</param>
/// <param name="Money">At stake in those that are open, minor units by currency.</param>
internal sealed record CaseDay(OwnerTeam Team, int Opened, int Resolved, int Open, int Overdue, IReadOnlyDictionary<string, long> Money);

internal sealed record DigestMoment(LiveSnapshot? Live, ParitySnapshot Parity, GatesView? Gates);
