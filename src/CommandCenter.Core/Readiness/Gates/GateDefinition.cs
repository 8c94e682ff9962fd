using System.Text.Json;
using System.Text.Json.Serialization;
using CommandCenter.Access;
using CommandCenter.Access.Approvals;

namespace CommandCenter.Readiness.Gates;

/// <summary>Who turns a gate green.</summary>
public enum GateKind
{
    /// <summary>A named check.</summary>
    Automatic,

    /// <summary>A person of a role; where the gate has a check besides, only while that passes.</summary>
    Signed,
}

/// <summary>Which part of a cutover a gate belongs to.</summary>
public enum GatePhase
{
    Prepare,
    CutOver,

    /// <summary>After the last step; such a gate stops no shift.</summary>
    Stabilise,
}

/// <summary>A check by its name, with what it is held to. Which parts a check takes says <see cref="GateChecks"/>.</summary>
/// <param name="Name">Kebab-case, of <see cref="GateChecks.All"/>.</param>
/// <param name="AtLeast">In percent.</param>
/// <param name="AtMost">A number of things.</param>
/// <param name="For">How long it must have held.</param>
/// <param name="Within">How long something may have taken.</param>
/// <param name="NotOlderThan">How long what was found counts.</param>
/// <param name="Runs">How many comparisons in a row.</param>
/// <param name="PerMinute">Orders a minute that make it count.</param>
/// <param name="From">From when on.</param>
/// <param name="Until">Until when.</param>
/// <param name="Items">Names of what the check looks at.</param>
public sealed record GateCheck(
    string Name, decimal? AtLeast = null, int? AtMost = null, TimeSpan? For = null, TimeSpan? Within = null, TimeSpan? NotOlderThan = null, int? Runs = null, decimal? PerMinute = null,
    DateTimeOffset? From = null, DateTimeOffset? Until = null, IReadOnlyList<string>? Items = null)
{
    /// <summary>Names that it looks at; empty where it names none.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Names => Items ?? [];
}

/// <summary>A condition of going on, as the plan says it.</summary>
/// <param name="Id">Kebab-case, unique in the plan.</param>
/// <param name="Asks">What it asks, in a sentence or two; null where the title says it.</param>
/// <param name="Role">Who signs it; of an automatic one who answers for it.</param>
/// <param name="Owner">Whose work it is, in words; null = whoever holds the role.</param>
/// <param name="Lanes">That it speaks of; empty = all.</param>
/// <param name="FromPercent">It stops only steps that go this far or further, 0 to 100.</param>
/// <param name="IsBlocking">Red, it stops shifts; else it is advice.</param>
/// <param name="Expires">How long a signature holds; null = as long as its verdict.</param>
/// <param name="Check">Null for one that is signed on sight.</param>
public sealed record GateDefinition(
    string Id, string Title, string? Asks, GateKind Kind, Role Role, string? Owner, GatePhase Phase, IReadOnlyList<string> Lanes, decimal FromPercent, bool IsBlocking, TimeSpan? Expires, GateCheck? Check)
{
    private static readonly JsonSerializerOptions canonical = new() { Converters = { new JsonStringEnumConverter() } };

    /// <summary>SHA-256, lower-case hex, of what the plan says of it: what a signature stands under.</summary>
    [JsonIgnore]
    public string Hash => Approval.HashOf(JsonSerializer.SerializeToUtf8Bytes(this, canonical));

    /// <summary>A finance gate is waived by Finance only.</summary>
    [JsonIgnore]
    public bool IsOfFinance => Role == Role.Finance;

    /// <summary>SHA-256, lower-case hex, of all gates of a plan in their order.</summary>
    public static string SectionHash(IReadOnlyList<GateDefinition> gates) => Approval.HashOf(JsonSerializer.SerializeToUtf8Bytes(gates, canonical));
}
