using System.Globalization;
using CommandCenter.Live;

namespace CommandCenter.OrderExceptions.Sources;

/// <summary>Sources whose cursor does not move when their data does: the sweep of open orders brings news that polling had read past.</summary>
internal sealed class SweepCases(LiveBoard board) : ICaseSource
{
    public string Name => "sweep-alarms";

    public Task<IReadOnlyList<CaseSignal>?> ReadAsync(CancellationToken cancel) => Task.FromResult(board.Current is not { } now ? null : (IReadOnlyList<CaseSignal>?)
    [
        .. now.Sources.Where(s => s.Sweep is { Missed: > 0 }).Select(s => new CaseSignal
        {
            Fingerprint = CasePrint.Of("sweep", s.Id), Rule = "source-misses-changes", Bucket = ExceptionBucket.DataDelay, Team = OwnerTeam.Engineering, Side = s.Side,
            Title = $"{s.Id} does not tell of every change", Orders = s.Sweep!.Missed, Since = s.Sweep.EndedAt ?? now.AsOf, AtLeast = CaseSeverity.High, Link = "/sources",
            Why = string.Create(CultureInfo.InvariantCulture, $"The sweep found {s.Sweep.Missed} {(s.Sweep.Missed == 1 ? "order" : "orders")} that had changed without the source's cursor moving{(s.Sweep.MissedKey is { } key ? $", such as {key}" : "")}. Until it is mended, what is shown of {s.Id} may be late by a sweep."),
        }),
    ]);
}
