using CommandCenter.Orders;
using CommandCenter.Sources;

namespace CommandCenter.Persistence;

/// <summary>Stores what is no order event: levels, readings, contacts and rejected records. Answers with what was new.</summary>
internal sealed class RecordWriter(IStoreTables tables)
{
    public IReadOnlyList<InventoryLevel> Append(IReadOnlyList<InventoryLevel> levels, ref AppendTally tally)
    {
        List<InventoryLevel>? newer = null;
        foreach (var level in levels)
        {
            tally.Saw(Instants.ToMicros(level.AsOf));
            if (Count(tables.PutLevel(level), ref tally))
            {
                (newer ??= []).Add(level);
            }
        }

        return newer ?? [];
    }

    public IReadOnlyList<GaugeReading> Append(IReadOnlyList<GaugeReading> readings, ref AppendTally tally)
    {
        List<GaugeReading>? added = null;
        foreach (var reading in readings)
        {
            tally.Saw(Instants.ToMicros(reading.AsOf));
            if (Count(tables.AddReading(reading), ref tally))
            {
                (added ??= []).Add(reading);
            }
        }

        return added ?? [];
    }

    public IReadOnlyList<CustomerContact> Append(IReadOnlyList<CustomerContact> contacts, ref AppendTally tally)
    {
        List<CustomerContact>? added = null;
        foreach (var contact in contacts)
        {
            tally.Saw(Instants.ToMicros(contact.At));
            if (Count(tables.AddContact(contact), ref tally))
            {
                (added ??= []).Add(contact);
            }
        }

        return added ?? [];
    }

    /// <summary>The same record refused by the same mapping, read again because of the overlap, is no new attempt.</summary>
    public void Append(IReadOnlyList<RejectedRecord> rejected, bool isRetry, ref AppendTally tally)
    {
        foreach (var record in rejected)
        {
            if (tables.FindRejected(record.Source, record.RecordId) is not { } known)
            {
                tables.AddRejected(record);
                tally.Rejected++;
            }
            else if (isRetry || known.MappingHash != record.MappingHash)
            {
                tables.RejectAgain(known.Id, record);
            }
        }
    }

    /// <summary>Marks rejected records whose retry is part of this batch as applied.</summary>
    public void Resolve(IReadOnlyList<Guid> resolved, DateTimeOffset at)
    {
        foreach (var id in resolved)
        {
            tables.ResolveRejected(id, Instants.ToMicros(at));
        }
    }

    private static bool Count(bool isNew, ref AppendTally tally)
    {
        tally.Applied += isNew ? 1 : 0;
        tally.Duplicates += isNew ? 0 : 1;
        return isNew;
    }
}
