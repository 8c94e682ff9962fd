using System.Buffers.Binary;
using CommandCenter.Reconciliation.Engine;

namespace CommandCenter.Reconciliation.Files;

/// <summary>The rows of one file, dealt out by key to files on disk, so that a part of both sides fits into memory.</summary>
internal sealed class RowSpill : IDisposable
{
    private const int HeadBytes = 16;
    private const int BufferBytes = 64 << 10;
    private readonly FileStream[] parts;
    private readonly long[] rows;

    /// <param name="folder">Of this run alone.</param>
    /// <param name="side">Tells the files of the two sides apart.</param>
    public RowSpill(string folder, string side, int count)
    {
        rows = new long[count];
        parts = new FileStream[count];
        for (var i = 0; i < count; i++)
        {
            parts[i] = new FileStream(Path.Combine(folder, $"{side}-{i}"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, BufferBytes, FileOptions.DeleteOnClose);
        }
    }

    public void Add(long row, ReadOnlySpan<byte> key, ulong hash, ReadOnlySpan<byte> raw)
    {
        var part = (int)Math.BigMul(hash, (ulong)parts.Length, out _);
        Span<byte> head = stackalloc byte[HeadBytes];
        BinaryPrimitives.WriteInt64LittleEndian(head, row);
        BinaryPrimitives.WriteInt32LittleEndian(head[8..], key.Length);
        BinaryPrimitives.WriteInt32LittleEndian(head[12..], raw.Length);
        parts[part].Write(head);
        parts[part].Write(key);
        parts[part].Write(raw);
        rows[part]++;
    }

    /// <summary>Reads a part back and gives its disk space free.</summary>
    public LoadedRows Load(int part)
    {
        var loaded = new LoadedRows((int)Math.Min(rows[part], 1 << 28));
        using var stream = parts[part];
        stream.Position = 0;
        Span<byte> head = stackalloc byte[HeadBytes];
        var content = new byte[BufferBytes];
        for (var i = 0L; i < rows[part]; i++)
        {
            stream.ReadExactly(head);
            var (key, raw) = (BinaryPrimitives.ReadInt32LittleEndian(head[8..]), BinaryPrimitives.ReadInt32LittleEndian(head[12..]));
            if (content.Length < key + raw)
            {
                content = new byte[key + raw];
            }

            var row = content.AsSpan(0, key + raw);
            stream.ReadExactly(row);
            loaded.Add(BinaryPrimitives.ReadInt64LittleEndian(head), row[..key], KeyHash.Of(row[..key]), row[key..]);
        }

        loaded.Settle();
        return loaded;
    }

    public void Dispose()
    {
        foreach (var part in parts)
        {
            part?.Dispose();
        }
    }
}
