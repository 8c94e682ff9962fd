using CommandCenter.Orders;
using CommandCenter.Plan;

namespace CommandCenter.Reconciliation.Comparing;

/// <summary>The plan's systems of record, cell by cell: reconciliation's oracle. What the plan leaves undecided has none.</summary>
internal sealed class SystemsOfRecord
{
    private readonly SystemDefinition?[] byCell = new SystemDefinition?[ParityCells.Count];
    private readonly HashSet<string> read;

    public SystemsOfRecord(CutoverPlan plan)
    {
        var named = plan.SystemsOfRecord.GroupBy(r => r.Artefact, StringComparer.Ordinal).ToDictionary(g => g.Key, g => plan.Systems.FirstOrDefault(s => s.Id == g.First().System), StringComparer.Ordinal);
        foreach (var cell in ParityCells.All)
        {
            byCell[cell.Index] = ArtefactOf(cell) is { } artefact ? named.GetValueOrDefault(artefact) : null;
        }

        HasShared = byCell.Any(s => s is { Side: Side.Shared });
        read = [.. plan.Sources.Where(s => plan.Mapping(s.Mapping)?.Kind == RecordKind.Order).Select(s => s.System)];
    }

    /// <summary>Whether some cell is decided by a system that belongs to neither side: then its records are read too.</summary>
    public bool HasShared { get; }

    public SystemDefinition? Of(ParityCell cell) => byCell[cell.Index];

    public bool IsShared(ParityCell cell) => byCell[cell.Index] is { Side: Side.Shared };

    /// <summary>What a system of record says to two sides of which each agrees with a shared one's value, or does not.</summary>
    /// <param name="lacking">The side that has nothing; null where both say something.</param>
    /// <param name="value">What the shared system says; null where it is silent.</param>
    public RecordSays? Judge(ParityCell cell, Side? lacking, string? value, bool legacyAgrees, bool orchestrationAgrees)
    {
        if (byCell[cell.Index] is not { } system)
        {
            return null;
        }

        var wrong = system.Side switch
        {
            Side.Shared => value is null ? WrongSide.Unknown : (legacyAgrees, orchestrationAgrees) switch
            {
                (true, true) => WrongSide.Unknown,
                (true, false) => WrongSide.Orchestration,
                (false, true) => WrongSide.Legacy,
                _ => WrongSide.Both,
            },
            // a system that says nothing has not said that the other one is wrong
            _ when lacking == system.Side => WrongSide.Unknown,
            Side.Legacy => WrongSide.Orchestration,
            _ => WrongSide.Legacy,
        };
        return new RecordSays(system.Id, system.Name, system.Side, value, wrong, read.Contains(system.Id));
    }

    private static string? ArtefactOf(ParityCell cell) => cell switch
    {
        _ when cell == ParityCells.Authorised || cell == ParityCells.Captured || cell == ParityCells.Tenders => "payment",
        _ when cell == ParityCells.Refunded => "refund",
        _ when cell == ParityCells.Invoiced => "invoice",
        _ when cell == ParityCells.Tax => "tax",
        _ when cell == ParityCells.Reservations => "reservation",
        _ when cell == ParityCells.Shipments => "shipment-confirmation",
        _ when cell == ParityCells.Cancellations => "cancellation",
        _ when cell == ParityCells.Returns => "return",
        _ when cell == ParityCells.Status || cell == ParityCells.Presence => "order-status",
        { Stage: Stage.Cancelled } => "cancellation",
        { Stage: Stage.Returned } => "return",
        { Stage: Stage.Authorised } => "payment",
        { Stage: Stage.Shipped or Stage.Delivered or Stage.Collected } => "shipment-confirmation",
        { Stage: not null } => "order-status",
        _ => null,
    };
}
