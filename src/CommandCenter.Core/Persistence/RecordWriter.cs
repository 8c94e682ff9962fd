using CommandCenter.Orders;
using CommandCenter.Sources;

namespace CommandCenter.Persistence;

/// <summary>Stores what is no order event: levels, readings, contacts and rejected records. Answers with what was new.</summary>
internal sealed class RecordWriter(EventStatements sql)
{
    public IReadOnlyList<InventoryLevel> Append(IReadOnlyList<InventoryLevel> levels, ref AppendTally tally)
    {
        List<InventoryLevel>? newer = null;
        foreach (var level in levels)
        {
            var asOf = Instants.ToMicros(level.AsOf);
            tally.Saw(asOf);
            var changed = sql.UpsertLevel.Bind(1, (long)level.Side).Bind(2, level.Sku).Bind(3, level.Node).Bind(4, level.AvailableToSell).Bind(5, level.OnHand)
                .Bind(6, level.Reserved).Bind(7, asOf).Bind(8, level.Source).Run();
            Count(changed, ref tally);
            if (changed > 0)
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
            var asOf = Instants.ToMicros(reading.AsOf);
            tally.Saw(asOf);
            var changed = sql.AddReading.Bind(1, (long)reading.Side).Bind(2, reading.Name).Bind(3, asOf).Bind(4, reading.Value).Bind(5, reading.Unit).Bind(6, reading.Source).Run();
            Count(changed, ref tally);
            if (changed > 0)
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
            var at = Instants.ToMicros(contact.At);
            tally.Saw(at);
            var changed = sql.AddContact.Bind(1, contact.Source).Bind(2, contact.Id).Bind(3, contact.OrderKey).Bind(4, contact.Channel).Bind(5, contact.Reason).Bind(6, at).Run();
            Count(changed, ref tally);
            if (changed > 0)
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
            var observed = Instants.ToMicros(record.ObservedAt);
            var found = sql.ReadRejected.Bind(1, record.Source).Bind(2, record.RecordId).Step();
            var (id, mapping) = found ? (sql.ReadRejected.Text(0), sql.ReadRejected.Text(1)) : (StoredId(record.Id), "");
            sql.ReadRejected.Reset();
            if (!found)
            {
                sql.AddRejected.Bind(1, id).Bind(2, record.Source).Bind(3, record.RecordId).Bind(4, record.Payload).Bind(5, record.MappingHash).Bind(6, observed).Run();
                tally.Rejected++;
            }
            else if (isRetry || mapping != record.MappingHash)
            {
                sql.RejectAgain.Bind(1, id).Bind(2, record.Payload).Bind(3, record.MappingHash).Bind(4, observed).Run();
                sql.DropReasons.Bind(1, id).Run();
            }
            else
            {
                continue;
            }

            for (var i = 0; i < record.Reasons.Count; i++)
            {
                var reason = record.Reasons[i];
                sql.AddReason.Bind(1, id).Bind(2, i).Bind(3, reason.Field).Bind(4, reason.Code).Bind(5, reason.Message).Run();
            }
        }
    }

    /// <summary>Marks rejected records whose retry is part of this batch as applied.</summary>
    public void Resolve(IReadOnlyList<Guid> resolved, DateTimeOffset at)
    {
        foreach (var id in resolved)
        {
            sql.ApplyRejected.Bind(1, StoredId(id)).Bind(2, Instants.ToMicros(at)).Run();
        }
    }

    // as EF Core writes it
    private static string StoredId(Guid id) => id.ToString("D").ToUpperInvariant();

    private static void Count(int changed, ref AppendTally tally)
    {
        tally.Applied += changed > 0 ? 1 : 0;
        tally.Duplicates += changed > 0 ? 0 : 1;
    }
}
