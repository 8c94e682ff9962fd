using CommandCenter.Orders;

namespace CommandCenter.Plan.Reading.Sections;

/// <summary><c>targets</c>: the configured places that orders and changes are sent to, and what each can do.</summary>
internal sealed class TargetsSection : IPlanSection
{
    private static readonly (string Key, TargetOperation Operation)[] Capabilities =
    [
        ("create", TargetOperation.Create), ("createCopy", TargetOperation.CreateCopy), ("activateCopy", TargetOperation.ActivateCopy), ("withdraw", TargetOperation.Withdraw),
        ("recall", TargetOperation.Recall), ("reserve", TargetOperation.Reserve), ("releaseReservation", TargetOperation.ReleaseReservation), ("cancel", TargetOperation.Cancel),
        ("change", TargetOperation.Change), ("hold", TargetOperation.Hold), ("resume", TargetOperation.Resume), ("confirmShipment", TargetOperation.ConfirmShipment),
        ("block", TargetOperation.Block), ("unblock", TargetOperation.Unblock),
    ];

    private static readonly PlanShape Shape = new("targets[]",
    [
        "id", "side", "system", "auth", "headers", "idempotencyHeader", "idempotencyWindow", "settlesWithin", "timeout", "concurrency", "queueLimit", "maxBytes", "ordersPerMinute",
        .. Capabilities.Select(c => c.Key), "lookUp", "ledger",
    ]);

    public string Name => "targets";
    public IReadOnlyList<PlanShape> Shapes { get; } = [Shape, TargetRequestReader.Shape, TargetRequestReader.AnswersShape, TargetOrderReader.LookUpShape, TargetOrderReader.LedgerShape, TargetOrderReader.Shape];

    public void Read(PlanMap root, PlanDraft draft)
    {
        foreach (var map in root.Maps(Name, Shape))
        {
            var target = new TargetDefinition
            {
                Id = map.Reading.Declare(Declared.Target, map, "id", PlanScalars.Id),
                Side = ReadSide(map),
                System = map.Reading.Refer(Declared.System, map, "system"),
                Operations = ReadOperations(map),
                LookUp = map.Map("lookUp", TargetOrderReader.LookUpShape) is { } lookUp ? TargetOrderReader.ReadLookUp(lookUp) : null,
                Ledger = map.Map("ledger", TargetOrderReader.LedgerShape) is { } ledger ? TargetOrderReader.ReadLedger(ledger) : null,
                Auth = map.Map("auth", AuthReader.Shape) is { } auth ? AuthReader.Read(auth) : null,
                Headers = HttpReader.Headers(map),
                IdempotencyHeader = map.Optional("idempotencyHeader", HttpReader.HeaderNameScalar, "Idempotency-Key"),
                IdempotencyWindow = map.Optional("idempotencyWindow", PlanScalars.Duration("1m", "365d"), TimeSpan.FromHours(24)),
                SettlesWithin = map.Optional("settlesWithin", PlanScalars.Duration("0s", "1h"), TimeSpan.FromSeconds(10)),
                Timeout = map.Optional("timeout", PlanScalars.Duration("100ms", "2m"), TimeSpan.FromSeconds(5)),
                Concurrency = map.Optional("concurrency", PlanScalars.Integer(1, 512), 32),
                QueueLimit = map.Optional("queueLimit", PlanScalars.Integer(100, 10_000_000), 100_000),
                MaxBytes = map.Optional("maxBytes", PlanScalars.Bytes(1024, 64 * 1024 * 1024), 4 * 1024 * 1024),
                OrdersPerMinute = map.OptionalValue("ordersPerMinute", PlanScalars.Integer(1, 10_000_000)),
            };
            CheckCopies(map, target);
            if (target.Headers.ContainsKey(target.IdempotencyHeader))
            {
                map.Problem("headers", target.IdempotencyHeader, "other headers than idempotencyHeader, which each call fills by itself");
            }

            draft.Targets.Add(target);
            map.Reading.AtEnd(() => CheckSystem(map, target, draft));
        }
    }

    private static Side ReadSide(PlanMap map)
    {
        var before = map.Reading.Problems.Count;
        var side = map.Required("side", PlanScalars.Side);
        if (map.Reading.Problems.Count == before)
        {
            map.Reading.Declare("side with a target", side.ToString().ToLowerInvariant(), map.Find("side")!.Value);
        }

        return side;
    }

    private static Dictionary<TargetOperation, TargetRequest> ReadOperations(PlanMap map)
    {
        var operations = new Dictionary<TargetOperation, TargetRequest>();
        foreach (var (key, operation) in Capabilities)
        {
            if (map.Map(key, TargetRequestReader.Shape) is { } request)
            {
                operations[operation] = TargetRequestReader.Read(request, operation);
            }
        }

        return operations;
    }

    private static void CheckCopies(PlanMap map, TargetDefinition target)
    {
        if (target.Can(TargetOperation.ActivateCopy) && !target.Can(TargetOperation.CreateCopy))
        {
            map.Problem("activateCopy", "activateCopy without createCopy", "activateCopy only where createCopy stands too: there would be no copy to activate");
        }

        foreach (var (key, paths) in new[] { ("lookUp", target.LookUp?.Order), ("ledger", target.Ledger?.Order) })
        {
            if (target.Can(TargetOperation.CreateCopy) && paths is { CopyWords.Count: 0 })
            {
                map.Problem(key, "no words for a copy", $"{key}.order.copy with the words by which a copy is told from an order: the target takes copies");
            }
        }
    }

    private static void CheckSystem(PlanMap map, TargetDefinition target, PlanDraft draft)
    {
        var system = draft.Systems.FirstOrDefault(s => s.Id == target.System);
        if (system is not null && system.Side != Side.Shared && system.Side != target.Side)
        {
            map.Problem("side", target.Side.ToString().ToLowerInvariant(), $"{system.Side.ToString().ToLowerInvariant()}, the side of the system {system.Id}");
        }
    }
}
