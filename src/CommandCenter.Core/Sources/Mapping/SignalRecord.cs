using System.Globalization;
using CommandCenter.Orders;
using CommandCenter.Plan;

namespace CommandCenter.Sources.Mapping;

/// <summary>Makes inventory levels, gauge readings and customer contacts of what a mapping found.</summary>
internal static class SignalRecord
{
    public static MappedRecord Build(MappingRun run, RecordKind kind)
    {
        foreach (var field in (ReadOnlySpan<string>)["key", "sku", "node", "name", "unit", "channel", "reason", "orderKey"])
        {
            if (run.Find(field)?.ToString() is { } text && (text.Length > 200 || text.Any(char.IsControl)))
            {
                run.Refuse(field, "bad-key", $"found '{FieldProgram.Shorten(text)}'; allowed: 1 to 200 characters without control characters");
            }
        }

        if (run.Reasons.Count > 0)
        {
            return new MappedRecord { Reasons = run.Reasons };
        }

        return kind switch
        {
            RecordKind.Inventory => new MappedRecord
            {
                Inventory = new InventoryLevel(run.Scope.Side, Text(run, "sku")!, Text(run, "node")!, run.Find("availableToSell")!.Value.Number,
                    run.Find("onHand")?.Number, run.Find("reserved")?.Number, At(run, "asOf"), run.Scope.Source),
            },
            RecordKind.Gauge => new MappedRecord
            {
                Gauge = new GaugeReading(run.Scope.Side, Text(run, "name")!, double.Parse(Text(run, "value")!, NumberStyles.Float, CultureInfo.InvariantCulture),
                    Text(run, "unit") ?? "", At(run, "asOf"), run.Scope.Source),
            },
            _ => new MappedRecord
            {
                Contact = new CustomerContact(run.Key!.Value.ToString(), Text(run, "orderKey"), Text(run, "channel")!, Text(run, "reason") ?? "", At(run, "at"), run.Scope.Source),
            },
        };
    }

    private static string? Text(MappingRun run, string field) => run.Find(field)?.ToString();

    private static DateTimeOffset At(MappingRun run, string field) => run.Find(field)!.Value.AsInstant()!.Value;
}
