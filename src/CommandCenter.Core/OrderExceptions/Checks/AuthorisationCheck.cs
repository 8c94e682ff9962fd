using CommandCenter.Orders;
using CommandCenter.Plan;

namespace CommandCenter.OrderExceptions.Checks;

/// <summary>
/// Payments that were authorised, are not captured, and end soon or have ended. The provider's own end counts; where it tells none, the plan's duration from the authorisation on. Of several
/// authorisations that stand the one that ends last counts. Where nobody tells of captures, an order that has left counts as captured.
/// </summary>
internal sealed class AuthorisationCheck : OrderCheck
{
    public const string Rule = "authorisation-ends";
    private volatile CaptureTellers? tellers;

    public override string Name => "authorisations";

    protected override IEnumerable<CaseSignal> Find(CheckedOrder order)
    {
        if (order.Owned is not { } state || IsOver(order, state) || EndOf(order, state) is not { } end)
        {
            yield break;
        }

        var atRisk = end - order.Scaled(order.Plan.Exceptions.AuthorisationAtRisk);
        if (order.Now < atRisk)
        {
            yield break;
        }

        var ended = order.Now >= end;
        yield return order.Signal(
            Rule, ExceptionBucket.BusinessRuleMismatch, OwnerTeam.Finance, ended ? "The authorisation has ended" : "The authorisation ends soon",
            $"The payment is authorised until {end.UtcDateTime:yyyy-MM-dd HH:mm} UTC and not captured. {(HasLeft(state) ? ended ? "It has left and may not be paid for" : "It has left: capture it before then" : ended ? "What ships now may not be paid for" : "What ships later may not be paid for")}; only {state.Side}, which owns the order, may authorise it again.",
            atRisk, ended ? CaseSeverity.Critical : CaseSeverity.High) with
        {
            Money = (state.Number("authorised") ?? order.Row.Total) - (state.Number("captured") ?? 0),
        };
    }

    private bool IsOver(CheckedOrder order, OrderState state)
    {
        if (tellers is not { } known || !ReferenceEquals(known.Plan, order.Plan))
        {
            tellers = known = new CaptureTellers(order.Plan);
        }

        return state.At(Stage.Cancelled) is not null || (HasLeft(state) && !known.Of(state.Side))
            || (state.Number("captured") ?? 0) >= Math.Max(1, state.Number("authorised") ?? state.Number("total") ?? long.MaxValue);
    }

    private static bool HasLeft(OrderState state) => state.At(Stage.Shipped) is not null || state.At(Stage.Collected) is not null || state.At(Stage.Delivered) is not null;

    private static DateTimeOffset? EndOf(CheckedOrder order, OrderState state)
    {
        // the system that pays knows best; a side repeats what it was told
        var told = order.States.Where(s => s.Side == Side.Shared).Append(state).Select(s => OrderElement.Of(s, "authorisations")).FirstOrDefault(a => a.Count > 0) ?? [];
        var standing = told.Where(a => !a.Has("voidedAt") && !a.Has("capturedAt")).ToList();
        if (told.Count > 0)
        {
            return standing.Max(a => a.Instant("expiresAt")) ?? (standing.Count > 0 ? FromStage() : null);
        }

        return state.Instant("authorisationExpiresAt") ?? FromStage();

        DateTimeOffset? FromStage() => state.At(Stage.Authorised) is { } at ? at + order.Scaled(order.Plan.Exceptions.AuthorisationValid) : null;
    }

    /// <summary>The sides of which some source, their own or a shared one, tells what was captured.</summary>
    private sealed class CaptureTellers(CutoverPlan plan)
    {
        private readonly HashSet<Side> sides =
            [.. plan.Sources.Where(s => plan.Mapping(s.Mapping) is { } m && (m.Fields.ContainsKey("captured") || (m.Others.TryGetValue("authorisations", out var rule) && rule.Fields.ContainsKey("capturedAt")))).Select(s => s.Side)];

        public CutoverPlan Plan => plan;

        public bool Of(Side side) => sides.Contains(side) || sides.Contains(Side.Shared);
    }
}
