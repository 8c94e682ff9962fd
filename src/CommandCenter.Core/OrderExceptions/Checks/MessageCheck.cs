using CommandCenter.Live;
using CommandCenter.OrderExceptions.Sources;
using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Plan;

namespace CommandCenter.OrderExceptions.Checks;

/// <summary>Customers who were not told what they are to be told. Judged up to where the sources that tell of messages have been read; while one of them was never read, nothing can be told.</summary>
internal sealed class MessageCheck(LiveBoard board) : IOrderCheck
{
    public const string Rule = "message-missing";

    public string Name => "missing-messages";

    public bool LooksAtClosed(CutoverPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return plan.Exceptions.Messages.Count > 0;
    }

    public Task<IReadOnlyList<CaseSignal>?> FindAsync(IReadOnlyList<CheckedOrder> orders, EventsDb db, CancellationToken cancel)
    {
        if (orders.Count == 0 || orders[0].Plan is not { Exceptions.Messages: { Count: > 0 } expected } plan || SourcesOf(plan) is not { Count: > 0 } sources)
        {
            return Task.FromResult<IReadOnlyList<CaseSignal>?>([]);
        }

        var read = board.Current?.Sources.Where(s => sources.Contains(s.Id)).Select(s => s.Watermark).ToList() ?? [];
        if (read.Count < sources.Count || read.Exists(w => w is null))
        {
            return Task.FromResult<IReadOnlyList<CaseSignal>?>(null);
        }

        var until = read.Min()!.Value;
        return Task.FromResult<IReadOnlyList<CaseSignal>?>([.. orders.SelectMany(o => expected.SelectMany(e => Find(o, e, until)))]);
    }

    private static IEnumerable<CaseSignal> Find(CheckedOrder order, ExpectedMessage expected, DateTimeOffset until)
    {
        if (order.Owned is not { } state || state.At(expected.Stage) is not { } reached)
        {
            yield break;
        }

        var told = order.States.SelectMany(s => OrderElement.Of(s, "messages")).Where(m => m.Text("template") == expected.Template).ToList();
        var parcels = expected.Stage == Stage.Shipped ? OrderElement.Of(state, "shipments").Where(s => s.Has("shippedAt")).ToList() : [];
        // where messages name their parcel each parcel needs one; where they do not, one is enough
        var byParcel = parcels.Count > 0 && told.Exists(m => m.Text("shipment") is not null);
        var missing = byParcel ? parcels.Where(p => !told.Exists(m => m.Text("shipment") == p.Id)).Select(p => (p.Id, At: p.Instant("shippedAt")!.Value)).ToList()
            : told.Count == 0 ? [("", reached)] : [];
        foreach (var (parcel, at) in missing)
        {
            var due = at + order.Scaled(expected.Within);
            if (until > due)
            {
                yield return order.Signal(
                    Rule, ExceptionBucket.DataDelay, OwnerTeam.Operations, $"The customer was not told: {expected.Template}",
                    $"The order is {expected.Stage.Name()} since {at.UtcDateTime:yyyy-MM-dd HH:mm} UTC{(parcel.Length > 0 ? $" (parcel {parcel})" : "")}, and no message of the template {expected.Template} went out. Only {state.Side}, which owns the order, sends it.",
                    due, CaseSeverity.Medium) with
                {
                    Fingerprint = CasePrint.Of(Rule, order.Row.OrderKey, expected.Template, parcel), Stage = expected.Stage,
                };
            }
        }
    }

    private static HashSet<string> SourcesOf(CutoverPlan plan) =>
        [.. plan.Sources.Where(s => plan.Mapping(s.Mapping)?.Others.TryGetValue("messages", out var rule) == true && rule.Fields.ContainsKey("template")).Select(s => s.Id)];
}
