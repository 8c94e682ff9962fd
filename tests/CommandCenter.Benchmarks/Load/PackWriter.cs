using System.Buffers.Binary;
using System.Text;

namespace CommandCenter.Benchmarks.Load;

/// <summary>Writes the few MessagePack forms that a circuit's client sends, as one length-prefixed hub message.</summary>
internal sealed class PackWriter
{
    private readonly MemoryStream body = new();

    /// <summary>An invocation that expects no answer.</summary>
    public static byte[] Invocation(string? id, string target, params IReadOnlyList<object?> arguments)
    {
        var message = new PackWriter();
        message.ArrayHeader(6);
        message.Value(1L);
        message.body.WriteByte(0x80); // no headers
        message.Value(id);
        message.Value(target);
        message.ArrayHeader(arguments.Count);
        foreach (var argument in arguments)
        {
            message.Value(argument);
        }

        message.ArrayHeader(0); // no streams
        return message.Framed();
    }

    public static byte[] Ping()
    {
        var message = new PackWriter();
        message.ArrayHeader(1);
        message.Value(6L);
        return message.Framed();
    }

    private void ArrayHeader(int count) => body.WriteByte((byte)(0x90 | count));

    private void Value(object? value)
    {
        switch (value)
        {
            case null:
                body.WriteByte(0xc0);
                break;
            case bool flag:
                body.WriteByte(flag ? (byte)0xc3 : (byte)0xc2);
                break;
            case string text:
                Text(text);
                break;
            case long number:
                Number(number);
                break;
            default:
                throw new ArgumentException($"{value.GetType()} is not sent by a circuit's client.", nameof(value));
        }
    }

    private void Number(long number)
    {
        if (number is >= 0 and < 128)
        {
            body.WriteByte((byte)number);
            return;
        }

        Span<byte> bytes = stackalloc byte[9];
        bytes[0] = 0xd3;
        BinaryPrimitives.WriteInt64BigEndian(bytes[1..], number);
        body.Write(bytes);
    }

    private void Text(string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        if (utf8.Length < 32)
        {
            body.WriteByte((byte)(0xa0 | utf8.Length));
        }
        else
        {
            Span<byte> header = stackalloc byte[5];
            header[0] = 0xdb;
            BinaryPrimitives.WriteInt32BigEndian(header[1..], utf8.Length);
            body.Write(header);
        }

        body.Write(utf8);
    }

    private byte[] Framed()
    {
        var framed = new MemoryStream();
        for (var rest = (int)body.Length; ; rest >>= 7)
        {
            framed.WriteByte((byte)(rest > 127 ? (rest & 0x7f) | 0x80 : rest));
            if (rest <= 127)
            {
                break;
            }
        }

        body.WriteTo(framed);
        return framed.ToArray();
    }
}
