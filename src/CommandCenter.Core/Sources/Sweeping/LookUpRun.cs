using CommandCenter.Plan;
using CommandCenter.Shared;
using CommandCenter.Sources.Mapping;

namespace CommandCenter.Sources.Sweeping;

/// <summary>What a look-up brought, after it was committed.</summary>
/// <param name="Found">Order keys of the records that came.</param>
/// <param name="News">Events that were new to the store, by order key.</param>
/// <param name="Refused">Records that the mapping refused; which orders they were of is not known.</param>
internal sealed record LookedUp(IReadOnlySet<string> Found, IReadOnlyList<SweptEvent> News, int Refused);

/// <param name="OccurredMicros">When it happened, UTC microseconds.</param>
internal readonly record struct SweptEvent(string OrderKey, string EventId, long OccurredMicros);

/// <summary>Asks for single orders and commits what comes on the way that polled records take: the same mapping, the same commit line, no cursor.</summary>
internal sealed class LookUpRun(SourceDefinition source, IOrderLookUp lookUp, CommitLine line)
{
    /// <param name="wanted">The order keys that may come; null = whatever the source answers with (it was asked by an id of its own).</param>
    public async Task<Result<LookedUp>> RunAsync(IReadOnlyList<string> asked, IReadOnlySet<string>? wanted, CompiledMapping mapping, CancellationToken cancel)
    {
        var read = await lookUp.LookUpAsync(asked, cancel);
        if (read.Error is { } unread)
        {
            return unread;
        }

        using var page = read.Value;
        var scope = new MappingScope(source.Id, source.Side, page.ReceivedAt);
        var batch = new RecordBatch(mapping, scope, null);
        var found = new HashSet<string>(StringComparer.Ordinal);
        var events = new List<SweptEvent>();
        var refused = 0;
        foreach (var record in page.Records)
        {
            var mapped = mapping.Map(record, scope);
            if (mapped.Event is { } made && wanted?.Contains(made.OrderKey) == false)
            {
                // a source that ignores what it was asked for would send everything that it has
                continue;
            }

            batch.Add(record, mapped);
            refused += mapped.Accepted ? 0 : 1;
            if (mapped.Accepted && mapped.Event is { } taken)
            {
                found.Add(taken.OrderKey);
                events.Add(new SweptEvent(taken.OrderKey, taken.EventId, taken.Stamp.OccurredMicros));
            }
        }

        if (batch.IsEmpty)
        {
            return new LookedUp(found, [], refused);
        }

        var done = await line.CommitAsync(batch.Make(null), cancel);
        if (done.Error is { } error)
        {
            return error;
        }

        var changed = done.Value.Counts.Applied + done.Value.Counts.Conflicts == 0 ? [] : done.Value.Orders.Select(o => o.OrderKey).ToHashSet(StringComparer.Ordinal);
        return new LookedUp(found, [.. events.Where(e => changed.Contains(e.OrderKey))], refused);
    }
}
