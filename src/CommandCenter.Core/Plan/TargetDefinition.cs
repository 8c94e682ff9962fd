using CommandCenter.Orders;

namespace CommandCenter.Plan;

/// <summary>What a foreign system may be asked to do with an order.</summary>
public enum TargetOperation
{
    /// <summary>Takes an order over as its own.</summary>
    Create,

    /// <summary>Takes an order as a copy, which has no effect outside.</summary>
    CreateCopy,

    /// <summary>Makes its copy the original, with everything as it was captured.</summary>
    ActivateCopy,

    /// <summary>Gives an order up without a void, refund or message; answers withdrawn, too late or nothing.</summary>
    Withdraw,

    /// <summary>Takes an order back from the warehouse or store, before the wave starts.</summary>
    Recall,

    /// <summary>Sets stock aside for an order that is to come; cannot, where there is none.</summary>
    Reserve,

    /// <summary>Gives that stock back.</summary>
    ReleaseReservation,

    /// <summary>Cancels an order, once.</summary>
    Cancel,

    /// <summary>A change of an order: address, hold, release-hold, return, exchange.</summary>
    Change,

    /// <summary>Stops sending to warehouse and stores, for a segment.</summary>
    Hold,

    /// <summary>Sends again.</summary>
    Resume,

    /// <summary>Is told that the other side shipped an order; captures, invoices and notifies nothing.</summary>
    ConfirmShipment,

    /// <summary>Warehouse and stores refuse what this side releases, though the side itself does not answer.</summary>
    Block,

    /// <summary>Warehouse and stores take its releases again.</summary>
    Unblock,
}

/// <summary>A configured place that orders and changes are sent to, with what it can do. An operation without a request is a capability that it lacks.</summary>
public sealed record TargetDefinition
{
    /// <summary>Kebab-case, unique.</summary>
    public required string Id { get; init; }

    /// <summary>Legacy or orchestration; a plan has at most one target a side.</summary>
    public required Side Side { get; init; }

    /// <summary>The system of the landscape that it is.</summary>
    public required string System { get; init; }

    public required IReadOnlyDictionary<TargetOperation, TargetRequest> Operations { get; init; }

    /// <summary>How an order is asked for by key; null = it cannot be, and whatever is unknown is parked.</summary>
    public TargetLookUp? LookUp { get; init; }

    /// <summary>How everything that it holds is listed; null = it cannot be.</summary>
    public TargetLedger? Ledger { get; init; }

    public AuthSettings? Auth { get; init; }
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The header that carries <c>orderKey:epoch:operation</c>.</summary>
    public string IdempotencyHeader { get; init; } = "Idempotency-Key";

    /// <summary>How long it remembers an idempotency key, 1 min to 365 days; afterwards nothing is repeated without a look-up.</summary>
    public TimeSpan IdempotencyWindow { get; init; } = TimeSpan.FromHours(24);

    /// <summary>After this time a request that was not answered can no longer take effect, 0 s to 1 h.</summary>
    public TimeSpan SettlesWithin { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>For one call, 100 ms to 2 min.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Calls at the same time, 1 to 512.</summary>
    public int Concurrency { get; init; } = 32;

    /// <summary>Entries that may wait for it, 100 to 10,000,000; when so many wait, no order or change that needs it is accepted.</summary>
    public int QueueLimit { get; init; } = 100_000;

    /// <summary>Bytes of one answer, at most; 1 KiB to 64 MiB.</summary>
    public long MaxBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Orders a minute that the side can take on at most; null = not declared. What the preview of a rollback compares with.</summary>
    public int? OrdersPerMinute { get; init; }

    public bool Can(TargetOperation operation) => Operations.ContainsKey(operation);
}

/// <summary>One call to a target.</summary>
public sealed record TargetRequest
{
    public required string Method { get; init; }

    /// <summary>With <c>{key}</c>, <c>{epoch}</c>, <c>{kind}</c> behind the host.</summary>
    public required string Url { get; init; }

    /// <summary>The JSON document to send, with placeholders; null = no body.</summary>
    public string? Body { get; init; }

    /// <summary>What an answer means beyond its status.</summary>
    public TargetAnswers Answers { get; init; } = new();
}

/// <summary>How an answer is read. Without it 2xx is done, 4xx is refused, and everything else leaves open whether it happened.</summary>
public sealed record TargetAnswers
{
    /// <summary>Path of the word in the answer that decides; null = the status alone.</summary>
    public string? Path { get; init; }

    /// <summary>Words or statuses (as text) that mean done.</summary>
    public IReadOnlyList<string> Done { get; init; } = [];

    /// <summary>Words or statuses that mean: too late, it has gone further.</summary>
    public IReadOnlyList<string> TooLate { get; init; } = [];

    /// <summary>Words or statuses that mean: refused for good.</summary>
    public IReadOnlyList<string> Refused { get; init; } = [];

    /// <summary>Path of the reason in words.</summary>
    public string? Reason { get; init; }
}

/// <summary>How one order is asked for by key. 404 = it is not there.</summary>
public sealed record TargetLookUp
{
    /// <summary>With <c>{key}</c>.</summary>
    public required string Url { get; init; }
    public required TargetOrderPaths Order { get; init; }
}

/// <summary>How everything that the target holds is listed.</summary>
public sealed record TargetLedger
{
    /// <summary>With <c>{page}</c>, empty at first, and <c>{limit}</c>.</summary>
    public required string Url { get; init; }

    /// <summary>Path of the array of orders.</summary>
    public required string Items { get; init; }

    /// <summary>Path of the next page's token; null or nothing there = the last page.</summary>
    public string? NextPage { get; init; }

    /// <summary>Orders a page, 1 to 10,000.</summary>
    public int Limit { get; init; } = 1000;
    public required TargetOrderPaths Order { get; init; }
}

/// <summary>Where in an answer the facts of an order stand.</summary>
public sealed record TargetOrderPaths
{
    public required string Key { get; init; }

    /// <summary>Path of the word that tells owned, copy or withdrawn.</summary>
    public required string Standing { get; init; }
    public required IReadOnlyList<string> OwnedWords { get; init; }
    public IReadOnlyList<string> CopyWords { get; init; } = [];
    public IReadOnlyList<string> WithdrawnWords { get; init; } = [];

    /// <summary>Path of the epoch that it was given with; null = it keeps none.</summary>
    public string? Epoch { get; init; }

    /// <summary>Path of the stages of its lines (an array is taken whole).</summary>
    public required string Stages { get; init; }

    /// <summary>The target's words for stages.</summary>
    public required IReadOnlyDictionary<string, Stage> StageWords { get; init; }

    /// <summary>Attribute (lane, region, brand, channel, store, skuClass, tenant, placedAt) → path.</summary>
    public IReadOnlyDictionary<string, string> Attributes { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
