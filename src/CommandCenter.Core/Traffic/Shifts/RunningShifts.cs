using CommandCenter.Live;
using CommandCenter.Traffic.Analysis;
using Microsoft.Extensions.Logging;

namespace CommandCenter.Traffic.Shifts;

/// <summary>Keeps the shifts that run for the live picture, each with its newest verdict.</summary>
internal sealed class RunningShifts(ShiftQueries queries, ShiftRunner runner, ShiftWatch changes, StandingCommands standing, TimeProvider time, ILogger<RunningShifts> log) : StandingReader(time, log)
{
    private readonly TimeProvider clock = time;

    public override async Task ReadAsync(CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        standing.Shifts = [.. (await queries.OpenAsync(cancel)).Where(s => s.State.IsRunning()).Select(s => Of(s, runner.Sights.GetValueOrDefault(s.Id), now))];
    }

    protected override IDisposable Follow() => changes.Subscribe(() =>
    {
        Wake();
        return Task.CompletedTask;
    });

    internal static ShiftLive Of(Shift shift, ShiftSight? seen, DateTimeOffset now)
    {
        // a look at another step says nothing of this one
        var sight = seen?.Shift.Step == shift.Step ? seen : null;
        var next = ShiftNext.Of(shift, sight, now);
        return new ShiftLive(
            shift.Id, shift.Name, [.. shift.Segments.Select(s => s.ToString())], [.. shift.Segments.Select(s => s.Lane).OfType<string>()], shift.State, shift.Phase, shift.Reason, shift.Step + 1, shift.Steps.Count,
            (double)shift.Steps[shift.Step].Percent, sight?.Look.Verdict ?? CheckVerdict.Inconclusive, next.Judged, next.WaitsFor, next.Step, next.At, shift.StepBeganAt ?? shift.CreatedAt, shift.CreatedBy);
    }
}
