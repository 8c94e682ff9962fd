namespace CommandCenter.Benchmarks.Load;

/// <summary>Cuts what a socket delivers into hub messages: first the handshake's answer, then length-prefixed frames.</summary>
internal sealed class HubFrames
{
    private const byte HandshakeEnd = 0x1e;
    private byte[] buffer = new byte[16 * 1024];
    private int start;
    private int end;
    private bool shaken;

    /// <summary>Where the socket may write next; never empty.</summary>
    public Memory<byte> Free()
    {
        if (start > 0)
        {
            Buffer.BlockCopy(buffer, start, buffer, 0, end - start);
            end -= start;
            start = 0;
        }

        if (buffer.Length - end < 4096)
        {
            Array.Resize(ref buffer, buffer.Length * 2);
        }

        return buffer.AsMemory(end);
    }

    public void Filled(int count) => end += count;

    /// <returns>False when no whole message is there yet.</returns>
    /// <exception cref="InvalidDataException">The server refused the handshake.</exception>
    public bool TryNext(out ReadOnlySpan<byte> message)
    {
        message = default;
        var waiting = buffer.AsSpan(start, end - start);
        if (!shaken)
        {
            var length = waiting.IndexOf(HandshakeEnd);
            if (length < 0)
            {
                return false;
            }

            if (!waiting[..length].SequenceEqual("{}"u8))
            {
                throw new InvalidDataException("Handshake refused: " + System.Text.Encoding.UTF8.GetString(waiting[..length]));
            }

            shaken = true;
            start += length + 1;
            waiting = waiting[(length + 1)..];
        }

        if (!TryLength(waiting, out var header, out var size) || waiting.Length - header < size)
        {
            return false;
        }

        message = waiting.Slice(header, size);
        start += header + size;
        return true;
    }

    private static bool TryLength(ReadOnlySpan<byte> bytes, out int header, out int size)
    {
        size = 0;
        for (header = 0; header < bytes.Length; header++)
        {
            size |= (bytes[header] & 0x7f) << (7 * header);
            if ((bytes[header] & 0x80) == 0)
            {
                header++;
                return true;
            }
        }

        return false;
    }
}
