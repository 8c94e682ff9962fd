using System.Text.Json;
using System.Text.Json.Serialization;

namespace CommandCenter.Sources.Paging;

/// <summary>Where reading of an http-json or sql source stands. Kept as JSON in the cursor; the store does not look inside.</summary>
internal sealed record PagingPosition
{
    private static readonly JsonSerializerOptions options = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault };

    /// <summary>Newest timestamp read, in the source's writing, and the id at it.</summary>
    public string? Time { get; init; }
    public string? Id { get; init; }

    /// <summary>Inside a walk over several pages: where the next one begins. All absent between walks.</summary>
    public string? At { get; init; }
    public string? AtId { get; init; }
    public string? Token { get; init; }
    public int Page { get; init; }

    /// <summary>Page numbers: what this pass has seen so far, what the one before saw, and which pass it is.</summary>
    public ulong Seen { get; init; }
    public ulong? SeenBefore { get; init; }
    public int Pass { get; init; }

    /// <summary>Asked for at once while one timestamp fills more than a page; 0 = as the plan says.</summary>
    public int Limit { get; init; }

    /// <summary>The watermark that the walk earns when it reaches the end, UTC microseconds.</summary>
    public long? Earned { get; init; }

    /// <summary>The source's clock when the walk began, UTC microseconds: the newest timestamp that the next walk may start behind.</summary>
    public long? Began { get; init; }

    /// <summary>True inside a walk.</summary>
    public bool Walking { get; init; }

    public static PagingPosition Read(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return new PagingPosition();
        }

        try
        {
            return JsonSerializer.Deserialize<PagingPosition>(text, options) ?? new PagingPosition();
        }
        catch (JsonException)
        {
            // written by another adapter before the plan changed: begin again, repeats are harmless
            return new PagingPosition();
        }
    }

    public string Write() => JsonSerializer.Serialize(this, options);
}

/// <summary>What one request asks for.</summary>
internal readonly record struct PageRequest(string Cursor, string CursorId, string Page, int Limit);

/// <summary>What an answer means for the position.</summary>
internal readonly record struct PageStep(PagingPosition Next, bool More);
