using System.Runtime.CompilerServices;

namespace CommandCenter.Orders;

/// <summary>
/// A stored state read where it lies: numbers, and positions of texts in its bytes, without an object for any of them. For whoever looks at millions of which few matter; one reading is used again
/// for the next. What nobody mapped is left out.
/// </summary>
internal sealed class StateReading
{
    private const int Codes = 64;
    private readonly long[] stages = new long[Stages.All.Max(s => (int)s) + 1];
    private readonly ReadValue[] own = new ReadValue[Codes];
    private ArraySegment<byte> bytes = ArraySegment<byte>.Empty;
    private ReadDetail[] details = new ReadDetail[32];
    private int count;

    /// <summary>A bit for each stage that was reached, by its number.</summary>
    public ulong Reached { get; private set; }

    /// <summary>A bit for each fact of the order itself, by its code.</summary>
    public ulong Said { get; private set; }

    /// <summary>Facts of lines and shipments, in the order of their paths.</summary>
    public ReadOnlySpan<ReadDetail> Details => details.AsSpan(0, count);

    public bool Has(Stage stage) => (Reached >> (int)stage & 1) != 0;

    /// <summary>When a stage was reached that is among <see cref="Reached"/>, UTC microseconds.</summary>
    public long At(int stage) => stages[stage];

    /// <summary>Of a fact that is among <see cref="Said"/>.</summary>
    public ref readonly ReadValue Value(int code) => ref own[code];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long? Number(int code) => (Said >> code & 1) != 0 && own[code].Type != FactType.Text ? own[code].Number : null;

    public ReadOnlySpan<byte> Bytes(int start, int length) => bytes.AsSpan(start, length);

    public ReadOnlySpan<byte> Text(in ReadValue value) => Bytes(value.Start, value.Length);

    public ReadOnlySpan<byte> Id(in ReadDetail detail) => Bytes(detail.IdStart, detail.IdLength);

    public bool Same(in ReadValue here, StateReading other, in ReadValue there) =>
        here.Type == there.Type && here.Number == there.Number && Text(here).SequenceEqual(other.Text(there));

    /// <summary>A side that never told of the order.</summary>
    public void Clear() => (bytes, count, Reached, Said) = (ArraySegment<byte>.Empty, 0, 0, 0);

    /// <returns>False where this reading does not do, and the state is to be decoded: stages were taken back, or there is a name that it does not know.</returns>
    /// <exception cref="InvalidDataException">Not written by this format.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool TryRead(ArraySegment<byte> stored)
    {
        Clear();
        bytes = stored;
        var reader = new CompactReader(stored);
        FactCodec.Require(reader.Byte(), OrderStateCodec.Format);
        reader.SkipNumber();
        reader.SkipNumber();
        if (reader.Byte() > 1)
        {
            return false;
        }

        var origin = reader.Signed();
        reader.SkipNumber();
        for (var stamps = reader.Count(); stamps > 0; stamps--)
        {
            reader.SkipNumber();
            reader.SkipNumber();
            reader.Skip(sizeof(ulong));
        }

        for (var sources = reader.Count(); sources > 0; sources--)
        {
            reader.Skip(reader.Count());
        }

        return TryReadStages(ref reader, origin) && TryReadFacts(ref reader);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool TryReadStages(ref CompactReader reader, long origin)
    {
        for (var left = reader.Count(); left > 0; left--)
        {
            var (stage, kinds) = (reader.Byte(), reader.Byte());
            if (stage >= stages.Length || kinds > (OrderStateCodec.Stated | OrderStateCodec.Derived))
            {
                return false;
            }

            // what a side said outright counts before what its records let one conclude
            if ((kinds & OrderStateCodec.Stated) != 0)
            {
                reader.SkipNumber();
                stages[stage] = origin + reader.Signed();
                reader.SkipNumber();
            }

            if ((kinds & OrderStateCodec.Derived) != 0)
            {
                var at = origin + reader.Signed();
                stages[stage] = (kinds & OrderStateCodec.Stated) != 0 ? stages[stage] : at;
                reader.SkipNumber();
            }

            if (kinds != 0)
            {
                reader.SkipNumber();
                Reached |= 1UL << stage;
            }
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool TryReadFacts(ref CompactReader reader)
    {
        for (var left = reader.Count(); left > 0; left--)
        {
            reader.SkipNumber();
            var code = reader.Byte();
            if (code is FactCodec.LinePath or FactCodec.ShipmentPath)
            {
                var field = reader.Byte();
                var length = reader.Count();
                var start = reader.Position;
                reader.Skip(length);
                if (field >= (code == FactCodec.LinePath ? FactCodec.LineFields : FactCodec.ShipmentFields).Length)
                {
                    return false;
                }

                if (count == details.Length)
                {
                    Array.Resize(ref details, count * 2);
                }

                details[count++] = new ReadDetail(code == FactCodec.LinePath, field, start, length, Read(ref reader));
            }
            else if (code == FactCodec.FreePath)
            {
                var length = reader.Count();
                var start = reader.Position;
                reader.Skip(length);
                _ = Read(ref reader);
                // what an order has several of is looked at in full; "reservedAt" had no code once
                if (bytes.AsSpan(start, length) is var name && !name.StartsWith("x."u8) && !name.SequenceEqual("reservedAt"u8))
                {
                    return false;
                }
            }
            else if (code <= FactCodec.OrderPaths.Length && code < Codes)
            {
                own[code] = Read(ref reader);
                Said |= 1UL << code;
            }
            else
            {
                return false;
            }
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ReadValue Read(ref CompactReader reader)
    {
        var type = (FactType)reader.Byte();
        if (type != FactType.Text)
        {
            return new ReadValue(type, reader.Signed(), 0, 0);
        }

        var length = reader.Count();
        var start = reader.Position;
        reader.Skip(length);
        return new ReadValue(type, 0, start, length);
    }
}

/// <summary>A value; a text by where it lies.</summary>
internal readonly record struct ReadValue(FactType Type, long Number, int Start, int Length);

/// <summary>A fact of a line or a shipment; its id by where it lies.</summary>
/// <param name="Field">Position among the names of such facts.</param>
internal readonly record struct ReadDetail(bool IsLine, byte Field, int IdStart, int IdLength, ReadValue Value);
