using CommandCenter.Layout;

namespace CommandCenter.Orders;

/// <param name="Differs">Both sides state it, and not the same.</param>
public sealed record FactRow(string Name, FactValue? Legacy, FactValue? Orchestration, bool Differs);

/// <param name="Id">Line or shipment id.</param>
public sealed record FactGroup(string Id, IReadOnlyList<FactRow> Rows)
{
    public FactRow? Find(string name) => Rows.FirstOrDefault(r => r.Name == name);
}

/// <summary>Both sides' facts beside each other: money, lines, shipments and the rest.</summary>
public static class OrderFacts
{
    private static readonly string[] Own = ["sideId", "status", "copy"]; // each side's own business: never compared

    private static readonly Dictionary<string, int> Places = FactPath.OrderFields.Keys.Select((name, place) => (name, place)).ToDictionary(p => p.name, p => p.place, StringComparer.Ordinal);

    public static IReadOnlyList<FactRow> Money(OrderDetail order) => [.. Rows(order, "").Where(r => TypeOf(r) == FactType.Money)];

    public static IReadOnlyList<FactRow> Others(OrderDetail order) => [.. Rows(order, "").Where(r => TypeOf(r) != FactType.Money)];

    public static IReadOnlyList<FactGroup> Lines(OrderDetail order) => Groups(order, "lines[");

    public static IReadOnlyList<FactGroup> Shipments(OrderDetail order) => Groups(order, "shipments[");

    public static string? Currency(OrderDetail order) => order.Legacy?.Text("currency") ?? order.Orchestration?.Text("currency");

    /// <summary>A value as text; instants are left to the page, which shows them in the viewer's zone.</summary>
    public static string Text(FactValue value, string? currency) => value.Type switch
    {
        FactType.Money => Wording.Money(value.Number, currency),
        FactType.Flag => value.Number != 0 ? "yes" : "no",
        FactType.Integer => Wording.Number(value.Number),
        _ => value.ToString(),
    };

    /// <summary>What is odd about a stage, in words.</summary>
    public static string Words(StageRemark remark)
    {
        ArgumentNullException.ThrowIfNull(remark);
        return remark.Kind switch
        {
            StageRemarkKind.OutOfOrder => $"{Wording.Duration(remark.By!.Value)} before {remark.Than!.Value.Name()}",
            StageRemarkKind.AlthoughGone => $"although {remark.Than!.Value.Name()}",
            StageRemarkKind.AfterPromise => $"{Wording.Duration(remark.By!.Value)} after the promise",
            _ => "time not stated; known of by then",
        };
    }

    private static FactType? TypeOf(FactRow row) => (row.Legacy ?? row.Orchestration)?.Type;

    private static List<FactGroup> Groups(OrderDetail order, string prefix)
    {
        var ids = Facts(order).Where(p => p.StartsWith(prefix, StringComparison.Ordinal)).Select(p => IdOf(p, prefix)).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        return [.. ids.Select(id => new FactGroup(id, Rows(order, $"{prefix}{id}].")))];
    }

    private static string? IdOf(string path, string prefix)
    {
        var end = path.IndexOf("].", prefix.Length, StringComparison.Ordinal);
        return end < 0 ? null : path[prefix.Length..end];
    }

    private static List<FactRow> Rows(OrderDetail order, string prefix)
    {
        var names = Facts(order).Where(p => prefix.Length == 0 ? !p.Contains('[', StringComparison.Ordinal) : p.StartsWith(prefix, StringComparison.Ordinal))
            .Select(p => p[prefix.Length..]).Distinct(StringComparer.Ordinal).OrderBy(Place).ThenBy(n => n, StringComparer.Ordinal);
        return [.. names.Select(name =>
        {
            var legacy = order.Legacy?.Find(prefix + name);
            var orchestration = order.Orchestration?.Find(prefix + name);
            return new FactRow(name, legacy, orchestration, legacy is not null && orchestration is not null && legacy != orchestration && !Own.Contains(name));
        })];
    }

    // the order in which the domain names them: goods before tax before total
    private static int Place(string name) => Places.GetValueOrDefault(name, int.MaxValue);

    private static IEnumerable<string> Facts(OrderDetail order) => (order.Legacy?.Facts ?? []).Concat(order.Orchestration?.Facts ?? []).Select(f => f.Path);
}
