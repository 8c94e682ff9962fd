using System.Globalization;
using CommandCenter.Traffic.Analysis;

namespace CommandCenter.Traffic.Shifts;

/// <summary>What is next for a shift, in words: what the checks say, who is waited for, what happens by itself and when.</summary>
/// <param name="Judged">Such as <c>5 checks passed, 2 are inconclusive</c>.</param>
/// <param name="WaitsFor">A role; null where nobody is waited for.</param>
/// <param name="Step">What happens by itself; null where nothing does.</param>
/// <param name="At">When; null where no moment is known.</param>
public sealed record ShiftNext(string Judged, string? WaitsFor, string? Step, DateTimeOffset? At)
{
    private const string Commander = "IncidentCommander";

    public static ShiftNext Of(Shift shift, ShiftSight? sight, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(shift);
        var judged = Judge(sight?.Look);
        if (shift.State is ShiftState.Created or ShiftState.Paused or ShiftState.Held)
        {
            return new ShiftNext(judged, Commander, null, null);
        }

        if (shift.State == ShiftState.Confirming)
        {
            return new ShiftNext(judged, Commander, "new orders go as before the shift, unless somebody confirms", shift.ConfirmUntil);
        }

        if (shift.State != ShiftState.Baking)
        {
            return new ShiftNext(judged, null, null, null);
        }

        var step = shift.Steps[shift.Step];
        var left = (step.Bake - shift.BakedBy(now)) / shift.TimeScale;
        var then = step.Confirm is not null ? "a person is asked"
            : shift.Step == shift.Steps.Count - 1 ? "the shift closes"
            : string.Create(CultureInfo.InvariantCulture, $"{shift.Steps[shift.Step + 1].Percent:0.##} % begins");
        return sight?.Gated is { } gated
            ? new ShiftNext($"{judged}. {gated.TrimEnd('.')}", null, null, null)
            : new ShiftNext(judged, null, then + ", if every check has passed by then", left > TimeSpan.Zero ? now + left : null);
    }

    private static string Judge(Look? look)
    {
        if (look is null)
        {
            return "not looked at yet";
        }

        if (look.Checks.Count == 0)
        {
            return "no threshold speaks of it";
        }

        var words = look.Checks.GroupBy(c => c.Verdict).OrderByDescending(g => g.Key).Select(g => string.Create(CultureInfo.InvariantCulture, $"{g.Count()} {g.Key.ToString().ToLowerInvariant()}"));
        return $"{string.Join(", ", words)} of {look.Checks.Count} checks";
    }
}
