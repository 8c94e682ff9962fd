namespace CommandCenter.Orders;

/// <summary>The stored form of <see cref="OrderAccumulator"/>: compact, versioned by its first byte, free of plan and clock. <see cref="StateReading"/> reads it too.</summary>
internal sealed class OrderStateCodec
{
    public const byte Format = 1;
    public const int Stated = 1, Derived = 2;
    private const int AboveStated = 4, AboveDerived = 8;

    private readonly CompactWriter writer = new();
    private readonly List<Stamp> stamps = [];
    private readonly List<string> sources = [];

    /// <returns>Valid until the next call.</returns>
    public ReadOnlySpan<byte> Encode(OrderAccumulator state)
    {
        stamps.Clear();
        sources.Clear();
        foreach (var claims in state.Stages)
        {
            Collect(claims.All);
            Collect(claims.Above);
        }

        foreach (var stamp in state.StatedBy)
        {
            IndexOf(stamp);
        }

        writer.Clear();
        writer.Byte(Format);
        writer.Unsigned((ulong)state.EventCount);
        writer.Unsigned((ulong)state.ConflictCount);
        writer.Byte((byte)((state.HasOccurred ? 1 : 0) | (state.Unallocated is null ? 0 : 2) | (state.Reinstated is null ? 0 : 4) | (state.ReturnCancelled is null ? 0 : 8)));
        writer.Signed(state.LastOccurred);
        writer.Signed(state.LastObserved - state.LastOccurred);
        WriteFloor(state.Unallocated, state.LastOccurred);
        WriteFloor(state.Reinstated, state.LastOccurred);
        WriteFloor(state.ReturnCancelled, state.LastOccurred);

        writer.Unsigned((ulong)stamps.Count);
        foreach (var stamp in stamps)
        {
            WriteStamp(stamp, state.LastOccurred);
        }

        writer.Unsigned((ulong)sources.Count);
        foreach (var source in sources)
        {
            writer.Text(source);
        }

        writer.Unsigned((ulong)state.Stages.Count);
        foreach (var claims in state.Stages)
        {
            writer.Byte((byte)claims.Stage);
            writer.Byte((byte)((claims.All.IsStated ? Stated : 0) | (claims.All.IsDerived ? Derived : 0) | (claims.Above.IsStated ? AboveStated : 0) | (claims.Above.IsDerived ? AboveDerived : 0)));
            WriteClaim(claims.All, state.LastOccurred);
            WriteClaim(claims.Above, state.LastOccurred);
        }

        writer.Unsigned((ulong)state.Facts.Length);
        for (var i = 0; i < state.Facts.Length; i++)
        {
            writer.Unsigned((ulong)IndexOf(state.StatedBy[i]));
            FactCodec.WriteFact(writer, state.Facts[i]);
        }

        return writer.Written;
    }

    /// <exception cref="InvalidDataException">Not written by this format.</exception>
    public static OrderAccumulator Decode(ReadOnlySpan<byte> bytes)
    {
        var reader = new CompactReader(bytes);
        FactCodec.Require(reader.Byte(), Format);
        var state = new OrderAccumulator { EventCount = (int)reader.Unsigned(), ConflictCount = (int)reader.Unsigned() };
        var flags = reader.Byte();
        state.HasOccurred = (flags & 1) != 0;
        state.LastOccurred = reader.Signed();
        state.LastObserved = state.LastOccurred + reader.Signed();
        state.Unallocated = (flags & 2) == 0 ? null : ReadStamp(ref reader, state.LastOccurred);
        state.Reinstated = (flags & 4) == 0 ? null : ReadStamp(ref reader, state.LastOccurred);
        state.ReturnCancelled = (flags & 8) == 0 ? null : ReadStamp(ref reader, state.LastOccurred);

        var readStamps = new Stamp[reader.Count()];
        for (var i = 0; i < readStamps.Length; i++)
        {
            readStamps[i] = ReadStamp(ref reader, state.LastOccurred);
        }

        var readSources = new string[reader.Count()];
        for (var i = 0; i < readSources.Length; i++)
        {
            // few names in the whole plan, but one in every order
            readSources[i] = string.Intern(reader.Text());
        }

        for (var count = reader.Count(); count > 0; count--)
        {
            var claims = new StageClaims { Stage = (Stage)reader.Byte() };
            var kinds = reader.Byte();
            claims.All = ReadClaim(ref reader, kinds & 3, state.LastOccurred, readStamps, readSources);
            claims.Above = ReadClaim(ref reader, kinds >> 2, state.LastOccurred, readStamps, readSources);
            state.Stages.Add(claims);
        }

        var facts = new Fact[reader.Count()];
        var statedBy = new Stamp[facts.Length];
        for (var i = 0; i < facts.Length; i++)
        {
            statedBy[i] = readStamps[reader.Unsigned()];
            facts[i] = FactCodec.ReadFact(ref reader);
        }

        (state.Facts, state.StatedBy) = (facts, statedBy);
        return state;
    }

    private void Collect(in StageClaim claim)
    {
        if (claim.IsStated)
        {
            IndexOf(claim.StatedBy);
            IndexOf(claim.StatedSource);
        }

        if (claim.IsDerived)
        {
            IndexOf(claim.DerivedSource);
        }
    }

    private void WriteClaim(in StageClaim claim, long origin)
    {
        if (claim.IsStated)
        {
            writer.Unsigned((ulong)IndexOf(claim.StatedBy));
            writer.Signed(claim.StatedAt - origin);
            writer.Unsigned((ulong)IndexOf(claim.StatedSource));
        }

        if (claim.IsDerived)
        {
            writer.Signed(claim.DerivedAt - origin);
            writer.Unsigned((ulong)IndexOf(claim.DerivedSource));
        }

        if (claim.Exists)
        {
            writer.Signed(claim.FirstObserved - origin);
        }
    }

    private static StageClaim ReadClaim(ref CompactReader reader, int kinds, long origin, Stamp[] stamps, string[] sources)
    {
        var claim = new StageClaim { IsStated = (kinds & Stated) != 0, IsDerived = (kinds & Derived) != 0, StatedSource = "", DerivedSource = "" };
        if (claim.IsStated)
        {
            claim.StatedBy = stamps[reader.Unsigned()];
            claim.StatedAt = origin + reader.Signed();
            claim.StatedSource = sources[reader.Unsigned()];
        }

        if (claim.IsDerived)
        {
            claim.DerivedAt = origin + reader.Signed();
            claim.DerivedSource = sources[reader.Unsigned()];
        }

        if (claim.Exists)
        {
            claim.FirstObserved = origin + reader.Signed();
        }

        return claim;
    }

    private void WriteFloor(Stamp? floor, long origin)
    {
        if (floor is { } stamp)
        {
            WriteStamp(stamp, origin);
        }
    }

    private void WriteStamp(Stamp stamp, long origin)
    {
        writer.Signed(stamp.Version);
        writer.Signed(stamp.OccurredMicros - origin);
        writer.Fixed(stamp.PayloadHash);
    }

    private static Stamp ReadStamp(ref CompactReader reader, long origin) => new(reader.Signed(), origin + reader.Signed(), reader.Fixed());

    private int IndexOf(Stamp stamp) => IndexOf(stamps, stamp);

    private int IndexOf(string source) => IndexOf(sources, source);

    private static int IndexOf<T>(List<T> list, T value)
        where T : IEquatable<T>
    {
        var index = list.IndexOf(value);
        if (index < 0)
        {
            list.Add(value);
            index = list.Count - 1;
        }

        return index;
    }
}
