using System.Globalization;
using CommandCenter.Orders;

namespace CommandCenter.Sources.Mapping;

/// <summary>Makes an order event of what a mapping found.</summary>
internal static class OrderRecord
{
    private const int LongestKey = 200;

    /// <summary>Null when the record is refused; the reasons are in <paramref name="run"/>.</summary>
    public static OrderEvent? Build(MappingRun run)
    {
        var key = run.Key?.ToString();
        CheckName(run, "key", key);
        CheckName(run, "eventId", run.EventId?.ToString());
        CheckName(run, "names", run.Names?.ToString());
        var kind = ReadKind(run);
        var stage = ReadStage(run);
        var side = ReadSide(run);
        SortFacts(run);
        if (run.Reasons.Count > 0)
        {
            return null;
        }

        var version = run.Version?.Number ?? 0;
        var occurred = run.OccurredAt!.Value.Number;
        var content = ContentHash.Of(run, key!, version, occurred, kind, stage, side);
        return new OrderEvent
        {
            Source = run.Scope.Source,
            EventId = run.EventId?.ToString() ?? content.Id,
            OrderKey = key!,
            Side = side,
            Kind = kind,
            Stage = stage,
            Stamp = new Stamp(version, occurred, content.PayloadHash),
            ObservedAt = Instants.ToStored(run.Scope.ObservedAt),
            Facts = run.Facts,
            Names = run.Names?.ToString(),
            UncertainTime = run.Uncertain,
        };
    }

    private static void CheckName(MappingRun run, string field, string? value)
    {
        if (value is not null && (value.Length > LongestKey || value.AsSpan().ContainsAnyInRange('\0', '\u001f') || value.AsSpan().ContainsAnyInRange('\u007f', '\u009f')))
        {
            run.Refuse(field, "bad-key", $"found '{FieldProgram.Shorten(value)}'; allowed: 1 to {LongestKey} characters without control characters");
        }
    }

    private static OrderEventKind ReadKind(MappingRun run)
    {
        var kind = run.EventKind?.ToString() switch
        {
            null or "" or "facts" => OrderEventKind.Facts,
            "supersedes" => OrderEventKind.Supersedes,
            "reinstated" => OrderEventKind.Reinstated,
            "unallocated" => OrderEventKind.Unallocated,
            "return-cancelled" => OrderEventKind.ReturnCancelled,
            _ => (OrderEventKind?)null,
        };
        if (kind is null)
        {
            run.Refuse("eventKind", "not-a-kind", $"found '{FieldProgram.Shorten(run.EventKind.ToString()!)}'; allowed: facts, supersedes, reinstated, unallocated, return-cancelled");
        }
        else if (kind == OrderEventKind.Supersedes && run.Names is null)
        {
            run.Refuse("names", "missing", "a record that supersedes names the event that it withdraws");
        }

        return kind ?? OrderEventKind.Facts;
    }

    private static Stage? ReadStage(MappingRun run)
    {
        if (run.StageName is not { } name)
        {
            return null;
        }

        if (Stages.TryParse(name.ToString(), out var stage))
        {
            return stage;
        }

        run.Refuse("stage", "not-a-stage", $"found '{FieldProgram.Shorten(name.ToString())}'; allowed: {string.Join(", ", Stages.All.Select(s => s.Name()))}");
        return null;
    }

    /// <summary>A shared system's record says which side commanded it; everything else is the source's own side.</summary>
    private static Side ReadSide(MappingRun run)
    {
        var at = run.Facts.FindIndex(f => f.Path == "side");
        if (at < 0)
        {
            return run.Scope.Side;
        }

        var text = run.Facts[at].Value.ToString();
        run.Facts.RemoveAt(at);
        switch (text)
        {
            case "legacy":
                return Side.Legacy;
            case "orchestration":
                return Side.Orchestration;
            default:
                run.Refuse("side", "not-a-side", $"found '{FieldProgram.Shorten(text)}'; allowed: legacy, orchestration");
                return run.Scope.Side;
        }
    }

    /// <summary>Path order; the same path twice is one when both say the same, and a reason when they do not.</summary>
    private static void SortFacts(MappingRun run)
    {
        var facts = run.Facts;
        facts.Sort(static (a, b) => string.CompareOrdinal(a.Path, b.Path));
        var kept = 0;
        for (var i = 0; i < facts.Count; i++)
        {
            if (kept > 0 && string.Equals(facts[kept - 1].Path, facts[i].Path, StringComparison.Ordinal))
            {
                if (facts[kept - 1].Value != facts[i].Value && !facts[i].Path.StartsWith(FactPath.UnmappedPrefix, StringComparison.Ordinal))
                {
                    run.Refuse(facts[i].Path, "two-values", string.Create(CultureInfo.InvariantCulture, $"the record says both '{FieldProgram.Shorten(facts[kept - 1].Value.ToString())}' and '{FieldProgram.Shorten(facts[i].Value.ToString())}'; allowed: one"));
                }

                continue;
            }

            facts[kept++] = facts[i];
        }

        facts.RemoveRange(kept, facts.Count - kept);
    }
}
