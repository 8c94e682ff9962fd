using CommandCenter.Intake.Targets;
using CommandCenter.Orders;
using CommandCenter.Plan;
using CommandCenter.Shared;

namespace CommandCenter.Tests.Intake;

/// <summary>What becomes of one call on its way.</summary>
public enum CallFate
{
    Carried,

    /// <summary>Carried out; the answer is lost.</summary>
    AnswerLost,

    /// <summary>It leaves and is lost on its way.</summary>
    NeverArrives,

    /// <summary>Nothing left.</summary>
    NotSent,

    /// <summary>A 4xx.</summary>
    Refused,

    /// <summary>The plan's target has no such operation any more.</summary>
    Unable,
}

/// <summary>An order in a side's ledger.</summary>
internal sealed class LedgerOrder
{
    public TargetStanding Standing { get; set; }
    public int Epoch { get; set; }
    public Stage Stage { get; set; } = Stage.Created;

    /// <summary>Idempotency keys of the changes that took effect, in order.</summary>
    public List<string> Changes { get; } = [];
}

/// <summary>A foreign system with a ledger and a memory for idempotency keys, whose line does what a test says. Safe to be called from many threads.</summary>
internal sealed class LedgerSide(Side side) : IOrderTarget
{
    private static readonly TargetOrderPaths paths = new() { Key = "$.key", Standing = "$.standing", OwnedWords = ["Owned"], Stages = "$.stage", StageWords = new Dictionary<string, Stage>(StringComparer.Ordinal) };
    private readonly Lock gate = new();
    private readonly Dictionary<string, LedgerOrder> orders = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TargetAnswer> remembered = new(StringComparer.Ordinal);
    private readonly List<TargetCall> calls = [];
    private int lookUps;

    public TargetDefinition Definition { get; set; } = new()
    {
        Id = side.ToString().ToLowerInvariant(),
        Side = side,
        System = "stub",
        Operations = Enum.GetValues<TargetOperation>().ToDictionary(o => o, _ => new TargetRequest { Method = "POST", Url = "http://stub/" }),
        LookUp = new TargetLookUp { Url = "http://stub/{key}", Order = paths },
        Ledger = new TargetLedger { Url = "http://stub/", Items = "$", Order = paths },
        SettlesWithin = TimeSpan.FromMilliseconds(100),
        Concurrency = 8,
    };

    /// <summary>Asked for each call before it is carried out.</summary>
    public Func<TargetCall, CallFate> Fate { get; set; } = _ => CallFate.Carried;

    /// <summary>What a look-up waits for, and whether it is answered.</summary>
    public Func<bool> Answers { get; set; } = () => true;

    /// <summary>How it tells an order that it is asked for.</summary>
    public Func<TargetOrder, TargetOrder> Tells { get; set; } = o => o;

    /// <summary>Calls wait for it before anything happens.</summary>
    public Task Opened { get; set; } = Task.CompletedTask;

    /// <summary>How far an order is by the time that anybody asks.</summary>
    public Func<string, Stage> Reached { get; set; } = _ => Stage.Created;

    /// <summary>It offers nothing of these.</summary>
    public void Without(params TargetOperation[] operations) =>
        Definition = Definition with { Operations = Definition.Operations.Where(o => !operations.Contains(o.Key)).ToDictionary(o => o.Key, o => o.Value) };

    public int LookUps => Volatile.Read(ref lookUps);

    /// <summary>Every call that came this far, repeats included, in order.</summary>
    public IReadOnlyList<TargetCall> Calls
    {
        get
        {
            lock (gate)
            {
                return [.. calls];
            }
        }
    }

    /// <summary>A copy of the ledger.</summary>
    public IReadOnlyDictionary<string, LedgerOrder> Ledger
    {
        get
        {
            lock (gate)
            {
                return new Dictionary<string, LedgerOrder>(orders, StringComparer.Ordinal);
            }
        }
    }

    /// <summary>What the side itself does with an order.</summary>
    public void Put(string key, TargetStanding standing, Stage stage = Stage.Created, int epoch = 1)
    {
        lock (gate)
        {
            orders[key] = new LedgerOrder { Standing = standing, Stage = stage, Epoch = epoch };
        }
    }

    /// <summary>It loses an order, and remembers what it answered all the same.</summary>
    public void Forget(string key)
    {
        lock (gate)
        {
            orders.Remove(key);
        }
    }

    /// <summary>It never says why.</summary>
    public bool IsMute { get; set; }

    public async Task<TargetAnswer> SendAsync(TargetCall call, CancellationToken cancel)
    {
        var answer = await AnswerAsync(call);
        return IsMute ? answer with { Reason = null } : answer;
    }

