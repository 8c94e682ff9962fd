using System.Text.Json;
using System.Text.Json.Serialization;
using CommandCenter.Traffic.Analysis;

namespace CommandCenter.Readiness.Gates;

/// <summary>A measured figure beside what it is held to, as a person reads it.</summary>
/// <param name="Limit">Null where there is none.</param>
public sealed record GateFigure(string Label, string Value, string? Limit = null);

/// <summary>Something that the verdict rests on.</summary>
/// <param name="Hash">SHA-256, lower-case hex; null where it is looked at where it lies.</param>
/// <param name="Link">Where it can be seen; null where nowhere.</param>
public sealed record GateDocument(string Title, string? Hash, string? Link);

/// <summary>What a check found.</summary>
/// <param name="Said">One sentence.</param>
/// <param name="AsOf">What it speaks for; null where nothing was found.</param>
/// <param name="Until">From then on it counts no longer; null where it is looked at anew all the time.</param>
/// <param name="Since">Since when it has held without a break, for checks that ask how long.</param>
public sealed record GateReading(
    CheckVerdict Verdict, string Said, IReadOnlyList<GateFigure> Figures, IReadOnlyList<GateDocument> Documents, DateTimeOffset? AsOf, DateTimeOffset? Until = null, DateTimeOffset? Since = null)
{
    private static readonly JsonSerializerOptions stored = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    /// <summary>Whether it says yes or no.</summary>
    [JsonIgnore]
    public bool IsDecisive => Verdict is CheckVerdict.Passed or CheckVerdict.Failed;

    public static GateReading Passed(string said, DateTimeOffset asOf, params GateFigure[] figures) => new(CheckVerdict.Passed, said, figures, [], asOf);

    public static GateReading Failed(string said, DateTimeOffset asOf, params GateFigure[] figures) => new(CheckVerdict.Failed, said, figures, [], asOf);

    /// <summary>It cannot be said.</summary>
    public static GateReading Unknown(string said) => new(CheckVerdict.Inconclusive, said, [], [], null);

    /// <summary>It could not be measured.</summary>
    public static GateReading Broken(string said) => new(CheckVerdict.Error, said, [], [], null);

    internal string Write() => JsonSerializer.Serialize(this, stored);

    internal static GateReading Read(string text) => JsonSerializer.Deserialize<GateReading>(text, stored)!;
}
