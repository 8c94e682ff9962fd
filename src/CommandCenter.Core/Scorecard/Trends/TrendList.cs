using CommandCenter.OrderExceptions;
using CommandCenter.Scorecard.Figures;
using CommandCenter.Scorecard.Measures;

namespace CommandCenter.Scorecard.Trends;

/// <summary>Every series that is watched.</summary>
public static class TrendList
{
    internal static readonly PeriodFigure Mismatches = Own("mismatch-rate", "Orders that differ", "%", PeriodFigureKind.Share, "the last whole comparison of the day", "orders compared", "orders with a ripe difference", "comparisons of both sides");
    internal static readonly PeriodFigure LabelFailures = Own("label-failures", "Label failures", "per 1,000 orders", PeriodFigureKind.Amount, "opened", "orders placed in the same day", "cases of a refused or failed label × 1,000", "exception cases");
    internal static readonly PeriodFigure Notifications = Own("notification-mismatch", "Messages missing", "per 1,000 orders", PeriodFigureKind.Amount, "opened", "orders placed in the same day", "cases of a message that was not sent × 1,000", "exception cases");
    internal static readonly PeriodFigure Chargebacks = Own("chargebacks-per-1000", "Chargebacks", "per 1,000 orders", PeriodFigureKind.Amount, "charged back", "orders placed in the same day", "chargebacks × 1,000", PeriodFigures.Chargebacks.Source);

    public static IReadOnlyList<TrendSeries> All { get; } =
    [
        // a feed that begins to lose its messages is late with some of them long before it is late with half
        new("How late news of an order comes", PeriodFigures.NewsLag, ExceptionBucket.DataDelay, OwnerTeam.Engineering) { Percentile = 90 },
        new("Orders on which both sides differ", Mismatches, ExceptionBucket.BusinessRuleMismatch, OwnerTeam.Operations),
        new("Labels that fail", LabelFailures, ExceptionBucket.CarrierResponseFailure, OwnerTeam.Vendor),
        new("Customer contacts", MeasureList.Contacts, ExceptionBucket.DataDelay, OwnerTeam.Operations),
        new("Messages that are not sent", Notifications, ExceptionBucket.DataDelay, OwnerTeam.Operations),
        new("Chargebacks", Chargebacks, ExceptionBucket.BusinessRuleMismatch, OwnerTeam.Finance),
        new("Click to shipment", PeriodFigures.All.Single(f => f.Key == "click-to-ship"), ExceptionBucket.DataDelay, OwnerTeam.Operations),
        new("Cancelled orders", PeriodFigures.CancelRate, ExceptionBucket.BusinessRuleMismatch, OwnerTeam.Operations),
        new("Orders without an error", PeriodFigures.SuccessRate, ExceptionBucket.BusinessRuleMismatch, OwnerTeam.Engineering),
    ];

    private static PeriodFigure Own(string key, string label, string unit, PeriodFigureKind kind, string period, string denominator, string formula, string source) => new(0, key, label, unit, kind, Better.Lower, period, denominator, formula, source);
}
