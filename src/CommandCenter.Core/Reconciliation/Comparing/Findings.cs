using CommandCenter.Orders;

namespace CommandCenter.Reconciliation.Comparing;

/// <summary>What comparing one order has found so far.</summary>
internal sealed class Findings
{
    private readonly ParityRules rules;
    private readonly OrderPair pair;
    private readonly string? lane;
    private readonly long readUpTo;
    private List<Difference>? differences;
    private ulong agrees, differs, pending, notObservable, notExpected;

    public Findings(ParityRules rules, OrderPair pair, Horizon horizon)
    {
        (this.rules, this.pair) = (rules, pair);
        lane = pair.Text("lane");
        readUpTo = horizon.Both is { } both ? both == DateTimeOffset.MaxValue ? long.MaxValue : Instants.ToMicros(both) : long.MinValue;
    }

    public bool IsIgnored(ParityCell cell) => (rules.Ignored & cell.Bit) != 0;

    public void Agree(ParityCell cell) => agrees |= cell.Bit;

    public void NotObservable(ParityCell cell) => notObservable |= cell.Bit;

    public void NotExpected(ParityCell cell) => notExpected |= cell.Bit;

    public void Differ(ParityCell cell, string field, string? legacy, string? orchestration, long since, long? money, RecordSays? record = null) =>
        Add(cell, field, DifferenceKind.Differs, legacy, orchestration, since, money, record ?? rules.Record.Judge(cell, null, null, false, false));

    /// <summary>The sides do not differ, but the system of record says otherwise.</summary>
    public void AgainstRecord(ParityCell cell, string field, string? legacy, string? orchestration, long since, long? money, RecordSays record) =>
        Add(cell, field, DifferenceKind.AgainstRecord, legacy, orchestration, since, money, record);

    /// <param name="value">What the other side says.</param>
    public void Missing(ParityCell cell, string field, Side lacking, bool skipped, string value, long since, long? money, RecordSays? record = null)
    {
        var kind = (lacking, skipped) switch
        {
            (Side.Legacy, false) => DifferenceKind.MissingOnLegacy,
            (Side.Legacy, true) => DifferenceKind.SkippedOnLegacy,
            (_, false) => DifferenceKind.MissingOnOrchestration,
            _ => DifferenceKind.SkippedOnOrchestration,
        };
        Add(cell, field, kind, lacking == Side.Legacy ? null : value, lacking == Side.Legacy ? value : null, since, money, record ?? rules.Record.Judge(cell, lacking, null, false, false));
    }

    public OrderComparison Close()
    {
        // one field that differs makes its cell differ, whatever agrees besides it
        differs &= ~rules.Ignored;
        pending &= ~rules.Ignored & ~differs;
        agrees &= ~rules.Ignored & ~differs & ~pending;
        var settled = agrees | differs | pending;
        return new OrderComparison(
            pair.Key, lane, pair.Owner, pair.Text("currency"), pair.Number("total"), pair.Text("node"), Carrier(), agrees, differs, pending,
            notObservable & ~settled & ~rules.Ignored, notExpected & ~settled & ~rules.Ignored, differences ?? (IReadOnlyList<Difference>)[]);
    }

    private void Add(ParityCell cell, string field, DifferenceKind kind, string? legacy, string? orchestration, long since, long? money, RecordSays? record)
    {
        if (IsIgnored(cell))
        {
            return;
        }

        var ripens = since + rules.Allowance(lane, cell);
        var isPending = ripens > readUpTo;
        if (isPending)
        {
            pending |= cell.Bit;
        }
        else
        {
            differs |= cell.Bit;
        }

        differences ??= [];
        if (differences.Count < OrderComparer.MostDifferences)
        {
            differences.Add(new Difference(cell, field, Difference.RuleOf(kind, cell), kind, legacy, orchestration, Instants.FromMicros(since), Instants.FromMicros(ripens), isPending, money) { Record = record });
        }
    }

    private string? Carrier()
    {
        foreach (var side in new[] { pair.Legacy, pair.Orchestration })
        {
            foreach (var fact in side?.State.Facts ?? [])
            {
                if (fact.Path.StartsWith("shipments[", StringComparison.Ordinal) && fact.Path.EndsWith("].carrier", StringComparison.Ordinal))
                {
                    return fact.Value.Text;
                }
            }
        }

        return null;
    }
}
