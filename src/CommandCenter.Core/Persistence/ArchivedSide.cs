using System.Buffers.Binary;
using System.Text;
using CommandCenter.Orders;

namespace CommandCenter.Persistence;

/// <summary>What one side of an order stood at when its events were deleted, and by their hashes which events those were.</summary>
internal sealed class ArchivedSide
{
    private const int EntryBytes = 16;
    private readonly Dictionary<ulong, HashSet<ulong>> known = [];

    public ArchivedSide(OrderAccumulator state, ReadOnlySpan<byte> knownEvents)
    {
        State = state;
        for (var at = 0; at + EntryBytes <= knownEvents.Length; at += EntryBytes)
        {
            var id = BinaryPrimitives.ReadUInt64LittleEndian(knownEvents[at..]);
            if (!known.TryGetValue(id, out var stamps))
            {
                known[id] = stamps = [];
            }

            stamps.Add(BinaryPrimitives.ReadUInt64LittleEndian(knownEvents[(at + 8)..]));
        }
    }

    public OrderAccumulator State { get; }

    /// <summary>Appends one event to the list that the archive keeps.</summary>
    public static void Note(List<byte> knownEvents, string source, string eventId, Stamp stamp)
    {
        Span<byte> entry = stackalloc byte[EntryBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(entry, HashOf(source, eventId));
        BinaryPrimitives.WriteUInt64LittleEndian(entry[8..], HashOf(stamp));
        knownEvents.AddRange(entry);
    }

    public bool Knows(OrderEvent candidate) => known.ContainsKey(HashOf(candidate.Source, candidate.EventId));

    public bool KnowsExactly(OrderEvent candidate) =>
        known.TryGetValue(HashOf(candidate.Source, candidate.EventId), out var stamps) && stamps.Contains(HashOf(candidate.Stamp));

    // FNV-1a: stored, so it must stay the same for ever
    private static ulong HashOf(string source, string eventId) => Fnv(Encoding.UTF8.GetBytes(source + '\0' + eventId));

    private static ulong HashOf(Stamp stamp)
    {
        Span<byte> bytes = stackalloc byte[24];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, stamp.Version);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], stamp.OccurredMicros);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[16..], stamp.PayloadHash);
        return Fnv(bytes);
    }

    private static ulong Fnv(ReadOnlySpan<byte> bytes)
    {
        var hash = 14695981039346656037UL;
        foreach (var value in bytes)
        {
            hash = unchecked((hash ^ value) * 1099511628211UL);
        }

        return hash;
    }
}
