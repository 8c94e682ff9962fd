using System.Text;
using CommandCenter.Intake.Targets;
using CommandCenter.Orders;
using CommandCenter.Plan;
using CommandCenter.Sources;
using CommandCenter.Sources.Http;
using CommandCenter.Tests.Sources.Http;

namespace CommandCenter.Tests.Intake.Targets;

/// <summary>A target on a server of the test, and calls to it.</summary>
internal static class TargetOfTest
{
    public const string Secret = "pa\"ss-word";

    public static readonly TargetOrderPaths Paths = new()
    {
        Key = "$.ref", Standing = "$.own", OwnedWords = ["O"], CopyWords = ["C"], WithdrawnWords = ["W"], Epoch = "$.epoch", Stages = "$.lines[*].st",
        StageWords = new Dictionary<string, Stage>(StringComparer.Ordinal) { ["NEW"] = Stage.Created, ["PICK"] = Stage.Picked },
        Attributes = new Dictionary<string, string>(StringComparer.Ordinal) { ["lane"] = "$.cls", ["store"] = "$.store", ["placedAt"] = "$.at" },
    };

    public static TargetDefinition Definition(string url, TargetRequest? create = null) => new()
    {
        Id = "legacy-oms", Side = Side.Legacy, System = "legacy-oms", Timeout = TimeSpan.FromSeconds(10), Concurrency = 4,
        Operations = new Dictionary<TargetOperation, TargetRequest>
        {
            [TargetOperation.Create] = (create ?? new TargetRequest { Method = "POST", Url = "/orders", Body = """{"order":"{order}","epoch":"{epoch|number}"}""" }) is var request ? request with { Url = url + request.Url } : null!,
        },
        LookUp = new TargetLookUp { Url = url + "/orders/{key}", Order = Paths },
        Ledger = new TargetLedger { Url = url + "/ledger?page={page}&limit={limit}", Items = "$.orders", NextPage = "$.next", Limit = 3, Order = Paths },
    };

    public static HttpOrderTarget Open(TargetDefinition definition, bool allowed = true, ISecrets? secrets = null) =>
        new(definition, new OutboundGuard(allowed ? [new Uri(definition.LookUp!.Url.Replace("{key}", "", StringComparison.Ordinal)).Authority] : []), secrets ?? Secrets(), TimeProvider.System);

    public static HttpOrderTarget Target(this ForeignServer server, TargetRequest? create = null, Func<TargetDefinition, TargetDefinition>? with = null) =>
        Open((with ?? (d => d))(Definition(server.Url, create)));

    public static ISecrets Secrets()
    {
        var secrets = new Secrets("/nowhere");
        secrets.Add("CC_SECRET_P", Secret);
        return secrets;
    }

    public static TargetCall Create(string key = "A-1", string order = """{"orderKey":"A-1"}""", int epoch = 1) =>
        new(key, TargetOperation.Create, epoch, $"{key}:{epoch}:create", Encoding.UTF8.GetBytes(order));

    public static Task<TargetAnswer> CreateAsync(this HttpOrderTarget target, TargetCall? call = null) => target.SendAsync(call ?? Create(), TestContext.Current.CancellationToken);
}
