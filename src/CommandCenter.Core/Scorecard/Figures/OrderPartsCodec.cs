using CommandCenter.Live;
using CommandCenter.Orders;

namespace CommandCenter.Scorecard.Figures;

/// <summary>What an order gave, as it is kept to be taken back when the order changes: some sixty bytes.</summary>
internal static class OrderPartsCodec
{
    private const byte Format = 2;

    public static byte[] Encode(OrderParts order, CompactWriter writer)
    {
        writer.Clear();
        writer.Byte(Format);
        writer.Byte((byte)order.Owner);
        foreach (var text in (string[])[order.Lane, order.Region, order.Node, order.Carrier]) writer.Text(text);
        writer.Unsigned((ulong)order.Parts.Count);
        var before = 0L;
        foreach (var part in order.Parts)
        {
            writer.Byte((byte)part.Figure);
            writer.Signed(part.Hour - before);
            writer.Signed(part.Amount);
            writer.Unsigned((ulong)part.Out);
            before = part.Hour;
        }

        return writer.Written.ToArray();
    }

    /// <exception cref="InvalidDataException">Not written by this format.</exception>
    public static OrderParts Decode(ReadOnlySpan<byte> stored)
    {
        var reader = new CompactReader(stored);
        FactCodec.Require(reader.Byte(), Format);
        var owner = (ObservedOwner)reader.Byte();
        var (lane, region, node, carrier) = (reader.Text(), reader.Text(), reader.Text(), reader.Text());
        var parts = new OrderPart[reader.Count()];
        var before = 0L;
        for (var i = 0; i < parts.Length; i++)
        {
            parts[i] = new OrderPart(reader.Byte(), before += reader.Signed(), reader.Signed()) { Out = (long)reader.Unsigned() };
        }

        return new OrderParts(lane, owner, region, node, carrier, parts);
    }
}
