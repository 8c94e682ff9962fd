using CommandCenter.Live;
using CommandCenter.Orders;

namespace CommandCenter.Scorecard.Figures;

/// <summary>By what figures are told apart besides lane and owner. Numbers are stored: never reuse one.</summary>
public enum FigureDimension
{
    /// <summary>All orders of the lane and owner.</summary>
    None = 0,
    Region = 1,
    Node = 2,
    Carrier = 3,
}

/// <summary>Which orders a cell counts.</summary>
/// <param name="Hour">When the hour began, UTC microseconds.</param>
/// <param name="Value">Of the dimension; empty where an order does not say it, and for <see cref="FigureDimension.None"/>.</param>
internal readonly record struct CellKey(long Hour, string Lane, ObservedOwner Owner, FigureDimension Dimension, string Value)
{
    /// <summary>The cells that a part of an order counts in: one a dimension.</summary>
    public static IEnumerable<CellKey> Of(OrderParts order, long hour)
    {
        yield return new CellKey(hour, order.Lane, order.Owner, FigureDimension.None, "");
        yield return new CellKey(hour, order.Lane, order.Owner, FigureDimension.Region, order.Region);
        yield return new CellKey(hour, order.Lane, order.Owner, FigureDimension.Node, order.Node);
        yield return new CellKey(hour, order.Lane, order.Owner, FigureDimension.Carrier, order.Carrier);
    }
}

/// <summary>All figures of one hour, lane, owner and value of a dimension.</summary>
internal sealed class FigureCell
{
    private const byte Format = 1;
    private static readonly PeriodFigure?[] figures = ByCode();
    private readonly SortedDictionary<int, FigureTally> tallies = [];

    public bool IsEmpty => tallies.Count == 0;

    public void Add(OrderPart part)
    {
        if (!tallies.TryGetValue(part.Figure, out var tally)) tallies[part.Figure] = tally = new FigureTally(figures[part.Figure]!.Kind);
        tally.Add(part.Amount, part.Out);
    }

    /// <exception cref="InvalidDataException">It was never added.</exception>
    public void Remove(OrderPart part)
    {
        if (!tallies.TryGetValue(part.Figure, out var tally)) throw new InvalidDataException("More was taken from a figure than was ever added.");
        tally.Remove(part.Amount, part.Out);
        if (tally.IsEmpty) tallies.Remove(part.Figure);
    }

    public byte[] Encode(CompactWriter writer)
    {
        writer.Clear();
        writer.Byte(Format);
        writer.Unsigned((ulong)tallies.Count);
        foreach (var (code, tally) in tallies)
        {
            writer.Byte((byte)code);
            tally.Write(writer);
        }

        return writer.Written.ToArray();
    }

    /// <exception cref="InvalidDataException">Not written by this format.</exception>
    public static FigureCell Decode(ReadOnlySpan<byte> stored)
    {
        var cell = new FigureCell();
        var reader = new CompactReader(stored);
        FactCodec.Require(reader.Byte(), Format);
        for (var left = reader.Count(); left > 0; left--)
        {
            var code = reader.Byte();
            var figure = code < figures.Length ? figures[code] : null;
            cell.tallies[code] = FigureTally.Read((figure ?? throw new InvalidDataException($"No figure is stored under the number {code}.")).Kind, ref reader);
        }

        return cell;
    }

    /// <summary>Reads a stored cell into sums without making one of its own: for whoever adds up a quarter of them.</summary>
    public static void AddTo(ReadOnlySpan<byte> stored, FigureSums sums, bool isOver, IReadOnlySet<int>? wanted = null)
    {
        var reader = new CompactReader(stored);
        FactCodec.Require(reader.Byte(), Format);
        for (var left = reader.Count(); left > 0; left--)
        {
            var figure = figures[reader.Byte()] ?? throw new InvalidDataException("A figure is stored under an unknown number.");
            sums.Read(figure, ref reader, (isOver || !figure.IsPromise) && wanted?.Contains(figure.Code) != false);
        }
    }

    private static PeriodFigure?[] ByCode()
    {
        var all = new PeriodFigure?[PeriodFigures.All.Max(f => f.Code) + 1];
        foreach (var figure in PeriodFigures.All) all[figure.Code] = figure;
        return all;
    }
}
