using CommandCenter.Rehearsal.Retail;

namespace CommandCenter.Rehearsal.Scripts;

/// <summary>Plans the life of an order by its script, on the side that owns it.</summary>
internal static class ScriptedLife
{
    /// <summary>A copy hears of it and thinks along at the same pace, as far as it may.</summary>
    /// <param name="until">As <c>LifePlans.CopyUntil</c> names it; null = routed.</param>
    public static OrderLife PlanCopy(RetailOrder order, OrderScript script, string? until, bool isOrchestration)
    {
        var at = BusinessClock.WholeMillis(order.ArrivedAt);
        Step[] steps = until switch
        {
            null or "routed" => [Step.Routed],
            "allocated" => isOrchestration ? [Step.Routed, Step.Allocated] : [Step.Allocated],
            _ => [],
        };
        return new OrderLife
        {
            IsCopy = true, IsSpared = true, EligibleAt = BusinessClock.WholeMillis(at + script.Pace),
            Moves = [new Move(Step.Created, at, 0), .. steps.Select((step, i) => new Move(step, BusinessClock.WholeMillis(at + script.Pace * (3 + i)), 0))],
        };
    }

    public static OrderLife Plan(RetailOrder order, OrderScript script)
    {
        var moves = new List<Move> { new(Step.Created, BusinessClock.WholeMillis(order.PlacedAt), 0) };
        var at = order.ArrivedAt;
        void Next(Step step, int parcel = 0) => moves.Add(new Move(step, BusinessClock.WholeMillis(at += script.Pace), parcel));

        Next(Step.Authorised);
        var eligible = BusinessClock.WholeMillis(at);
        foreach (var step in order.OrchestrationOwns ? (Step[])[Step.Routed, Step.Allocated] : [Step.Allocated, Step.Routed])
        {
            Next(step);
        }

        var placed = at + script.Wait;
        foreach (var parcel in order.Parcels)
        {
            // parcels leave beside one another, each a little later than the one before
            at = placed + script.Pace * 0.5 * (parcel.Index - 1);
            foreach (var step in order.Lane.IsPickup ? (Step[])[Step.Released, Step.Picked, Step.Packed, Step.ReadyForPickup, Step.Collected] : [Step.Released, Step.Picked, Step.Packed, Step.Shipped, Step.Delivered])
            {
                Next(step, parcel.Index);
            }
        }

        var isShort = order.Lines.Any(l => l.Id == script.ShortLine && l.Quantity > 1);
        return new OrderLife
        {
            IsCopy = false, Moves = [.. moves.OrderBy(m => m.At)], EligibleAt = eligible, IsSpared = true, ShortLine = isShort ? script.ShortLine : 0, ShortDropped = isShort, ManualTouches = isShort ? 1 : 0,
        };
    }
}
