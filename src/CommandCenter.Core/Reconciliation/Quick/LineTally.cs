using System.Runtime.CompilerServices;
using CommandCenter.Orders;
using CommandCenter.Reconciliation.Comparing;

namespace CommandCenter.Reconciliation.Quick;

/// <summary>One quantity of a line for each of <see cref="LineQuantities.Counted"/>.</summary>
[InlineArray(Length)]
internal struct Pieces
{
    public const int Length = 6;
    private long first;
}

/// <summary>What a side counts of one line, over all shipments.</summary>
internal struct TalliedLine
{
    public int IdStart, IdLength;
    public long? Ordered;
    public long? UnitPrice;

    /// <summary>A bit for each quantity that the side says anything of.</summary>
    public int Said;
    public Pieces Pieces;

    public readonly bool Has(int quantity) => (Said >> quantity & 1) != 0;
}

/// <summary>Sums up the lines of a reading, as <see cref="LineQuantities.SumsOf"/> does of a state; used again for the next.</summary>
internal sealed class LineTally
{
    public static readonly int Picked = IndexOf("picked");
    public static readonly int Shipped = IndexOf("shipped");
    public static readonly int Cancelled = IndexOf("cancelled");
    private static readonly int ordered = FactCodec.LineFields.IndexOf("quantity");
    private static readonly int unitPrice = FactCodec.LineFields.IndexOf("unitPrice");
    private static readonly int[] quantityOf = [.. FactCodec.LineFields.ToArray().Select(IndexOf)];

    private TalliedLine[] lines = new TalliedLine[16];
    private int count;

    /// <summary>In the order of their facts' paths.</summary>
    public ReadOnlySpan<TalliedLine> Lines => lines.AsSpan(0, count);

    /// <returns>False where a line's id holds a bracket: then its facts need not lie together.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool TryRead(StateReading reading)
    {
        count = 0;
        foreach (ref readonly var fact in reading.Details)
        {
            if (!fact.IsLine)
            {
                continue;
            }

            var id = reading.Id(fact);
            var shipment = id.IndexOf("].shipments["u8);
            id = shipment < 0 ? id : id[..shipment];
            if (id.Contains((byte)']'))
            {
                return false;
            }

            if (count == 0 || !id.SequenceEqual(IdOf(reading, lines[count - 1])))
            {
                Begin(fact.IdStart, id.Length);
            }

            Add(ref lines[count - 1], fact, shipment >= 0);
        }

        return true;
    }

    public static ReadOnlySpan<byte> IdOf(StateReading reading, in TalliedLine line) => reading.Bytes(line.IdStart, line.IdLength);

    private void Begin(int idStart, int idLength)
    {
        if (count == lines.Length)
        {
            Array.Resize(ref lines, count * 2);
        }

        lines[count++] = new TalliedLine { IdStart = idStart, IdLength = idLength };
    }

    private static void Add(ref TalliedLine line, in ReadDetail fact, bool ofShipment)
    {
        var quantity = quantityOf[fact.Field];
        if (quantity >= 0 && fact.Value.Type == FactType.Integer)
        {
            line.Said |= 1 << quantity;
            line.Pieces[quantity] += fact.Value.Number;
        }
        else if (!ofShipment && fact.Value.Type != FactType.Text)
        {
            line.Ordered = fact.Field == ordered ? fact.Value.Number : line.Ordered;
            line.UnitPrice = fact.Field == unitPrice ? fact.Value.Number : line.UnitPrice;
        }
    }

    private static int IndexOf(string field) => Array.FindIndex(LineQuantities.Counted, c => c.Field == field);
}
