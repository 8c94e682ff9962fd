using System.Globalization;
using CommandCenter.OrderExceptions;
using CommandCenter.Orders;
using CommandCenter.Readiness.Deadlines;
using CommandCenter.Readiness.Gates;
using CommandCenter.Scorecard.Figures;
using CommandCenter.Scorecard.Measures;

namespace CommandCenter.Scorecard.Digests;

/// <summary>Chooses and words what an audience is told of a day. Nothing that is not known is written as a number.</summary>
internal static class DigestWriter
{
    private const int Few = 6;

    public static Digest Write(DigestFacts facts, DigestAudience audience)
    {
        var (lead, sections) = audience switch
        {
            DigestAudience.Executive => Executive(facts),
            DigestAudience.Finance => Finance(facts),
            DigestAudience.CustomerCare => Care(facts),
            _ => Operations(facts),
        };
        return new Digest(facts.Date, audience, facts.Plan.Header.Name, facts.Plan.Header.Zone, facts.From, facts.To, facts.AsOf, [.. lead.OfType<string>().Where(s => s.Length > 0)], sections);
    }

    private static (IReadOnlyList<string?>, IReadOnlyList<DigestSection>) Executive(DigestFacts f) => (
        [ScorecardWords.First(f.Card), ScorecardWords.Worse(f.Card), Traffic(f), Gates(f)],
        [TheDay(f), Measures(f, "Worse than before, or short of its target", l => l.Change == Change.Worse || l.MeetsTarget == false, "Nothing is worse than before, and no target is missed, as far as it can be told."),
            Decided(f, "Decisions of the day", _ => true), Worst(f, "Problems that need the most attention", c => c.Severity >= CaseSeverity.High)]);

