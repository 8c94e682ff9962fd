using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Plan;

namespace CommandCenter.OrderExceptions.Checks;

/// <summary>One order as a check sees it.</summary>
/// <param name="States">Of the sides that know it, and of shared systems.</param>
/// <param name="Now">What times are judged against.</param>
internal sealed record CheckedOrder(OrderRow Row, IReadOnlyList<OrderState> States, CutoverPlan Plan, DateTimeOffset Now)
{
    /// <summary>What the side says that answers for it; null while that is not known or only a copy has been seen.</summary>
    public OrderState? Owned { get; } = OfOwner(Row, States);

    /// <summary>A duration of the plan as it passes here.</summary>
    public TimeSpan Scaled(TimeSpan time) => time / Math.Max(1, Plan.Header.TimeScale);

    /// <summary>A case about this order; what is left out is for the check to fill.</summary>
    public CaseSignal Signal(string rule, ExceptionBucket bucket, OwnerTeam team, string title, string why, DateTimeOffset since, CaseSeverity atLeast) => new()
    {
        Fingerprint = Sources.CasePrint.Of(rule, Row.OrderKey), Rule = rule, Bucket = bucket, Team = team, Title = title, Why = why, OrderKey = Row.OrderKey, Lane = Row.Lane, Side = Owned?.Side,
        Stage = Owned?.Stage, Money = Row.Total, Currency = Row.Currency, Since = since, AtLeast = atLeast,
    };

    private static OrderState? OfOwner(OrderRow row, IReadOnlyList<OrderState> states)
    {
        if (row.Owner is { } owner)
        {
            return states.FirstOrDefault(s => s.Side == owner);
        }

        var own = states.Where(s => s.Side != Side.Shared && s.Number("copy") is null or 0).ToList();
        return own.Count == 1 ? own[0] : null;
    }
}

/// <summary>Something that can be wrong with an order by itself, without any difference between the sides.</summary>
internal interface IOrderCheck
{
    /// <summary>Kebab-case, unique; stored with each of its cases.</summary>
    string Name { get; }

    /// <summary>It also looks at orders that were closed lately.</summary>
    bool LooksAtClosed(CutoverPlan plan);

    /// <summary>What is wrong with these orders. Null = cannot be told at the moment: then nothing of this check has passed.</summary>
    Task<IReadOnlyList<CaseSignal>?> FindAsync(IReadOnlyList<CheckedOrder> orders, EventsDb db, CancellationToken cancel);
}

/// <summary>A check that needs nothing but the order.</summary>
internal abstract class OrderCheck : IOrderCheck
{
    public abstract string Name { get; }

    public virtual bool LooksAtClosed(CutoverPlan plan) => false;

    public Task<IReadOnlyList<CaseSignal>?> FindAsync(IReadOnlyList<CheckedOrder> orders, EventsDb db, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<CaseSignal>?>([.. orders.SelectMany(Find)]);

    protected abstract IEnumerable<CaseSignal> Find(CheckedOrder order);
}
