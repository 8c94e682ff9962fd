using CommandCenter.Orders;
using CommandCenter.Plan;

namespace CommandCenter.Sources.Mapping;

/// <summary>Writes down what a rule did, for a trial.</summary>
internal sealed class FieldTrace
{
    private readonly List<string> steps = [];

    public string? Raw { get; private set; }
    public IReadOnlyList<string> Steps => steps;

    public void Found(string? text) => Raw = text;

    public void Step(string name, string? text) => steps.Add(text is null ? $"{name} → absent" : $"{name} → \"{text}\"");

    public void Parsed(ParseKind kind, FactValue value, bool uncertain)
    {
        if (kind != ParseKind.Text)
        {
            steps.Add($"{kind.ToString().ToLowerInvariant()} → {value}{(uncertain ? " (uncertain)" : "")}");
        }
    }
}