    private async Task<TargetAnswer> AnswerAsync(TargetCall call)
    {
        await Opened;
        lock (gate)
        {
            calls.Add(call);
        }

        switch (Fate(call))
        {
            case CallFate.NotSent:
                return new TargetAnswer(TargetOutcome.NotSent, "connection refused");
            case CallFate.NeverArrives:
                return new TargetAnswer(TargetOutcome.Unknown, "500");
            case CallFate.Refused:
                return new TargetAnswer(TargetOutcome.Refused, "we do not take that");
            case CallFate.Unable:
                return new TargetAnswer(TargetOutcome.Unable, "not declared");
            case CallFate.AnswerLost:
                Do(call);
                return new TargetAnswer(TargetOutcome.Unknown, "the answer was lost");
            default:
                return Do(call);
        }
    }

    public async Task<TargetFinding> LookUpAsync(string orderKey, CancellationToken cancel)
    {
        await Opened;
        Interlocked.Increment(ref lookUps);
        return Answers() ? new TargetFinding(Tells(Find(orderKey))) : new TargetFinding(null, IsMute ? null : "no answer");
    }

    public Task<Result<TargetLedgerPage>> ReadLedgerAsync(string page, CancellationToken cancel)
    {
        lock (gate)
        {
            var from = page.Length == 0 ? 0 : int.Parse(page, System.Globalization.CultureInfo.InvariantCulture);
            var next = from + 2 < orders.Count ? FormattableString.Invariant($"{from + 2}") : null;
            Result<TargetLedgerPage> read = Answers()
                ? new TargetLedgerPage([.. orders.OrderBy(o => o.Key, StringComparer.Ordinal).Skip(from).Take(2).Select(o => Tells(Told(o.Key, o.Value)))], next)
                : Error.Unavailable("down", "no answer");
            return Task.FromResult(read);
        }
    }

    /// <summary>Carries a call out, once per idempotency key.</summary>
    public TargetAnswer Do(TargetCall call)
    {
        lock (gate)
        {
            if (remembered.TryGetValue(call.IdempotencyKey, out var before))
            {
                return before;
            }

            var answer = Carry(call);
            if (answer.Outcome == TargetOutcome.Done)
            {
                remembered[call.IdempotencyKey] = answer;
            }

            return answer;
        }
    }

    public TargetOrder Find(string orderKey)
    {
        lock (gate)
        {
            return orders.TryGetValue(orderKey, out var order) ? Told(orderKey, order) : new TargetOrder(orderKey, TargetStanding.Absent, null, []);
        }
    }

    private static TargetOrder Told(string key, LedgerOrder order) => new(key, order.Standing, order.Epoch, [order.Stage], new CommandCenter.Traffic.OrderAttributes("ship-to-home"));

    private TargetAnswer Carry(TargetCall call)
    {
        var order = orders.GetValueOrDefault(call.OrderKey);
        switch (call.Operation)
        {
            case TargetOperation.Create when order is null or { Standing: TargetStanding.Withdrawn } && (order?.Epoch ?? 0) < call.Epoch:
                orders[call.OrderKey] = new LedgerOrder { Standing = TargetStanding.Owned, Epoch = call.Epoch, Stage = Reached(call.OrderKey) };
                return TargetAnswer.Done;
            case TargetOperation.CreateCopy when order is null:
                orders[call.OrderKey] = new LedgerOrder { Standing = TargetStanding.Copy, Epoch = call.Epoch };
                return TargetAnswer.Done;
            case TargetOperation.ActivateCopy when order is { Standing: TargetStanding.Copy } && order.Epoch < call.Epoch:
                (order.Standing, order.Epoch) = (TargetStanding.Owned, call.Epoch);
                return TargetAnswer.Done;
            case TargetOperation.Withdraw when order is { Standing: TargetStanding.Owned }:
                if (order.Stage >= Stage.Released)
                {
                    return new TargetAnswer(TargetOutcome.TooLate, "released");
                }

                order.Standing = TargetStanding.Withdrawn;
                return TargetAnswer.Done;
            case TargetOperation.Recall when order is { Stage: Stage.Released }:
                order.Stage = Stage.Allocated;
                return TargetAnswer.Done;
            case TargetOperation.Cancel when order is not null:
                order.Stage = Stage.Cancelled;
                order.Changes.Add(call.IdempotencyKey);
                return TargetAnswer.Done;
            case TargetOperation.Change when order is not null:
                order.Changes.Add(call.IdempotencyKey);
                return TargetAnswer.Done;
            case TargetOperation.Create or TargetOperation.CreateCopy or TargetOperation.ActivateCopy or TargetOperation.Cancel or TargetOperation.Change or TargetOperation.Recall:
                return new TargetAnswer(TargetOutcome.Refused, $"not possible: {order?.Standing.ToString() ?? "absent"} {order?.Stage}");
            default:
                return TargetAnswer.Done;
        }
    }
}
