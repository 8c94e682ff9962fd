using System.Text.Json;
using System.Text.Unicode;
using CommandCenter.Orders;

namespace CommandCenter.Decisions;

/// <summary>What the columns beside a content say, text as UTF-8.</summary>
/// <param name="at">Microseconds.</param>
/// <param name="previousHash">Of the entry before, in hex.</param>
internal readonly ref struct DecisionColumns(long sequence, long at, ReadOnlySpan<byte> actor, ReadOnlySpan<byte> command, ReadOnlySpan<byte> title, ReadOnlySpan<byte> previousHash)
{
    public long Sequence { get; } = sequence;
    public long At { get; } = at;
    public ReadOnlySpan<byte> Actor { get; } = actor;
    public ReadOnlySpan<byte> Command { get; } = command;
    public ReadOnlySpan<byte> Title { get; } = title;
    public ReadOnlySpan<byte> PreviousHash { get; } = previousHash;
}

/// <summary>What speaks against a content; the first that does.</summary>
internal enum ContentFault
{
    None,

    /// <summary>It cannot be read as an entry, or is one of another number.</summary>
    NoEntry,
    OtherPrevious,
    OtherColumns,
}

/// <content>Reads an entry in passing, for there may be millions: everything that <see cref="Read"/> asks of an entry, without making one.</content>
internal static partial class DecisionContent
{
    private static readonly byte[][] names =
    [
        "seq"u8.ToArray(), "prev"u8.ToArray(), "at"u8.ToArray(), "actor"u8.ToArray(), "roles"u8.ToArray(), "command"u8.ToArray(), "title"u8.ToArray(), "reason"u8.ToArray(), "impact"u8.ToArray(),
        "subjects"u8.ToArray(), "details"u8.ToArray(), "items"u8.ToArray(), "request"u8.ToArray(),
    ];

    private static readonly long earliest = Instants.ToMicros(DateTimeOffset.MinValue);
    private static readonly long latest = Instants.ToMicros(DateTimeOffset.MaxValue);

    /// <summary>Whether the bytes are an entry, and the one that its columns tell of.</summary>
    public static ContentFault Compare(ReadOnlySpan<byte> content, in DecisionColumns columns)
    {
        if (!Utf8.IsValid(content))
        {
            return ContentFault.NoEntry;
        }

        if (content.IndexOfAnyInRange((byte)0, (byte)0x1F) < 0 && columns.At >= earliest && columns.At <= latest && PlainEntry.Says(content, columns))
        {
            return ContentFault.None;
        }

        var json = new Utf8JsonReader(content);
        try
        {
            return Compare(ref json, columns);
        }
        // InvalidOperationException: an escape that is no character
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return ContentFault.NoEntry;
        }
    }

    private static ContentFault Compare(ref Utf8JsonReader json, in DecisionColumns columns)
    {
        Must(json.Read() && json.TokenType == JsonTokenType.StartObject);
        var (found, follows, repeats) = (0, false, true);
        for (var expected = 0; json.Read() && json.TokenType == JsonTokenType.PropertyName; expected++)
        {
            var name = NameOf(ref json, expected);
            json.Read();
            if (name < 0)
            {
                json.Skip();
                continue;
            }

            // said twice, nobody could tell which counts
            Must((found & (1 << name)) == 0);
            found |= 1 << name;
            switch (name)
            {
                case 0:
                    Must(json.GetInt64() == columns.Sequence);
                    break;
                case 1:
                    follows = Says(ref json, columns.PreviousHash);
                    break;
                case 2:
                    Must(json.GetInt64() is var at && at >= earliest && at <= latest);
                    repeats &= at == columns.At;
                    break;
                case 3:
                    repeats &= Says(ref json, columns.Actor);
                    break;
                case 5:
                    repeats &= Says(ref json, columns.Command);
                    break;
                case 6:
                    repeats &= Says(ref json, columns.Title);
                    break;
                case 4 or 9:
                    ReadList(ref json);
                    break;
                case 10:
                    ReadDetails(ref json);
                    break;
                case 12:
                    Must(json.TokenType == JsonTokenType.Null || json.TryGetGuid(out _) || Guid.TryParse(json.GetString(), out _));
                    break;
                default:
                    ReadText(ref json);
                    break;
            }
        }

        Must(found == (1 << names.Length) - 1 && json.TokenType == JsonTokenType.EndObject && !json.Read());
        return !follows ? ContentFault.OtherPrevious : repeats ? ContentFault.None : ContentFault.OtherColumns;
    }

    /// <param name="expected">Where it stands if nothing was left out.</param>
    /// <returns>Its place in <see cref="names"/>; -1 for a name that nobody asks for.</returns>
    private static int NameOf(ref Utf8JsonReader json, int expected)
    {
        if (expected < names.Length && json.ValueTextEquals(names[expected]))
        {
            return expected;
        }

        for (var i = 0; i < names.Length; i++)
        {
            if (json.ValueTextEquals(names[i]))
            {
                return i;
            }
        }

        return -1;
    }

    private static bool Says(ref Utf8JsonReader json, ReadOnlySpan<byte> text)
    {
        ReadText(ref json);
        return json.TokenType == JsonTokenType.String && json.ValueTextEquals(text);
    }

    private static void ReadList(ref Utf8JsonReader json)
    {
        Must(json.TokenType == JsonTokenType.StartArray);
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            ReadText(ref json);
        }
    }

    private static void ReadDetails(ref Utf8JsonReader json)
    {
        Must(json.TokenType == JsonTokenType.StartObject);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            Unescape(ref json);
            json.Read();
            ReadText(ref json);
        }
    }

    private static void ReadText(ref Utf8JsonReader json)
    {
        Must(json.TokenType is JsonTokenType.String or JsonTokenType.Null);
        Unescape(ref json);
    }

    /// <summary>Only an escape can be wrong: the bytes are valid.</summary>
    private static void Unescape(ref Utf8JsonReader json)
    {
        if (json.ValueIsEscaped)
        {
            json.GetString();
        }
    }

    private static void Must(bool holds)
    {
        if (!holds)
        {
            throw new FormatException();
        }
    }
}
