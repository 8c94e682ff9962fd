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
                if (order == 0)
                {
                    Both(cell, left[i], right[j].Value, Math.Max(legacy.StatedBy[i].OccurredMicros, orchestration.StatedBy[j].OccurredMicros));
                }
                else if (order < 0)
                {
                    One(cell, left[i], Side.Orchestration, orchestration, legacy.StatedBy[i].OccurredMicros);
                }
                else
                {
                    One(cell, right[j], Side.Legacy, legacy, orchestration.StatedBy[j].OccurredMicros);
                }
            }

            i += order <= 0 ? 1 : 0;
            j += order >= 0 ? 1 : 0;
        }

        LineQuantities.Compare(rules, pair, legacy, orchestration, found);
    }

    private void Both(ParityCell cell, Fact here, FactValue there, long since)
    {
        if (FactCells.IsCount(here.Path))
        {
            return;
        }

        if (Agree(cell, here.Value, there))
        {
            found.Agree(cell);
        }
        else
        {
            var money = here.Value.Type == FactType.Money && there.Type == FactType.Money ? Math.Abs(here.Value.Number - there.Number) : (long?)null;
            found.Differ(cell, here.Path, here.Value.ToString(), there.ToString(), since, money);
        }
    }

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
    private void One(ParityCell cell, Fact has, Side lacking, SideView lacks, long since)
    {
        if (FactCells.IsCount(has.Path))
        {
            return;
        }

        if (!rules.Of(lacking).Fills(has.Path))
        {
            found.NotObservable(cell);
        }
        else if (!IsExpected(cell, has, lacking, lacks))
        {
            found.NotExpected(cell);
        }
        else
        {
            found.Missing(cell, has.Path, lacking, skipped: false, has.Value.ToString(), since, has.Value.Type == FactType.Money ? Math.Abs(has.Value.Number) : null);
        }
    }

    private bool IsExpected(ParityCell cell, Fact has, Side lacking, SideView lacks)
    {
        // nothing and none are the same of what an order has had done to it, not of what it costs: missing tax is not 0
        if (cell.IsEffect && has.Value.Type is FactType.Money or FactType.Integer && has.Value.Number == 0)
        {
            return false;
        }

        // the record that makes an order was never read here: that is one difference, not one of every field
        if (lacks.State.At(Stage.Created) is null && rules.Of(lacking).Observes(ParityCells.Of(Stage.Created)) && (lacking == Side.Legacy ? orchestration : legacy).State.At(Stage.Created) is not null)
        {
            return false;
        }

        var isCopy = pair.Owner is { } owner && owner != lacking;
        if (isCopy && cell.IsEffect)
        {
            return false;
        }

        // a node is chosen by routing: who does not route, or never came so far, has none
        if (cell == ParityCells.Node)
        {
            return lacks.State.At(Stage.Cancelled) is null
                && (!isCopy || rules.CopyUntil(pair.Text("lane")) is not { } until || rules.Of(lacking).Order.Rank(until) >= rules.Of(lacking).Order.Rank(Stage.Routed));
        }

        return true;
    }
}
