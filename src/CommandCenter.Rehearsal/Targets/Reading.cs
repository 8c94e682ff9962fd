using System.Globalization;
using System.Text.Json;

namespace CommandCenter.Rehearsal.Targets;

/// <summary>Reads members of a JSON object and remembers the first that cannot be used.</summary>
internal sealed class Reading(JsonElement document)
{
    public JsonElement Document { get; } = document;

    /// <summary>The member and what is allowed; null so far.</summary>
    public string? Wrong { get; private set; }

    public void Refuse(string member, string allowed) => Wrong ??= $"{member}: {allowed}";

    /// <summary>A text of at most 100 characters.</summary>
    public string Text(string name, string otherwise) => Text(Document, name, name, otherwise);

    public string Text(JsonElement of, string name, string member, string otherwise)
    {
        if (Find(of, name) is not { } value)
        {
            return otherwise;
        }

        if (value.ValueKind == JsonValueKind.String && value.GetString() is { Length: <= 100 } text && !text.Any(char.IsControl))
        {
            return text;
        }

        Refuse(member, "a text of at most 100 characters");
        return otherwise;
    }

    public string? OneOf(string name, string? otherwise, IReadOnlyList<string> allowed)
    {
        var text = Text(name, otherwise ?? "");
        if (allowed.Contains(text))
        {
            return text;
        }

        Refuse(name, string.Join(", ", allowed));
        return null;
    }

    /// <summary>A whole number; null where there is none.</summary>
    public long? Number(JsonElement of, string name, string member, long least, long most)
    {
        if (Find(of, name) is not { } value)
        {
            return null;
        }

        var read = value.ValueKind switch
        {
            JsonValueKind.Number when value.TryGetInt64(out var whole) => whole,
            JsonValueKind.String when long.TryParse(value.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out var digits) => digits,
            _ => (long?)null,
        };
        if (read >= least && read <= most)
        {
            return read;
        }

        Refuse(member, string.Create(CultureInfo.InvariantCulture, $"a whole number, {least} to {most}"));
        return null;
    }

    /// <summary>An instant with its offset; null where there is none.</summary>
    public DateTimeOffset? Instant(string name, string? inside = null)
    {
        var (of, member) = inside is null ? (Document, name) : (Find(Document, name) ?? default, $"{name}.{inside}");
        if (of.ValueKind != JsonValueKind.Object || Find(of, inside ?? name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 15 } text && (text[^1] == 'Z' || text.LastIndexOfAny(['+', '-']) > 15)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var at))
        {
            return at.ToUniversalTime();
        }

        Refuse(member, "an instant as ISO 8601 with its offset");
        return null;
    }

    /// <summary>Null where the member is missing or null.</summary>
    public static JsonElement? Find(JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var value) && value.ValueKind is not JsonValueKind.Null and not JsonValueKind.Undefined ? value : null;
}
