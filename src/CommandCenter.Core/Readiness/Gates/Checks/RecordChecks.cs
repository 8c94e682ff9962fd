using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Traffic.Analysis;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Readiness.Gates.Checks;

/// <summary>Evidence that people and programs hand in: of each named item the newest counts, and only while it is young enough.</summary>
internal sealed class EvidenceCheck(GateBook book, TimeProvider time) : IGateCheck
{
    public string Name => "evidence";

    public async Task<GateReading> ReadAsync(GateDefinition gate, GateCheck check, GateReading? last, CancellationToken cancel)
    {
        var (now, handedIn) = (time.GetUtcNow(), await book.EvidenceAsync(gate.Id, cancel));
        IReadOnlyList<string> items = check.Names.Count == 0 ? [""] : check.Names;
        var newest = items.Select(i => (Item: i, Found: handedIn.FirstOrDefault(e => e.Item == i))).ToList();
        IReadOnlyList<GateDocument> documents = [.. newest.Where(n => n.Found is not null).Select(n => DocumentOf(gate, n.Found!))];
        var (passed, missing) = (newest.Count(n => n.Found is { IsPassed: true } e && !IsOld(e, check, now)), newest.Where(n => n.Found is null).ToList());
        GateFigure[] figures = [new("Passed", $"{passed} of {items.Count}")];
        if (newest.FirstOrDefault(n => n.Found is { IsPassed: false }).Found is { } failed)
        {
            return GateReading.Failed($"{Of(failed.Item)}{failed.Summary} ({failed.Person}, {GateWords.At(failed.AsOf)})", now, figures) with { Documents = documents };
        }

        if (missing.Count > 0)
        {
            return GateReading.Failed(items is [""] ? "Nobody has handed in evidence." : $"No evidence of {GateWords.Few([.. missing.Select(m => m.Item)])}.", now, figures) with { Documents = documents };
        }

        if (newest.FirstOrDefault(n => IsOld(n.Found!, check, now)).Found is { } old)
        {
            return GateReading.Failed($"{Of(old.Item)}evidence of {GateWords.At(old.AsOf)} is older than {GateWords.Span(check.NotOlderThan!.Value)}.", now, figures) with { Documents = documents };
        }

        var oldest = newest.Min(n => n.Found!.AsOf);
        return new GateReading(
            CheckVerdict.Passed, items.Count == 1 ? newest[0].Found!.Summary : $"{items.Count} of {items.Count} passed, the oldest of {GateWords.At(oldest)}.", figures, documents, oldest, oldest + check.NotOlderThan);
    }

    private static string Of(string item) => item.Length == 0 ? "" : item + ": ";

    private static bool IsOld(GateEvidence evidence, GateCheck check, DateTimeOffset now) => evidence.AsOf + check.NotOlderThan <= now;

    private static GateDocument DocumentOf(GateDefinition gate, GateEvidence e) =>
        new($"{Of(e.Item)}{e.Summary}", e.Hash, e.Hash is null ? $"/decisions?entry={e.Decision}" : $"/api/v1/gates/{gate.Id}/evidence/{e.Id}");
}

/// <summary>Each webhook of the plan took an entry of the decision log not too long ago.</summary>
internal sealed class AlertRouteCheck(IDbContextFactory<CommandsDb> databases, ActivePlan plan, TimeProvider time) : IGateCheck
{
    public string Name => "alert-route";

    public async Task<GateReading> ReadAsync(GateDefinition gate, GateCheck check, GateReading? last, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var names = check.Names.Count > 0 ? check.Names : [.. plan.Required.Notifications.Webhooks.Select(w => w.Id)];
        if (names.Count == 0)
        {
            return GateReading.Failed("The plan names no webhook: nobody outside would be told.", now);
        }

        await using var db = await databases.CreateDbContextAsync(cancel);
        var cursors = await db.NotificationCursors.AsNoTracking().Where(c => names.Contains(c.Webhook)).ToListAsync(cancel);
        foreach (var name in names)
        {
            var cursor = cursors.FirstOrDefault(c => c.Webhook == name);
            if (cursor is { Failures: > 0 })
            {
                return GateReading.Failed($"{name} did not answer: {cursor.LastError}", now);
            }

            if (cursor?.AcknowledgedAt is not { } at)
            {
                return GateReading.Failed($"{name} has not answered yet; a note in the decision log is a test of it.", now);
            }

            if (at + check.NotOlderThan <= now)
            {
                return GateReading.Failed($"{name} answered {GateWords.At(at)}, longer than {GateWords.Span(check.NotOlderThan!.Value)} ago.", now);
            }
        }

        var oldest = cursors.Min(c => c.AcknowledgedAt!.Value);
        return GateReading.Passed($"{(names.Count == 1 ? names[0] : $"All {names.Count}")} answered, last {GateWords.At(oldest)}.", now) with { Until = oldest + check.NotOlderThan };
    }
}
