using System.Globalization;
using CommandCenter.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.OrderExceptions.Sources;

/// <summary>Rejected records that wait: one case per source, code and field, for they have one cause.</summary>
internal sealed class RejectedCases(IDbContextFactory<EventsDb> databases) : ICaseSource
{
    private const int MostGroups = 500;

    public string Name => "rejected-records";

    public async Task<IReadOnlyList<CaseSignal>?> ReadAsync(CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var groups = await db.Set<RejectedReasonRow>()
            .Join(db.RejectedRecords.Where(r => r.State == "waiting"), reason => reason.RejectedId, r => r.Id, (reason, r) => new { r.Source, reason.Code, reason.Field, r.ObservedAt, reason.Message })
            .GroupBy(r => new { r.Source, r.Code, r.Field })
            .Select(g => new { g.Key.Source, g.Key.Code, g.Key.Field, Count = g.Count(), First = g.Min(r => r.ObservedAt), Message = g.Min(r => r.Message) })
            .OrderByDescending(g => g.Count).ThenBy(g => g.Source).ThenBy(g => g.Code).ThenBy(g => g.Field).Take(MostGroups).ToListAsync(cancel);
        return [.. groups.Select(g => new CaseSignal
        {
            Fingerprint = CasePrint.Of("rejected", g.Source, g.Code, g.Field), Rule = "rejected:" + g.Code, Bucket = ExceptionBucket.SchemaMismatch, Team = OwnerTeam.Engineering,
            Title = $"{g.Source}: {g.Field} is refused", Why = $"The mapping refuses records for {g.Code} of {g.Field}, such as: {g.Message} They are kept whole and tried again when the mapping changes.",
            Orders = g.Count, Since = g.First, AtLeast = g.Count >= 100 ? CaseSeverity.High : g.Count >= 10 ? CaseSeverity.Medium : CaseSeverity.Low,
            Link = string.Create(CultureInfo.InvariantCulture, $"/rejected?source={Uri.EscapeDataString(g.Source)}&code={Uri.EscapeDataString(g.Code)}"),
        })];
    }
}
