using CommandCenter.Orders;

namespace CommandCenter.Reconciliation.Comparing;

/// <summary>One thing of an order that the two sides are compared by: that it is there, a stage, or a figure.</summary>
/// <param name="Index">0 to 63: its bit in a mask. Stored: never reuse one.</param>
/// <param name="Name">As plans, pages, API and files write it: a stage's name, or <c>presence</c>, <c>lines</c>, <c>tax</c>, …</param>
/// <param name="Stage">The stage; null for what is none.</param>
/// <param name="IsMoney">Its values are minor units.</param>
/// <param name="IsEffect">It is an effect outside that only the owner may have: a copy is not expected to report it.</param>
public sealed record ParityCell(int Index, string Name, Stage? Stage = null, bool IsMoney = false, bool IsEffect = false)
{
    internal ulong Bit => 1UL << Index;

    public override string ToString() => Name;
}

/// <summary>All cells.</summary>
public static class ParityCells
{
    private const int FirstStage = 1;
    private const int FirstFigure = 16;

    public static ParityCell Presence { get; } = new(0, "presence");
    public static ParityCell Attributes { get; } = new(FirstFigure, "attributes");
    public static ParityCell Lines { get; } = new(FirstFigure + 1, "lines");
    public static ParityCell Goods { get; } = new(FirstFigure + 2, "goods", IsMoney: true);
    public static ParityCell Tax { get; } = new(FirstFigure + 3, "tax", IsMoney: true);
    public static ParityCell Shipping { get; } = new(FirstFigure + 4, "shipping", IsMoney: true);
    public static ParityCell Discount { get; } = new(FirstFigure + 5, "discount", IsMoney: true);
    public static ParityCell Total { get; } = new(FirstFigure + 6, "total", IsMoney: true);
    public static ParityCell Authorised { get; } = new(FirstFigure + 7, "authorised-amount", IsMoney: true, IsEffect: true);
    public static ParityCell Captured { get; } = new(FirstFigure + 8, "captured", IsMoney: true, IsEffect: true);
    public static ParityCell Refunded { get; } = new(FirstFigure + 9, "refunded", IsMoney: true, IsEffect: true);
    public static ParityCell Invoiced { get; } = new(FirstFigure + 10, "invoiced", IsMoney: true, IsEffect: true);
    public static ParityCell Tenders { get; } = new(FirstFigure + 11, "tenders");
    public static ParityCell Reservations { get; } = new(FirstFigure + 12, "reservations", IsEffect: true);
    public static ParityCell Shipments { get; } = new(FirstFigure + 13, "shipments", IsEffect: true);
    public static ParityCell Cancellations { get; } = new(FirstFigure + 14, "cancellations", IsEffect: true);
    public static ParityCell Returns { get; } = new(FirstFigure + 15, "returns", IsEffect: true);
    public static ParityCell Node { get; } = new(FirstFigure + 16, "node");
    public static ParityCell Promises { get; } = new(FirstFigure + 17, "promises");
    public static ParityCell Status { get; } = new(FirstFigure + 18, "status");

    /// <summary>Only the owner speaks to the customer: looked at, never compared.</summary>
    public static ParityCell Messages { get; } = new(FirstFigure + 19, "messages", IsEffect: true);

    /// <summary>The order as a whole: it differs when any of its cells does. It is counted and never compared.</summary>
    public static ParityCell Whole { get; } = new(63, "order");

    /// <summary>The stages, in their numbers' order.</summary>
    public static IReadOnlyList<ParityCell> Stages { get; } = [.. Orders.Stages.All.Select(s => new ParityCell(FirstStage - 1 + (int)s, s.Name(), s))];

    /// <summary>Everything else than stages.</summary>
    public static IReadOnlyList<ParityCell> Figures { get; } =
    [
        Attributes, Lines, Goods, Tax, Shipping, Discount, Total, Authorised, Captured, Refunded, Invoiced, Tenders, Reservations, Shipments, Cancellations, Returns, Node, Promises, Status, Messages,
    ];

    /// <summary>Presence, stages, figures: the columns of the matrix.</summary>
    public static IReadOnlyList<ParityCell> All { get; } = [Presence, .. Stages, .. Figures];

    /// <summary>One more than the highest index of what is compared.</summary>
    public static int Count { get; } = All.Max(c => c.Index) + 1;

    private static readonly Dictionary<string, ParityCell> byName = All.ToDictionary(c => c.Name, StringComparer.Ordinal);
    private static readonly ParityCell?[] byIndex = [.. Enumerable.Range(0, Count).Select(i => All.FirstOrDefault(c => c.Index == i))];

    public static ParityCell Of(Stage stage) => Stages[(int)stage - 1];

    /// <summary>Null where none has this index.</summary>
    public static ParityCell? At(int index) => index == Whole.Index ? Whole : index >= 0 && index < byIndex.Length ? byIndex[index] : null;

    /// <summary>Null where none has this name.</summary>
    public static ParityCell? Find(string? name) => byName.GetValueOrDefault(name ?? "");
}
