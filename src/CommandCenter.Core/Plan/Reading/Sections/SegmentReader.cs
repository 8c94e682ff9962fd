using CommandCenter.Traffic;

namespace CommandCenter.Plan.Reading.Sections;

/// <summary>Reads the map that names orders by lane, region and the like.</summary>
internal sealed class SegmentReader(string where)
{
    private static readonly PlanScalar<string> Value = PlanScalars.TextOf(Segment.LongestValue);

    public PlanShape Shape { get; } = PlanShape.Of(where, "lane", "region", "brand", "channel", "store", "skuClass", "tenant");

    public Segment Read(PlanMap map) => new()
    {
        Lane = map.Has("lane") ? map.Reading.Refer(Declared.Lane, map, "lane") : null,
        Region = map.Optional("region", Value),
        Brand = map.Optional("brand", Value),
        Channel = map.Optional("channel", Value),
        Store = map.Has("store") ? map.Reading.Refer(Declared.Store, map, "store") : null,
        SkuClass = map.Optional("skuClass", Value),
        Tenant = map.Optional("tenant", Value),
    };
}