    private static (IReadOnlyList<string?>, IReadOnlyList<DigestSection>) Finance(DigestFacts f)
    {
        var cases = f.Cases.Single(c => c.Team == OwnerTeam.Finance);
        var money = cases.Money.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => Money(m.Value, m.Key)).ToList();
        return (
            [CaseSentence(cases, "finance"), money.Count == 0 ? null : $"At stake in them: {string.Join(", ", money)}.", Traffic(f)],
            [Measures(f, "Money", l => l.Measure.Side == BalanceSide.Money, "Nothing of money is measured."), Worst(f, "Cases of finance", c => c.Team == OwnerTeam.Finance), TheDay(f),
                Decided(f, "Decisions that touch finance", d => d.Command.Contains("finance", StringComparison.Ordinal) || d.Title.Contains("finance", StringComparison.OrdinalIgnoreCase) || IsMove(d.Command))]);
    }

    private static (IReadOnlyList<string?>, IReadOnlyList<DigestSection>) Care(DigestFacts f)
    {
        var contacts = f.Card.Lines.Single(l => l.Measure.Key == MeasureList.Contacts.Key);
        return (
            [contacts.Now is { } now ? $"Customers made contact {Number(now.Value)} times for each 1,000 orders{(contacts.Was is { } was ? $"; before it was {Number(was)}" : "")}." : $"How often customers make contact is not known: {contacts.Why}.", Late(f), Traffic(f)],
            [Measures(f, "What customers notice", l => l.Measure.Side == BalanceSide.Service || l.Measure.Key == MeasureList.Contacts.Key, "Nothing of service is measured."), KnownIssues(f), Lanes(f),
                Worst(f, "Orders with a problem", c => c.OrderKey is not null && c.Team == OwnerTeam.Operations)]);
    }

    private static (IReadOnlyList<string?>, IReadOnlyList<DigestSection>) Operations(DigestFacts f) => (
        [$"{Count(f.Cases.Sum(c => c.Opened), "case")} came in, {Count(f.Cases.Sum(c => c.Resolved), "case")} {(f.Cases.Sum(c => c.Resolved) == 1 ? "was" : "were")} resolved; {f.Cases.Sum(c => c.Open):N0} {(f.Cases.Sum(c => c.Open) == 1 ? "is" : "are")} open, {f.Cases.Sum(c => c.Overdue):N0} of them overdue.", Agreement(f), Traffic(f)],
        [Teams(f), Worst(f, "The worst cases that are open", _ => true), Lanes(f), TheDay(f), Decided(f, "Decisions of the day", _ => true)]);

    private static DigestSection TheDay(DigestFacts f)
    {
        var rows = new List<DigestRow>();
        foreach (var side in (Side[])[Side.Orchestration, Side.Legacy])
        {
            if (f.Figures.GetValueOrDefault(side)?.GetValueOrDefault(PeriodFigures.Orders.Key) is { } orders) rows.Add(new DigestRow($"Orders on {side.ToString().ToLowerInvariant()}", $"{orders.Total:N0}"));
        }

        var (mine, all) = (Total(f, Side.Orchestration, PeriodFigures.Orders), Total(f, Side.Orchestration, PeriodFigures.Orders) + Total(f, Side.Legacy, PeriodFigures.Orders));
        if (all > 0) rows.Add(new DigestRow("Share of orchestration", $"{Number(100 * mine / all)} %"));
        var asked = Sum(f, PeriodFigures.CancelRate, v => v.Count);
        if (asked > 0) rows.Add(new DigestRow("Cancelled", $"{Number(100 * Sum(f, PeriodFigures.CancelRate, v => v.Total) / asked)} %", $"of {asked:N0} orders"));
        var due = Sum(f, PeriodFigures.OnTimeShip, v => v.Count);
        if (due > 0) rows.Add(new DigestRow("Shipped on time", $"{Number(100 * Sum(f, PeriodFigures.OnTimeShip, v => v.Total) / due)} %", $"of {due:N0} promises that fell due"));
        return new DigestSection("The day", rows, f.Card.IsComplete ? "No order of this day is known." : "Orders are still being counted.");
    }

    private static DigestSection Measures(DigestFacts f, string heading, Func<ScorecardLine, bool> which, string otherwise) => new(
        heading, [.. f.Card.Lines.Where(which).Select(l => new DigestRow(l.Measure.Name, l.Now is { } now ? Value(l, now.Value, f.Card.Currency) : "missing", MeasureNote(l, f.Card.Currency), "/scorecard"))], otherwise);

    private static string MeasureNote(ScorecardLine line, string? currency)
    {
        var parts = new List<string> { line.Change == Change.Missing ? line.Why! : line.Change.Word() };
        if (line.Was is { } was) parts.Add($"before {Value(line, was, currency)}");
        if (line.Target is { } target) parts.Add($"target {Value(line, target.Value, currency)}{line.MeetsTarget switch { true => ", met", false => ", missed", _ => "" }}");
        return string.Join("; ", parts);
    }

    private static DigestSection Decided(DigestFacts f, string heading, Func<Decisions.Decision, bool> which)
    {
        var told = f.Decisions.Where(d => !d.Actor.Equals(Access.Actor.Product.Name, StringComparison.Ordinal) || IsMove(d.Command)).Where(which).ToList();
        // what moves orders is told first when there is no room for all
        var kept = told.OrderBy(d => IsMove(d.Command) ? 0 : 1).ThenByDescending(d => d.Sequence).Take(Few).OrderBy(d => d.Sequence).ToList();
        var rows = kept.Select(d => new DigestRow(d.Title, Clock(f, d.At), d.Reason is null ? d.Actor : $"{d.Actor}: {d.Reason}", $"/decisions?entry={d.Sequence}")).ToList();
        if (told.Count > kept.Count) rows.Add(new DigestRow($"and {told.Count - kept.Count:N0} more", null, null, "/decisions"));
        return new DigestSection(heading, rows, "Nothing was decided.");
    }

    private static DigestSection Worst(DigestFacts f, string heading, Func<ExceptionCase, bool> which)
    {
        if (f.Now is null) return new DigestSection(heading, [], "Which cases were the worst then is not kept; the page Exceptions has those of now.");
        var all = f.Worst.Where(which).ToList();
        var rows = all.OrderByDescending(c => c.Severity).ThenBy(c => c.DueAt).Take(Few)
            .Select(c => new DigestRow($"{c.Name} {c.Title}", c.Money is > 0 && c.Currency is { } currency ? Money(c.Money.Value, currency) : null, $"{c.Severity.ToString().ToLowerInvariant()}, {c.Assignee ?? "nobody's yet"}, {(c.DueAt < f.AsOf ? "overdue since" : "due")} {Clock(f, c.DueAt)}", $"/exceptions?case={c.Id}")).ToList();
        if (all.Count > Few) rows.Add(new DigestRow($"and {all.Count - Few:N0} more", null, null, "/exceptions"));
        return new DigestSection(heading, rows, "None.");
    }

    private static DigestSection Teams(DigestFacts f) => new(
        "Cases by team", [.. f.Cases.Select(c => new DigestRow(c.Team.ToString(), $"{c.Open:N0} open", $"{c.Opened:N0} came in, {c.Resolved:N0} resolved, {c.Overdue:N0} overdue", $"/exceptions?team={c.Team.ToString().ToLowerInvariant()}"))], "");

    private static DigestSection KnownIssues(DigestFacts f) => new(
        "What does not work yet, and what to say",
        [.. f.Plan.Deadlines.Where(d => d is { Kind: DeadlineKind.KnownIssue, State: DeadlineState.Open or DeadlineState.Accepted }).OrderBy(d => d.Severity).Select(d => new DigestRow(d.Title, null, d.Remedy ?? "no workaround is known", "/risks"))],
        "The plan names no known issue that is open.");

    private static DigestSection Lanes(DigestFacts f) => f.Now?.Live is not { } live
        ? new DigestSection("Lanes that are late", [], f.Now is null ? "How lanes stood at the end of that day is not kept." : "There is no live picture at this moment.")
        : new DigestSection(
            "Lanes that are late", [.. live.Lanes.Where(l => l.Breached > 0).OrderByDescending(l => l.Breached).Select(l => new DigestRow(l.Name, $"{l.Breached:N0} overdue", $"{l.AtRisk:N0} more close to the limit, {l.Open:N0} open", $"/orders?lane={l.Lane}"))],
            "No order is overdue in any lane.");

    private static string? Traffic(DigestFacts f)
    {
        if (f.Now?.Live is not { } live) return null;
        var told = live.Lanes.Where(l => l.CommandedPercent is not null).ToList();
        if (told.Count == 0) return null;
        var some = told.Where(l => l.CommandedPercent > 0).ToList();
        return some.Count == 0 ? "All traffic runs on legacy." : $"{some.Count} of {told.Count} lanes run on orchestration in part or whole: {string.Join(", ", some.Take(4).Select(l => $"{l.Name} {Number(l.CommandedPercent!.Value)} %"))}{(some.Count > 4 ? " and others" : "")}.";
    }

    private static string? Gates(DigestFacts f) => f.Now?.Gates is not { Items.Count: > 0 } gates ? null
        : gates.Stopping.Count() is var stopping && stopping > 0 ? $"{Count(stopping, "blocking gate")} {(stopping == 1 ? "is" : "are")} red: shifts are stopped." : gates.Count(GateState.Red) switch { 0 => "No gate is red.", var red => $"{red} of {Count(gates.Items.Count, "gate")} {(red == 1 ? "is" : "are")} red; none of them blocks." };

    private static string? Agreement(DigestFacts f) => f.Now?.Parity is not { } parity ? null
        : parity.Trouble is { } trouble ? $"Whether both sides agree is not known: {trouble}"
        : parity.Full is not { } full ? "Both sides were not compared yet." : $"{Count(parity.Open.Count, "difference")} between both sides {(parity.Open.Count == 1 ? "is" : "are")} open; everything was compared {Clock(f, full)}.";

    private static string? Late(DigestFacts f) => f.Now?.Live is { } live && live.Lanes.Sum(l => l.Breached) is var late && late > 0 ? $"{Count(late, "order")} {(late == 1 ? "is" : "are")} past a limit now." : null;

    private static string CaseSentence(CaseDay cases, string whose) =>
        $"{Count(cases.Open, "case")} of {whose} {(cases.Open == 1 ? "is" : "are")} open, {cases.Overdue:N0} of them overdue; {cases.Opened:N0} came in and {cases.Resolved:N0} {(cases.Resolved == 1 ? "was" : "were")} resolved.";

    private static bool IsMove(string command) => command.Contains("shift", StringComparison.Ordinal) || command.Contains("roll", StringComparison.Ordinal) || command.Contains("release", StringComparison.Ordinal) || command.Contains("gate", StringComparison.Ordinal) || command.Contains("threshold", StringComparison.Ordinal);

    private static double Total(DigestFacts f, Side side, PeriodFigure figure) => f.Figures.GetValueOrDefault(side)?.GetValueOrDefault(figure.Key)?.Total ?? 0;

    private static double Sum(DigestFacts f, PeriodFigure figure, Func<PeriodValue, double> of) => f.Figures.Values.Select(v => v.GetValueOrDefault(figure.Key)).OfType<PeriodValue>().Sum(of);

    private static string Value(ScorecardLine line, double value, string? currency) => line.Measure.Figure.Kind switch
    {
        _ when line.Measure.IsMoney => Money((long)Math.Round(value), currency ?? ""),
        PeriodFigureKind.Duration => Live.Wording.Duration(TimeSpan.FromSeconds(value)),
        PeriodFigureKind.Share => $"{value.ToString("N" + line.Measure.Decimals, CultureInfo.InvariantCulture)} %",
        _ => value.ToString("N" + line.Measure.Decimals, CultureInfo.InvariantCulture),
    };

    private static string Number(double value) => value.ToString("#,0.#", CultureInfo.InvariantCulture);

    private static string Count(int count, string one) => $"{count.ToString("N0", CultureInfo.InvariantCulture)} {(count == 1 ? one : one + "s")}";

    private static string Money(long minor, string currency) => string.Create(CultureInfo.InvariantCulture, $"{minor / 100m:N2} {currency}");

    private static string Clock(DigestFacts f, DateTimeOffset at)
    {
        var local = TimeZoneInfo.ConvertTime(at, TimeZoneInfo.FindSystemTimeZoneById(f.Plan.Header.Zone));
        return DateOnly.FromDateTime(local.DateTime) == f.Date ? local.ToString("HH:mm", CultureInfo.InvariantCulture) : local.ToString("d MMM HH:mm", CultureInfo.InvariantCulture);
    }
}
