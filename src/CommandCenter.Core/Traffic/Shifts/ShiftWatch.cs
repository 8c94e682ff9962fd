using CommandCenter.Decisions;
using CommandCenter.Live;
using Microsoft.Extensions.Logging;

namespace CommandCenter.Traffic.Shifts;

/// <summary>Tells pages and hub that a shift has changed or was looked at.</summary>
public sealed class ShiftWatch : ChangeWatch, IDisposable
{
    private const string Prefix = "shift:";

    private readonly ShiftRunner runner;
    private readonly DecisionLog decisions;

    public ShiftWatch(ShiftRunner runner, DecisionLog decisions, TimeProvider time, ILogger<ShiftWatch> log) : base(time, log)
    {
        (this.runner, this.decisions) = (runner, decisions);
        runner.Looked += Wake;
        decisions.Committed += OnCommitted;
    }

    public void Dispose()
    {
        runner.Looked -= Wake;
        decisions.Committed -= OnCommitted;
    }

    private void OnCommitted(Decision entry)
    {
        foreach (var subject in entry.Subjects)
        {
            if (subject.StartsWith(Prefix, StringComparison.Ordinal) && Guid.TryParse(subject.AsSpan(Prefix.Length), out var id))
            {
                Wake(id);
            }
        }
    }
}
