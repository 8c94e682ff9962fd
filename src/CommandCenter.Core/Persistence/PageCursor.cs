using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace CommandCenter.Persistence;

/// <summary>The opaque cursor of a list: which list it belongs to, the sort value of the last row and what breaks ties.</summary>
internal readonly record struct PageCursor(string List, long? Value, string Tie)
{
    public string Write() => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{List}|{Value}|{Tie}")));

    /// <returns>Null when the text is no cursor of <paramref name="list"/>.</returns>
    public static PageCursor? Read(string text, string list)
    {
        if (text.Length > 500 || !Base64Url.IsValid(text))
        {
            return null;
        }

        var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split('|');
        if (parts.Length != 3 || parts[0] != list)
        {
            return null;
        }

        if (parts[1].Length == 0)
        {
            return new PageCursor(list, null, parts[2]);
        }

        return long.TryParse(parts[1], CultureInfo.InvariantCulture, out var value) ? new PageCursor(list, value, parts[2]) : null;
    }
}
