using System.Buffers.Binary;

namespace CommandCenter.Persistence;

/// <summary>
/// Reads a SQLite write-ahead log as its published format describes it. A torn end is normal after a crash; a broken frame with commits behind it is not: SQLite would drop
/// them without a word.
/// </summary>
/// <param name="Damage">What is wrong, or null.</param>
/// <param name="HeaderIsDamaged">Nothing of the log can be used.</param>
internal readonly record struct WalFile(string? Damage, bool HeaderIsDamaged)
{
    private const int HeaderBytes = 32;
    private const int FrameHeaderBytes = 24;

    public static WalFile Read(string file)
    {
        var info = new FileInfo(file);
        if (!info.Exists || info.Length < HeaderBytes + FrameHeaderBytes)
        {
            return default;
        }

        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 20);
        Span<byte> header = stackalloc byte[HeaderBytes];
        stream.ReadExactly(header);
        if (header.IndexOfAnyExcept((byte)0) < 0)
        {
            return default; // a log that was reset and never used
        }

        var magic = BinaryPrimitives.ReadUInt32BigEndian(header);
        var pageSize = (int)BinaryPrimitives.ReadUInt32BigEndian(header[8..]);
        var sum = new Checksum((magic & 1) != 0);
        sum.Add(header[..24]);
        if (magic is not (0x377f0682 or 0x377f0683) || pageSize is < 512 or > 65536 || !sum.Is(header[24..]))
        {
            return new WalFile("its header is not readable", true);
        }

        return ReadFrames(stream, pageSize, header[16..24], sum);
    }

    private static WalFile ReadFrames(FileStream stream, int pageSize, ReadOnlySpan<byte> salt, Checksum sum)
    {
        var frame = new byte[FrameHeaderBytes + pageSize];
        var broken = 0L;
        for (var number = 1L; stream.ReadAtLeast(frame, frame.Length, throwOnEndOfStream: false) == frame.Length; number++)
        {
            var ofThisLog = frame.AsSpan(8, 8).SequenceEqual(salt);
            if (broken == 0)
            {
                sum.Add(frame.AsSpan(0, 8));
                sum.Add(frame.AsSpan(FrameHeaderBytes));
                broken = ofThisLog && sum.Is(frame.AsSpan(16)) ? 0 : number;
                if (broken != 0 && !ofThisLog && !LooksLikeDamage(stream, frame, salt))
                {
                    return default; // the rest of an older log
                }
            }

            if (broken != 0 && ofThisLog && BinaryPrimitives.ReadUInt32BigEndian(frame.AsSpan(4)) != 0 && number >= broken)
            {
                return new WalFile($"frame {broken} is broken, and frame {number} behind it ends a commit", false);
            }
        }

        return default;
    }

    /// <summary>A frame with a foreign salt ends a log; unless frames of this log still follow.</summary>
    private static bool LooksLikeDamage(FileStream stream, byte[] frame, ReadOnlySpan<byte> salt)
    {
        var here = stream.Position;
        var follows = stream.ReadAtLeast(frame, frame.Length, throwOnEndOfStream: false) == frame.Length && frame.AsSpan(8, 8).SequenceEqual(salt);
        stream.Position = here;
        return follows;
    }

    /// <summary>The log's own running sum over 32-bit words.</summary>
    private struct Checksum(bool bigEndian)
    {
        private uint first;
        private uint second;

        public void Add(ReadOnlySpan<byte> bytes)
        {
            for (var at = 0; at < bytes.Length; at += 8)
            {
                first = unchecked(first + Word(bytes[at..]) + second);
                second = unchecked(second + Word(bytes[(at + 4)..]) + first);
            }
        }

        public readonly bool Is(ReadOnlySpan<byte> stored) =>
            BinaryPrimitives.ReadUInt32BigEndian(stored) == first && BinaryPrimitives.ReadUInt32BigEndian(stored[4..]) == second;

        private readonly uint Word(ReadOnlySpan<byte> bytes) => bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
    }
}
