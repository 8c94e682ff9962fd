using System.Text.Json;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Sources.Http;
using CommandCenter.Sources.Mapping;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Sources.Rejected;

/// <summary>Maps waiting rejected records again under the plan that runs now.</summary>
internal sealed class RejectedRetry(ActivePlan active, IDbContextFactory<EventsDb> contexts, CommitLine line, MappingCatalog mappings, TimeProvider time) : IRejectedRetry
{
    private const int Page = 200;

    public async Task<RetryOutcome> RetryAsync(string? source, IReadOnlyList<Guid>? ids, CancellationToken cancel)
    {
        var outcome = new RetryOutcome(0, 0, 0);
        if (active.Current is not { } plan)
        {
            return outcome;
        }

        foreach (var definition in plan.Sources.Where(s => source is null || s.Id == source))
        {
            // a record whose mapping no longer compiles waits for one that does
            if (mappings.Of(plan, definition) is { Succeeded: true } mapping)
            {
                outcome = await RetrySourceAsync(definition, mapping.Value, ids, outcome, cancel);
            }
        }

        return outcome;
    }

    private async Task<RetryOutcome> RetrySourceAsync(SourceDefinition definition, CompiledMapping mapping, IReadOnlyList<Guid>? ids, RetryOutcome outcome, CancellationToken cancel)
    {
        // pages by id, so that records which stay rejected are met once
        var after = Guid.Empty;
        while (true)
        {
            List<RejectedRecordRow> rows;
            await using (var db = await contexts.CreateDbContextAsync(cancel))
            {
                var waiting = db.RejectedRecords.AsNoTracking().Where(r => r.Source == definition.Id && r.State == "waiting" && r.Id > after);
                waiting = ids is null ? waiting.Where(r => r.MappingHash != mapping.Definition.Hash) : waiting.Where(r => ids.Contains(r.Id));
                rows = await waiting.OrderBy(r => r.Id).Take(Page).ToListAsync(cancel);
            }

            if (rows.Count == 0)
            {
                return outcome;
            }

            after = rows[^1].Id;
            if (await CommitAsync(definition, mapping, rows, cancel) is not { } applied)
            {
                return outcome;
            }

            outcome = new RetryOutcome(outcome.Tried + rows.Count, outcome.Applied + applied, outcome.StillRejected + rows.Count - applied);
        }
    }

    /// <summary>How many became good; null when the store could not be written: they wait on.</summary>
    private async Task<int?> CommitAsync(SourceDefinition definition, CompiledMapping mapping, List<RejectedRecordRow> rows, CancellationToken cancel)
    {
        var mapped = new List<MappedRecord>();
        var resolved = new List<Guid>();
        var rejected = new List<RejectedRecord>();
        foreach (var row in rows)
        {
            // received is when the record came, not when it was understood: lag must not hide the time between
            var record = Map(mapping, new MappingScope(definition.Id, definition.Side, row.ObservedAt), row.Payload);
            if (record.Accepted)
            {
                mapped.Add(record);
                resolved.Add(row.Id);
            }
            else
            {
                rejected.Add(new RejectedRecord(row.Id, row.Source, row.RecordId, row.Payload, record.Reasons, mapping.Definition.Hash, time.GetUtcNow()));
            }
        }

        var batch = new IngestBatch
        {
            Source = definition.Id,
            Events = [.. mapped.Select(m => m.Event).OfType<Orders.OrderEvent>()],
            Inventory = [.. mapped.Select(m => m.Inventory).OfType<InventoryLevel>()],
            Gauges = [.. mapped.Select(m => m.Gauge).OfType<GaugeReading>()],
            Contacts = [.. mapped.Select(m => m.Contact).OfType<CustomerContact>()],
            Rejected = rejected,
            Resolved = resolved,
            IsRetry = true,
            ObservedAt = time.GetUtcNow(),
        };
        var done = await line.CommitAsync(batch, cancel, heardAt: rows.Min(r => r.ObservedAt));
        return done.Succeeded ? resolved.Count : null;
    }

    private static MappedRecord Map(CompiledMapping mapping, MappingScope scope, string payload)
    {
        try
        {
            using var document = JsonDocument.Parse(payload, new JsonDocumentOptions { MaxDepth = HttpExchange.DeepestJson });
            return document.RootElement.ValueKind == JsonValueKind.String
                ? new MappedRecord { Reasons = [new RejectReason("$", "unread", "this was no record when it came, so no mapping can take it; the source must send it once more")] }
                : mapping.Map(document.RootElement, scope);
        }
        catch (JsonException)
        {
            return new MappedRecord { Reasons = [new RejectReason("$", "cut", "only the beginning of the record was kept, so it cannot be tried again; the source must send it once more")] };
        }
    }
}
