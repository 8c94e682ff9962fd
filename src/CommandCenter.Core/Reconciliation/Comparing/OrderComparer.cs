using CommandCenter.Orders;

namespace CommandCenter.Reconciliation.Comparing;

/// <summary>
/// Compares the two sides of an order: that both have it, every stage, every figure. A function of the two states, the plan and up to where both sides have been read; which side is called legacy
/// makes no difference to what is found.
/// </summary>
internal sealed class OrderComparer(ParityRules rules)
{
    /// <summary>An order whose lines all differ tells no more with the twenty-first.</summary>
    public const int MostDifferences = 20;

    public OrderComparison Compare(OrderPair pair, Horizon horizon)
    {
        var found = new Findings(rules, pair, horizon);
        if (pair.Legacy is null || pair.Orchestration is null)
        {
            ComparePresence(pair, found);
        }
        else
        {
            found.Agree(ParityCells.Presence);
            foreach (var cell in ParityCells.Stages)
            {
                CompareStage(pair, pair.Legacy, pair.Orchestration, cell, found);
            }

            new FactComparer(rules, pair, pair.Legacy, pair.Orchestration, found).Run();
        }

        return found.Close();
    }

    private void ComparePresence(OrderPair pair, Findings found)
    {
        if ((pair.Legacy ?? pair.Orchestration) is not { } present)
        {
            return;
        }

        var lacking = pair.Legacy is null ? Side.Legacy : Side.Orchestration;
        if (!Expectations.OfOrder(rules, pair.Owner, pair.Mirrored, lacking, present.State.Number("copy")))
        {
            found.NotExpected(ParityCells.Presence);
            return;
        }

        var since = present.State.Number("placedAt") ?? present.Reached.Select(t => (long?)Instants.ToMicros(t.OccurredAt)).Min() ?? Instants.ToMicros(present.State.LastOccurredAt);
        found.Missing(ParityCells.Presence, "order", lacking, skipped: false, "there", since, present.State.Number("total"));
    }

    private void CompareStage(OrderPair pair, SideView legacy, SideView orchestration, ParityCell cell, Findings found)
    {
        var stage = cell.Stage!.Value;
        var (there, elsewhere) = (legacy.State.At(stage), orchestration.State.At(stage));
        var record = rules.Record.IsShared(cell) ? pair.Shared?.State.At(stage) : null;
        if (there is null && elsewhere is null)
        {
            if (record is { } alone && KnowsOf(pair, cell))
            {
                found.AgainstRecord(
                    cell, cell.Name, null, null, Instants.ToMicros(alone), null,
                    rules.Record.Judge(cell, null, FactValue.OfInstant(alone).ToString(), pair.Owner == Side.Orchestration, pair.Owner == Side.Legacy)!);
            }

            return;
        }

        if (there is { } a && elsewhere is { } b)
        {
            var within = rules.Tolerance(cell);
            if (within < 0 || (a - b).Duration() <= TimeSpan.FromSeconds(within))
            {
                found.Agree(cell);
            }
            else
            {
                var newer = a > b ? a : b;
                found.Differ(cell, cell.Name, FactValue.OfInstant(a).ToString(), FactValue.OfInstant(b).ToString(), Instants.ToMicros(newer), null);
            }

            return;
        }

        var (lacking, lacks, reached) = there is null ? (Side.Legacy, legacy, elsewhere!.Value) : (Side.Orchestration, orchestration, there.Value);
        if (!rules.Of(lacking).Observes(cell))
        {
            found.NotObservable(cell);
        }
        else if (!new Expectations(rules, pair.Owner, pair.Text("lane")).OfStage(lacking, lacks.State.At(Stage.Cancelled) is not null, stage))
        {
            found.NotExpected(cell);
        }
        else
        {
            found.Missing(
                cell, cell.Name, lacking, HasGoneOn(lacks, lacking, stage), FactValue.OfInstant(reached).ToString(), Instants.ToMicros(reached), null,
                record is { } at ? rules.Record.Judge(cell, lacking, FactValue.OfInstant(at).ToString(), lacking != Side.Legacy, lacking != Side.Orchestration) : null);
        }
    }

    /// <summary>Whether who answers for the order is able to tell of it; where nobody is said to, one of the two.</summary>
    private bool KnowsOf(OrderPair pair, ParityCell stage) =>
        pair.Owner is { } owner ? rules.Of(owner).Observes(stage) : rules.Of(Side.Legacy).Observes(stage) || rules.Of(Side.Orchestration).Observes(stage);

    private bool HasGoneOn(SideView state, Side side, Stage stage)
    {
        var order = rules.Of(side).Order;
        foreach (var time in state.Reached)
        {
            if (time.Stage is not (Stage.Cancelled or Stage.Returned or Stage.Held) && order.Rank(time.Stage) > order.Rank(stage))
            {
                return stage is not (Stage.Cancelled or Stage.Returned);
            }
        }

        return false;
    }
}
