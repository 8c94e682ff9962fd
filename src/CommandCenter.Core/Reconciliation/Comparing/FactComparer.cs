using CommandCenter.Orders;

namespace CommandCenter.Reconciliation.Comparing;

/// <summary>Walks over both sides' facts, which lie in the order of their paths, and compares them one by one.</summary>
internal sealed class FactComparer(ParityRules rules, OrderPair pair, SideView legacy, SideView orchestration, Findings found)
{
    public void Run()
    {
        var (left, right) = (legacy.State.Facts, orchestration.State.Facts);
        int i = 0, j = 0;
        while (i < left.Count || j < right.Count)
        {
            var order = i == left.Count ? 1 : j == right.Count ? -1 : string.CompareOrdinal(left[i].Path, right[j].Path);
            if (FactCells.Of(order <= 0 ? left[i].Path : right[j].Path) is { } cell && !found.IsIgnored(cell))
            {
                var record = rules.Record.IsShared(cell) ? pair.Shared?.Say(order <= 0 ? left[i].Path : right[j].Path) : null;
                if (order == 0)
                {
                    Both(cell, left[i], right[j].Value, Math.Max(legacy.StatedBy[i].OccurredMicros, orchestration.StatedBy[j].OccurredMicros), record);
                }
                else if (order < 0)
                {
                    One(cell, left[i], Side.Orchestration, orchestration, legacy.StatedBy[i].OccurredMicros, record);
                }
                else
                {
                    One(cell, right[j], Side.Legacy, legacy, orchestration.StatedBy[j].OccurredMicros, record);
                }
            }

            i += order <= 0 ? 1 : 0;
            j += order >= 0 ? 1 : 0;
        }

        RecordAlone();
        LineQuantities.Compare(rules, pair, legacy, orchestration, found);
    }

    private void Both(ParityCell cell, Fact here, FactValue there, long since, Said? record)
    {
        if (FactCells.IsCount(here.Path))
        {
            return;
        }

        if (!Agree(cell, here.Value, there))
        {
            found.Differ(cell, here.Path, here.Value.ToString(), there.ToString(), since, Between(here.Value, there), Judge(cell, null, record, here.Value, there));
        }
        else if (record is { } says && !Agree(cell, here.Value, says.Value) && !Agree(cell, there, says.Value))
        {
            found.AgainstRecord(
                cell, here.Path, here.Value.ToString(), there.ToString(), Math.Max(since, says.At), Between(here.Value, says.Value), Judge(cell, null, record, here.Value, there)!);
        }
        else
        {
            found.Agree(cell);
        }
    }

    /// <summary>What a shared system of record tells of the order and neither side does, such as a capture that nobody booked.</summary>
    private void RecordAlone()
    {
        if (pair.Shared is not { } shared)
        {
            return;
        }

        for (var i = 0; i < shared.State.Facts.Count; i++)
        {
            var fact = shared.State.Facts[i];
            if (FactCells.Of(fact.Path) is not { } cell || found.IsIgnored(cell) || !rules.Record.IsShared(cell) || FactCells.IsCount(fact.Path) || IsNothing(cell, fact.Value)
                || legacy.State.Find(fact.Path) is not null || orchestration.State.Find(fact.Path) is not null)
            {
                continue;
            }

            // who answers for the order is to know; where nobody is said to, somebody is
            var knows = pair.Owner is { } owner ? rules.Of(owner).Fills(fact.Path) : rules.Of(Side.Legacy).Fills(fact.Path) || rules.Of(Side.Orchestration).Fills(fact.Path);
            if (knows)
            {
                found.AgainstRecord(
                    cell, fact.Path, null, null, shared.StatedBy[i].OccurredMicros, fact.Value.Type == FactType.Money ? Math.Abs(fact.Value.Number) : null,
                    rules.Record.Judge(cell, null, fact.Value.ToString(), pair.Owner == Side.Orchestration, pair.Owner == Side.Legacy)!);
            }
        }
    }

    private RecordSays? Judge(ParityCell cell, Side? lacking, Said? record, FactValue? here, FactValue? there) => rules.Record.Judge(
        cell, lacking, record?.Value.ToString(), here is { } a && record is { } x && Agree(cell, a, x.Value), there is { } b && record is { } y && Agree(cell, b, y.Value));

    private static long? Between(FactValue a, FactValue b) => a.Type == FactType.Money && b.Type == FactType.Money ? Math.Abs(a.Number - b.Number) : null;

    private bool Agree(ParityCell cell, FactValue here, FactValue there)
    {
        if (here == there)
        {
            return true;
        }

        if (here.Type == FactType.Text || there.Type == FactType.Text || here.Type != there.Type)
        {
            return rules.AreEquivalent(cell, here.ToString(), there.ToString());
        }

        var within = Math.Max(0, rules.Tolerance(cell)) * (here.Type == FactType.Instant ? 1_000_000 : 1);
        return Math.Abs(here.Number - there.Number) <= within;
    }

    /// <summary>A fact that only one side has.</summary>
    private void One(ParityCell cell, Fact has, Side lacking, SideView lacks, long since, Said? record)
    {
        if (FactCells.IsCount(has.Path))
        {
            return;
        }

        var isObservable = rules.Of(lacking).Fills(has.Path);
        if (isObservable && IsExpected(cell, has, lacking, lacks))
        {
            found.Missing(
                cell, has.Path, lacking, skipped: false, has.Value.ToString(), since, has.Value.Type == FactType.Money ? Math.Abs(has.Value.Number) : null,
                lacking == Side.Legacy ? Judge(cell, lacking, record, null, has.Value) : Judge(cell, lacking, record, has.Value, null));
            return;
        }

        // the other side is not asked; the system of record still is
        if (record is { } says && !Agree(cell, has.Value, says.Value))
        {
            var (here, there) = lacking == Side.Legacy ? (null, has.Value.ToString()) : (has.Value.ToString(), (string?)null);
            found.AgainstRecord(
                cell, has.Path, here, there, Math.Max(since, says.At), Between(has.Value, says.Value), rules.Record.Judge(cell, null, says.Value.ToString(), lacking == Side.Legacy, lacking == Side.Orchestration)!);
        }
        else if (record is not null)
        {
            found.Agree(cell);
        }
        else if (isObservable)
        {
            found.NotExpected(cell);
        }
        else
        {
            found.NotObservable(cell);
        }
    }

    private static bool IsNothing(ParityCell cell, FactValue value) => Expectations.IsNothing(cell, value.Type, value.Number);

    private bool IsExpected(ParityCell cell, Fact has, Side lacking, SideView lacks)
    {
        var other = lacking == Side.Legacy ? orchestration : legacy;
        return new Expectations(rules, pair.Owner, pair.Text("lane")).OfFact(
            cell, IsNothing(cell, has.Value), lacking, lacks.State.At(Stage.Created) is not null, lacks.State.At(Stage.Cancelled) is not null, other.State.At(Stage.Created) is not null);
    }
}
