using CommandCenter.Plan;

namespace CommandCenter.Orders;

/// <summary>In which order a side goes through the stages; many source before they allocate. Immutable.</summary>
public sealed class StageOrder
{
    private readonly int[] ranks;
    private readonly bool deliveryObservable;
    private readonly bool collectionObservable;

    private StageOrder(IReadOnlyList<Stage> declared, IReadOnlyList<Stage> notObservable)
    {
        var order = new List<Stage>(declared.Distinct());
        foreach (var stage in Stages.All)
        {
            if (!order.Contains(stage))
            {
                // a stage that the side did not declare stands where it usually stands: right behind its usual predecessor
                var before = order.FindLastIndex(s => s < stage);
                order.Insert(before + 1, stage);
            }
        }

        ranks = new int[Stages.All.Max(s => (int)s) + 1];
        for (var i = 0; i < order.Count; i++)
        {
            ranks[(int)order[i]] = i;
        }

        InOrder = order;
        deliveryObservable = !notObservable.Contains(Stage.Delivered);
        collectionObservable = !notObservable.Contains(Stage.Collected);
    }

    /// <summary>The usual order, where no plan says otherwise.</summary>
    public static StageOrder Default { get; } = new([], []);

    /// <summary>All stages, first to last.</summary>
    public IReadOnlyList<Stage> InOrder { get; }

    /// <summary>The order that the plan declares for <paramref name="side"/>; the usual one where it declares none.</summary>
    public static StageOrder Of(CutoverPlan? plan, Side side) =>
        plan?.Sides.FirstOrDefault(s => s.Side == side) is { } declared ? new StageOrder(declared.Stages, declared.NotObservable) : Default;

    /// <summary>Where the stage stands: a higher rank is further.</summary>
    public int Rank(Stage stage) => ranks[(int)stage];

    /// <summary>True for allocated and every fulfilment stage behind it: what taking back an allocation takes back.</summary>
    public bool IsTakenBackWithAllocation(Stage stage) =>
        stage is not (Stage.Cancelled or Stage.Returned) && Rank(stage) >= Rank(Stage.Allocated);

    /// <summary>True when nothing more can be seen of an order that stands here: also where the side cannot observe the last stage.</summary>
    public bool IsClosedAt(Stage stage) =>
        stage.IsFinal() || (stage == Stage.Shipped && !deliveryObservable) || (stage == Stage.ReadyForPickup && !collectionObservable);
}
