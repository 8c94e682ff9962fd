using CommandCenter.Decisions;
using CommandCenter.Live;
using CommandCenter.OrderExceptions;
using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Readiness.Gates;
using CommandCenter.Reconciliation.Parity;
using CommandCenter.Scorecard.Figures;
using CommandCenter.Scorecard.Measures;
using CommandCenter.Shared;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Scorecard.Digests;

/// <summary>Writes the day of an audience from what is known.</summary>
public sealed class DigestQueries(
    ScorecardQueries cards, FigureQueries figures, DecisionQueries decisions, CaseQueries cases, IDbContextFactory<CommandsDb> databases, LiveBoard board, ParityBoard parity, GateKeeper gates, ActivePlan plan, TimeProvider time)
    : IDigestSource
{
    private const int WorstCases = 200;

    /// <summary>The plan's today; null where no plan is applied.</summary>
    public DateOnly? Today => plan.Current is { } current ? DateOf(current, time.GetUtcNow()) : null;

    /// <param name="date">Of the plan's zone; null = today.</param>
    /// <returns>The digest; Validation (date) for a day that has not begun or lies more than 400 days back; Conflict where no plan is applied; Unavailable.</returns>
    public async Task<Result<Digest>> ReadAsync(DateOnly? date, DigestAudience audience, CancellationToken cancel)
    {
        if (plan.Current is not { } current) return Error.Conflict("no-plan", "No plan is applied, so there are no days to tell of.");
        var now = time.GetUtcNow();
        var today = DateOf(current, now);
        var day = date ?? today;
        if (day > today) return Error.Validation("day-to-come", $"{day:yyyy-MM-dd} has not begun in {current.Header.Zone}; the newest is {today:yyyy-MM-dd}.", "date");
        if (day < today.AddDays(-ScorecardQueries.MostDays)) return Error.Validation("day-too-old", $"{day:yyyy-MM-dd} lies more than {ScorecardQueries.MostDays} days back.", "date");
        var clock = new HourClock(TimeZoneInfo.FindSystemTimeZoneById(current.Header.Zone));
        var from = clock.StartOfDay(new DateTimeOffset(day.ToDateTime(new TimeOnly(12, 0)), TimeSpan.Zero) - clock.Zone.GetUtcOffset(new DateTime(day, new TimeOnly(12, 0))));
        var to = clock.StartOfDay(from.AddHours(36));
        var facts = await ReadAsync(current, day, from, to, now, cancel);
        return facts.Error is { } failed ? failed : DigestWriter.Write(facts.Value, audience);
    }

    private static DateOnly DateOf(CutoverPlan current, DateTimeOffset at) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, TimeZoneInfo.FindSystemTimeZoneById(current.Header.Zone)).DateTime);

    private async Task<Result<DigestFacts>> ReadAsync(CutoverPlan current, DateOnly day, DateTimeOffset from, DateTimeOffset to, DateTimeOffset now, CancellationToken cancel)
    {
        var end = now < to ? now : to;
        var card = await cards.ReadAsync(new ScorecardRequest(null, end), cancel);
        if (card.Error is { } unread) return unread;
        var ofDay = await figures.ReadAsync(new FigureRequest(from, to, ByOwner: true) { Percentiles = [50] }, cancel);
        if (ofDay.Error is { } uncounted) return uncounted;
        var read = await StoreReads.TryAsync(async () => (await CasesAsync(from, end, cancel), await DecisionsAsync(from, end, cancel)));
        if (read.Error is { } broken) return broken;
        var worst = await cases.SearchAsync(new CaseSearch(new CaseFilter(), "severity", Limit: WorstCases), cancel);
        if (worst.Error is { } refused) return refused;
        return new DigestFacts(
            current, day, from, to, now, card.Value, ofDay.Value.Periods.Where(p => p.Owner is not null).ToDictionary(p => p.Owner!.Value, p => p.Values), read.Value.Item2, read.Value.Item1,
            now < to ? worst.Value.Items : [], now < to ? new DigestMoment(board.Current, parity.Current, gates.Current) : null);
    }

    private async Task<IReadOnlyList<Decision>> DecisionsAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancel)
    {
        var page = await decisions.SearchAsync(new DecisionSearch(From: from, To: to, Limit: 200), cancel);
        return page.Succeeded ? [.. page.Value.Items.OrderBy(d => d.Sequence)] : [];
    }

    private async Task<IReadOnlyList<CaseDay>> CasesAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        // what was open at that moment, as far as it is known: a case that was resolved and came back counts by its newest state
        var opened = await db.Cases.AsNoTracking().Where(c => c.OpenedAt >= from && c.OpenedAt < to).GroupBy(c => c.Team).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(cancel);
        var resolved = await db.Cases.AsNoTracking().Where(c => c.ResolvedAt >= from && c.ResolvedAt < to).GroupBy(c => c.Team).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(cancel);
        var open = await db.Cases.AsNoTracking().Where(c => c.OpenedAt < to && (c.ResolvedAt == null || c.ResolvedAt >= to)).Select(c => new { c.Team, c.DueAt, c.Money, c.Currency }).ToListAsync(cancel);
        return
        [
            .. Enum.GetValues<OwnerTeam>().Select(team =>
            {
                var mine = open.Where(c => c.Team == team).ToList();
                return new CaseDay(
                    team, opened.Where(o => o.Key == team).Sum(o => o.Count), resolved.Where(r => r.Key == team).Sum(r => r.Count), mine.Count, mine.Count(c => c.DueAt < to),
                    mine.Where(c => c.Money > 0 && c.Currency is not null).GroupBy(c => c.Currency!).ToDictionary(g => g.Key, g => g.Sum(c => c.Money!.Value)));
            }),
        ];
    }
}
