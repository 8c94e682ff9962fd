using System.Text;
using System.Text.Json;

namespace CommandCenter.Sources.Mapping;

internal enum SegmentKind
{
    Name,
    Index,
    Every,
}

/// <summary>One step of a <see cref="JsonPath"/>.</summary>
internal sealed class PathSegment
{
    private readonly byte[] utf8;

    private PathSegment(SegmentKind kind, string? name, int index)
    {
        Kind = kind;
        Name = name;
        Index = index;
        utf8 = name is null ? [] : Encoding.UTF8.GetBytes(name);
    }

    public static PathSegment Every { get; } = new(SegmentKind.Every, null, 0);

    public SegmentKind Kind { get; }
    public string? Name { get; }
    public int Index { get; }

    public static PathSegment OfName(string name) => new(SegmentKind.Name, name, 0);

    public static PathSegment OfIndex(int index) => new(SegmentKind.Index, null, index);

    public bool TryStep(JsonElement from, out JsonElement to)
    {
        if (Kind == SegmentKind.Name)
        {
            if (from.ValueKind == JsonValueKind.Object)
            {
                return from.TryGetProperty(utf8, out to);
            }
        }
        else if (Kind == SegmentKind.Index && from.ValueKind == JsonValueKind.Array)
        {
            var length = from.GetArrayLength();
            var index = Index < 0 ? length + Index : Index;
            if (index >= 0 && index < length)
            {
                to = from[index];
                return true;
            }
        }

        to = default;
        return false;
    }

    public bool MatchesName(string name) => Kind == SegmentKind.Name && string.Equals(Name, name, StringComparison.Ordinal);

    public bool MatchesIndex(int index, int length) => Kind == SegmentKind.Every || (Kind == SegmentKind.Index && (Index < 0 ? length + Index : Index) == index);

    /// <summary>True when both can name the same place; indexes from the end may meet any index.</summary>
    public bool Overlaps(PathSegment other) => Kind == SegmentKind.Name || other.Kind == SegmentKind.Name
        ? Kind == other.Kind && string.Equals(Name, other.Name, StringComparison.Ordinal)
        : Kind == SegmentKind.Every || other.Kind == SegmentKind.Every || Index == other.Index || Index < 0 != other.Index < 0;
}
