namespace CommandCenter.Sources.Mapping;

/// <summary>What a mapping makes of one sample record, field by field.</summary>
/// <param name="Accepted">True when it would be applied.</param>
public sealed record MappingTrial(string MappingId, bool Accepted, IReadOnlyList<FieldTrial> Fields, IReadOnlyList<RejectReason> Reasons);

/// <param name="Field">Canonical name, such as <c>placedAt</c>, <c>stage</c>, <c>lines[1].sku</c>.</param>
/// <param name="From">The path or constant that it came from.</param>
/// <param name="Raw">The text found, or null where nothing was.</param>
/// <param name="Steps">What was done to it, in order, such as <c>trim → "A1"</c>.</param>
/// <param name="Value">What it became, or null.</param>
/// <param name="Problem">Why it was refused, or null.</param>
public sealed record FieldTrial(string Field, string From, string? Raw, IReadOnlyList<string> Steps, string? Value, string? Problem);
