using System.Text;
using System.Text.Json;

namespace CommandCenter.Sources.Mapping;

internal enum SegmentKind
{
    Name,
    Index,
    Every,

    /// <summary>Several members of one object, in the order in which they are written.</summary>
    Names,
}

/// <summary>One step of a <see cref="JsonPath"/>.</summary>
internal sealed class PathSegment
{
    private readonly byte[] utf8;

    private PathSegment(IReadOnlyList<PathSegment> members)
        : this(SegmentKind.Names, null, 0) => Members = members;

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

    /// <summary>Of <see cref="SegmentKind.Names"/>: a name each.</summary>
    public IReadOnlyList<PathSegment> Members { get; } = [];

    /// <summary>The members that it can name; none of an index.</summary>
    public IEnumerable<string> MemberNames => Kind == SegmentKind.Name ? [Name!] : Members.Select(m => m.Name!);

    public static PathSegment OfName(string name) => new(SegmentKind.Name, name, 0);

    public static PathSegment OfNames(IEnumerable<string> names) => new([.. names.Select(OfName)]);

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

    public bool MatchesName(string name) => Kind is SegmentKind.Name or SegmentKind.Names && MemberNames.Contains(name, StringComparer.Ordinal);

    public bool MatchesIndex(int index, int length) => Kind == SegmentKind.Every || (Kind == SegmentKind.Index && (Index < 0 ? length + Index : Index) == index);

    /// <summary>True when both can name the same place; indexes from the end may meet any index.</summary>
    public bool Overlaps(PathSegment other) => Kind is SegmentKind.Name or SegmentKind.Names || other.Kind is SegmentKind.Name or SegmentKind.Names
        ? MemberNames.Intersect(other.MemberNames, StringComparer.Ordinal).Any()
        : Kind == SegmentKind.Every || other.Kind == SegmentKind.Every || Index == other.Index || Index < 0 != other.Index < 0;
}
