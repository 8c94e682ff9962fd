using System.Buffers.Binary;
using System.Text;
using Npgsql;

namespace CommandCenter.Persistence.Postgres;

/// <summary>Rows in PostgreSQL's binary COPY format, gathered in one buffer that is used again and again and sent at once.</summary>
internal sealed class CopyRows
{
    // the signature, no flags, no extension
    private const int HeaderBytes = 11 + 4 + 4;
    private byte[] buffer = new byte[64 * 1024];
    private int length;
    private int lastRow;

    public CopyRows()
    {
        Signature.CopyTo(buffer);
        Clear();
    }

    private static ReadOnlySpan<byte> Signature => [(byte)'P', (byte)'G', (byte)'C', (byte)'O', (byte)'P', (byte)'Y', (byte)'\n', 0xff, (byte)'\r', (byte)'\n', 0];

    public int Count { get; private set; }

    public void Clear() => (length, lastRow, Count) = (HeaderBytes, HeaderBytes, 0);

    public CopyRows Row(int columns)
    {
        lastRow = length;
        Count++;
        Reserve(2);
        BinaryPrimitives.WriteInt16BigEndian(buffer.AsSpan(length), (short)columns);
        length += 2;
        return this;
    }

    /// <summary>Takes back the last row.</summary>
    public void DropRow()
    {
        length = lastRow;
        Count--;
    }

    public CopyRows Null() => Int32(-1);

    public CopyRows Bool(bool value)
    {
        Int32(1);
        Reserve(1);
        buffer[length++] = value ? (byte)1 : (byte)0;
        return this;
    }

    public CopyRows Short(short value)
    {
        Int32(2);
        Reserve(2);
        BinaryPrimitives.WriteInt16BigEndian(buffer.AsSpan(length), value);
        length += 2;
        return this;
    }

    public CopyRows Int(int value) => Int32(4).Int32(value);

    public CopyRows Int(int? value) => value is { } number ? Int(number) : Null();

    public CopyRows Long(long value)
    {
        Int32(8);
        Reserve(8);
        BinaryPrimitives.WriteInt64BigEndian(buffer.AsSpan(length), value);
        length += 8;
        return this;
    }

    public CopyRows Long(long? value) => value is { } number ? Long(number) : Null();

    public CopyRows Text(string? value)
    {
        if (value is null)
        {
            return Null();
        }

        value = PostgresText.Clean(value);
        var bytes = Encoding.UTF8.GetByteCount(value);
        Int32(bytes);
        Reserve(bytes);
        length += Encoding.UTF8.GetBytes(value, buffer.AsSpan(length));
        return this;
    }

    public CopyRows Bytes(ReadOnlySpan<byte> value)
    {
        Int32(value.Length);
        Reserve(value.Length);
        value.CopyTo(buffer.AsSpan(length));
        length += value.Length;
        return this;
    }

    /// <summary>Sends and forgets what was gathered.</summary>
    public async ValueTask SendAsync(NpgsqlConnection connection, string copy, CancellationToken cancel)
    {
        End();
        await using (var stream = await connection.BeginRawBinaryCopyAsync(copy, cancel))
        {
            await stream.WriteAsync(buffer.AsMemory(0, length), cancel);
        }

        Clear();
    }

    /// <summary>The same for the rare case that what was gathered is needed in the middle of a batch.</summary>
    public void Send(NpgsqlConnection connection, string copy)
    {
        End();
        using (var stream = connection.BeginRawBinaryCopy(copy))
        {
            stream.Write(buffer.AsSpan(0, length));
        }

        Clear();
    }

    private void End()
    {
        Reserve(2);
        BinaryPrimitives.WriteInt16BigEndian(buffer.AsSpan(length), -1);
        length += 2;
    }

    private CopyRows Int32(int value)
    {
        Reserve(4);
        BinaryPrimitives.WriteInt32BigEndian(buffer.AsSpan(length), value);
        length += 4;
        return this;
    }

    private void Reserve(int more)
    {
        if (length + more > buffer.Length)
        {
            Array.Resize(ref buffer, Math.Max(buffer.Length * 2, length + more));
        }
    }
}

/// <summary>Texts as PostgreSQL can keep them.</summary>
internal static class PostgresText
{
    /// <summary>The one character that it refuses is replaced, rather than a whole batch refused for ever.</summary>
    public static string Clean(string text) => text.Contains('\0', StringComparison.Ordinal) ? text.Replace('\0', '\uFFFD') : text;
}
