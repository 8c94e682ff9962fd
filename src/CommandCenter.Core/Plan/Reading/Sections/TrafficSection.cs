using System.Globalization;
using CommandCenter.Orders;
using CommandCenter.Traffic;

namespace CommandCenter.Plan.Reading.Sections;

/// <summary><c>traffic</c>: what holds before the first command, and how far one person may move it.</summary>
internal sealed class TrafficSection : IPlanSection
{
    private static readonly PlanShape Shape = PlanShape.Of("traffic", "largestStep", "start");
    private static readonly PlanShape StartShape = PlanShape.Of("traffic.start[]", "segment", "percent", "mirror", "splitBy");
    private static readonly PlanShape SegmentShape = PlanShape.Of("traffic.start[].segment", "lane", "region", "brand", "channel", "store", "skuClass", "tenant");
    private static readonly PlanScalar<SplitBy> Split = PlanScalars.Choice(("order", SplitBy.Order), ("store", SplitBy.Store));
    private static readonly PlanScalar<string> Value = PlanScalars.TextOf(Segment.LongestValue);

    private static readonly PlanScalar<decimal> Percent = new(
        "a number from 0 to 100 with at most two decimals",
        (string text, out decimal value) => decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value) && value is >= 0 and <= 100 && decimal.Round(value, 2) == value,
        0);

    public string Name => "traffic";
    public IReadOnlyList<PlanShape> Shapes { get; } = [Shape, StartShape, SegmentShape];

    public void Read(PlanMap root, PlanDraft draft)
    {
        if (root.Map(Name, Shape) is not { } map)
        {
            return;
        }

        var start = new List<TrafficStart>();
        foreach (var rule in map.Maps("start", StartShape))
        {
            var read = new TrafficStart(ReadSegment(rule), rule.Required("percent", Percent), rule.Optional("mirror", PlanScalars.Flag, fallback: false), rule.Optional("splitBy", Split, SplitBy.Order));
            if (rule.Has("segment") && start.Exists(s => s.Segment == read.Segment))
            {
                rule.Problem("segment", $"{read.Segment} a second time", "each segment once");
            }

            start.Add(read);
            if (read.Mirror)
            {
                map.Reading.AtEnd(() => CheckMirror(rule, read, draft));
            }
        }

        draft.Traffic = new TrafficSettings(map.Optional("largestStep", Percent, TrafficSettings.Default.LargestStep), start);
    }

    private static Segment ReadSegment(PlanMap rule) => rule.RequiredMap("segment", SegmentShape) is not { } map ? Segment.All : new Segment
    {
        Lane = map.Has("lane") ? map.Reading.Refer(Declared.Lane, map, "lane") : null,
        Region = map.Optional("region", Value),
        Brand = map.Optional("brand", Value),
        Channel = map.Optional("channel", Value),
        Store = map.Has("store") ? map.Reading.Refer(Declared.Store, map, "store") : null,
        SkuClass = map.Optional("skuClass", Value),
        Tenant = map.Optional("tenant", Value),
    };

    /// <summary>Below 100 % some orders are legacy's and orchestration gets their copies; above 0 % the other way round.</summary>
    private static void CheckMirror(PlanMap rule, TrafficStart read, PlanDraft draft)
    {
        foreach (var side in new[] { Side.Legacy, Side.Orchestration })
        {
            var gets = side == Side.Legacy ? read.Percent > 0 : read.Percent < 100;
            var target = draft.Targets.FirstOrDefault(t => t.Side == side);
            if (gets && target?.Can(TargetOperation.CreateCopy) != true)
            {
                var name = side.ToString().ToLowerInvariant();
                rule.Problem("mirror", target is null ? $"copies for {name}, which has no target" : $"copies for {name}, whose target {target.Id} has no createCopy", $"mirror: true only where the target of {name} declares createCopy");
            }
        }
    }
}
