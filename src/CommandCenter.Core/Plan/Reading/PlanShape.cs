namespace CommandCenter.Plan.Reading;

/// <summary>The keys that a map of the plan may have: what is unknown is refused by it, and docs/plan-format.md is compared with it.</summary>
/// <param name="Name">Where it stands, such as <c>sources[].http</c>; <c>(field)</c> and the like for what stands in many places.</param>
internal sealed record PlanShape(string Name, IReadOnlyList<string> Keys)
{
    public string KeyList => string.Join(", ", Keys);

    public static PlanShape Of(string name, params string[] keys) => new(name, keys);
}
