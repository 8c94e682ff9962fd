using System.Collections.Frozen;

namespace CommandCenter.Orders;

/// <summary>The stored form of a fact. Well-known paths are one byte; the numbers below are stored: never change or reuse one, only append.</summary>
internal static class FactCodec
{
    public const byte FreePath = 0;
    public const byte LinePath = 200;
    public const byte ShipmentPath = 201;

    // position + 1 is the code
    private static readonly string[] orderPaths =
    [
        "sideId", "webNumber", "marketplaceNumber", "receipt", "tracking", "copy", "lane", "region", "brand", "channel", "tenant", "store", "register", "businessDate", "node",
        "skuClass", "wave", "placedAt", "eligibleAt", "holdReason", "holdClearedAt", "cancelReason", "shipBy", "deliverBy", "readyBy", "currency", "goods", "tax", "shipping",
        "discount", "total", "authorised", "authorisationExpiresAt", "captured", "refunded", "invoiced", "tenders", "customer", "status", "failure", "manualTouches",
        "stage.created", "stage.authorised", "stage.held", "stage.allocated", "stage.routed", "stage.released", "stage.picked", "stage.packed", "stage.ready-for-pickup",
        "stage.shipped", "stage.collected", "stage.delivered", "stage.cancelled", "stage.returned",
        "reservedAt", "address", "addressChangedAt", "taxExemption", "fraudVerdict",
    ];

    // position is the code
    private static readonly string[] lineFields =
    [
        "sku", "quantity", "unitPrice", "method", "node", "reserved", "allocated", "released", "picked", "packed", "shipped", "delivered", "cancelled", "returned",
    ];

    private static readonly string[] shipmentFields =
    [
        "node", "carrier", "service", "tracking", "labelAt", "voidedAt", "manifestedAt", "shippedAt", "deliveredAt", "failure", "cost",
    ];

    private static readonly FrozenDictionary<string, byte> orderCodes = Codes(orderPaths, 1);
    private static readonly FrozenDictionary<string, byte>.AlternateLookup<ReadOnlySpan<char>> lineCodes = Codes(lineFields, 0).GetAlternateLookup<ReadOnlySpan<char>>();
    private static readonly FrozenDictionary<string, byte>.AlternateLookup<ReadOnlySpan<char>> shipmentCodes = Codes(shipmentFields, 0).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Names of an order's own facts; code = position + 1.</summary>
    public static ReadOnlySpan<string> OrderPaths => orderPaths;

    /// <summary>Names of a line's facts; code = position.</summary>
    public static ReadOnlySpan<string> LineFields => lineFields;

    /// <summary>Names of a shipment's facts; code = position.</summary>
    public static ReadOnlySpan<string> ShipmentFields => shipmentFields;

    /// <summary>0 where an order's fact has none.</summary>
    public static byte CodeOf(string path) => orderCodes.GetValueOrDefault(path);

    public static void WriteFact(CompactWriter writer, in Fact fact)
    {
        WritePath(writer, fact.Path);
        WriteValue(writer, fact.Value);
    }

    public static Fact ReadFact(ref CompactReader reader) => new(ReadPath(ref reader), ReadValue(ref reader));

    /// <summary>A list of facts as one record with its format version.</summary>
    public static ReadOnlySpan<byte> Encode(CompactWriter writer, IReadOnlyList<Fact> facts)
    {
        writer.Clear();
        writer.Byte(1);
        writer.Unsigned((ulong)facts.Count);
        for (var i = 0; i < facts.Count; i++)
        {
            WriteFact(writer, facts[i]);
        }

        return writer.Written;
    }

    public static Fact[] Decode(ReadOnlySpan<byte> bytes)
    {
        var reader = new CompactReader(bytes);
        Require(reader.Byte(), 1);
        var facts = new Fact[reader.Count()];
        for (var i = 0; i < facts.Length; i++)
        {
            facts[i] = ReadFact(ref reader);
        }

        return facts;
    }

    public static void Require(byte version, byte known)
    {
        if (version != known)
        {
            throw new InvalidDataException($"A stored record has format {version}; this program reads format {known}. It was written by a newer one or is damaged.");
        }
    }

    private static void WritePath(CompactWriter writer, string path)
    {
        if (orderCodes.TryGetValue(path, out var code))
        {
            writer.Byte(code);
        }
        else if (TrySplit(path, "lines[", lineCodes, out var id, out code))
        {
            writer.Byte(LinePath);
            writer.Byte(code);
            writer.Text(id);
        }
        else if (TrySplit(path, "shipments[", shipmentCodes, out id, out code))
        {
            writer.Byte(ShipmentPath);
            writer.Byte(code);
            writer.Text(id);
        }
        else
        {
            writer.Byte(FreePath);
            writer.Text(path);
        }
    }

    private static string ReadPath(ref CompactReader reader)
    {
        var code = reader.Byte();
        switch (code)
        {
            case FreePath:
                return reader.Text();
            case LinePath:
                var lineField = Known(lineFields, reader.Byte());
                return FactPath.OfLine(reader.Text(), lineField);
            case ShipmentPath:
                var shipmentField = Known(shipmentFields, reader.Byte());
                return FactPath.OfShipment(reader.Text(), shipmentField);
            default:
                return Known(orderPaths, code - 1);
        }
    }

    private static void WriteValue(CompactWriter writer, in FactValue value)
    {
        writer.Byte((byte)value.Type);
        if (value.Type == FactType.Text)
        {
            writer.Text(value.Text);
        }
        else
        {
            writer.Signed(value.Number);
        }
    }

    private static FactValue ReadValue(ref CompactReader reader)
    {
        var type = (FactType)reader.Byte();
        return type == FactType.Text ? new FactValue(type, 0, reader.Text()) : new FactValue(type, reader.Signed(), null);
    }

    private static bool TrySplit(
        string path, string prefix, FrozenDictionary<string, byte>.AlternateLookup<ReadOnlySpan<char>> codes, out ReadOnlySpan<char> id, out byte code)
    {
        id = default;
        code = 0;
        if (!path.StartsWith(prefix, StringComparison.Ordinal))
        {
            return false;
        }

        // the last bracket: ids may hold any character, field names hold none
        var end = path.LastIndexOf("].", StringComparison.Ordinal);
        if (end < prefix.Length || !codes.TryGetValue(path.AsSpan(end + 2), out code))
        {
            return false;
        }

        id = path.AsSpan(prefix.Length, end - prefix.Length);
        return true;
    }

    private static string Known(string[] names, int code) =>
        (uint)code < (uint)names.Length ? names[code] : throw new InvalidDataException($"A stored fact has the unknown name {code}: written by a newer program, or damaged.");

    private static FrozenDictionary<string, byte> Codes(string[] names, int first) =>
        names.Select((name, i) => (name, code: (byte)(i + first))).ToFrozenDictionary(n => n.name, n => n.code, StringComparer.Ordinal);
}
