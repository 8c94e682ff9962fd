using CommandCenter.Orders;
using CommandCenter.Plan;
using CommandCenter.Tests.Live;

namespace CommandCenter.Tests.Rollback;

/// <summary>A small plan whose two targets can do everything that is not taken from them.</summary>
internal static class RollbackPlan
{
    private static readonly TargetOrderPaths Paths = new()
    {
        Key = "$.key", Standing = "$.standing", OwnedWords = ["owned"], Stages = "$.stages", StageWords = new Dictionary<string, Stage>(StringComparer.Ordinal),
    };

    public static CutoverPlan With(Func<TargetDefinition, TargetDefinition>? legacy = null, Func<TargetDefinition, TargetDefinition>? orchestration = null, params (string Lane, Stage Furthest)[] lanes) =>
        LiveWorld.Plan(1, null, LiveWorld.Source("legacy-stock", Side.Legacy, "stock")) with
        {
            Targets = [(legacy ?? (t => t))(Target(Side.Legacy)), (orchestration ?? (t => t))(Target(Side.Orchestration))],
            Rollback = RollbackSettings.Default with { Lanes = lanes.ToDictionary(l => l.Lane, l => l.Furthest, StringComparer.Ordinal) },
        };

    public static TargetDefinition Without(this TargetDefinition target, params TargetOperation[] operations) =>
        target with { Operations = target.Operations.Where(o => !operations.Contains(o.Key)).ToDictionary() };

    private static TargetDefinition Target(Side side) => new()
    {
        Id = side.ToString(), Side = side, System = "legacy-pos", OrdersPerMinute = 100, LookUp = new TargetLookUp { Url = "http://127.0.0.1/{key}", Order = Paths },
        Operations = Enum.GetValues<TargetOperation>().ToDictionary(o => o, _ => new TargetRequest { Method = "POST", Url = "http://127.0.0.1/" }),
    };
}
