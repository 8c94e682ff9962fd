using CommandCenter.Orders;

namespace CommandCenter.Tests.Persistence;

/// <summary>Events for tests.</summary>
internal static class Some
{
    public static DateTimeOffset Start { get; } = new(2026, 11, 10, 12, 0, 0, TimeSpan.Zero);

    /// <param name="minute">Occurred this long after <see cref="Start"/>; observed a second later.</param>
    public static OrderEvent Event(
        string id, string key = "A-1", Side side = Side.Legacy, Stage? stage = null, double minute = 0, long version = 0, ulong hash = 1, OrderEventKind kind = OrderEventKind.Facts,
        string? names = null, string source = "legacy-oms", params (string Path, FactValue Value)[] facts)
    {
        var occurred = Start.AddMinutes(minute);
        return new OrderEvent
        {
            Source = source,
            EventId = id,
            OrderKey = key,
            Side = side,
            Kind = kind,
            Stage = stage,
            Stamp = new Stamp(version, Instants.ToMicros(occurred), hash),
            ObservedAt = occurred.AddSeconds(1),
            Names = names,
            Facts = [.. facts.Select(f => new Fact(f.Path, f.Value)).OrderBy(f => f.Path, StringComparer.Ordinal)],
        };
    }
}
