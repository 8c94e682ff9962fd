using CommandCenter.Intake.Targets;
using CommandCenter.Orders;
using CommandCenter.Plan;
using CommandCenter.Shared;

namespace CommandCenter.Tests.Simulation;

/// <summary>An order in a side's ledger.</summary>
internal sealed class SimOrder
{
    public TargetStanding Standing;
    public int Epoch;
    public Stage Stage;
    public int Shipped;
    public int Captured;
    public List<string> Changes { get; } = [];
}

/// <summary>A foreign system in memory, with a ledger that outlives every process of ours, that loses answers, answers late, fails and goes away as the seed says.</summary>
internal sealed class SimSide(SimWorld world, Side side, TargetDefinition definition)
{
    private readonly Dictionary<string, (string Body, TargetAnswer Answer)> remembered = new(StringComparer.Ordinal);

    public Side Side { get; } = side;
    public TargetDefinition Definition { get; set; } = definition;
    public Dictionary<string, SimOrder> Ledger { get; } = new(StringComparer.Ordinal);

    /// <summary>Nothing reaches it, and it answers nothing.</summary>
    public bool IsDown { get; set; }

    /// <summary>How often something goes wrong with a call, 0 to 1.</summary>
    public double FaultRate { get; set; }

    public bool ReleasesBlocked { get; set; }

    /// <summary>What our code talks to.</summary>
    public IOrderTarget For(SimProcess process) => new Line(world, this, process);

    /// <summary>Its own work on an order goes on one step.</summary>
    public void Advance(string key, SimOrder order)
    {
        if (order.Standing != TargetStanding.Owned)
        {
            if (order is { Standing: TargetStanding.Copy, Stage: < Stage.Routed })
            {
                order.Stage = Stage.Routed;
            }

            return;
        }

        var next = order.Stage switch
        {
            Stage.Created => Stage.Authorised,
            Stage.Authorised => Stage.Allocated,
            Stage.Allocated => Stage.Routed,
            Stage.Routed => ReleasesBlocked ? Stage.Routed : Stage.Released,
            Stage.Released => Stage.Picked,
            Stage.Picked => Stage.Packed,
            Stage.Packed => Stage.Shipped,
            Stage.Shipped => Stage.Delivered,
            var stays => stays,
        };
        if (next == Stage.Shipped && order.Stage == Stage.Packed)
        {
            order.Shipped++;
            order.Captured++;
        }

        if (next != order.Stage)
        {
            world.Tell(key, $"{Side}: {order.Stage} -> {next}");
        }

        order.Stage = next;
    }

    private TargetAnswer Do(TargetCall call)
    {
        var body = $"{call.Operation}|{call.Epoch}|{call.Kind}|{call.IsCopy}";
        if (remembered.TryGetValue(call.IdempotencyKey, out var before))
        {
            return before.Body == body ? before.Answer : new TargetAnswer(TargetOutcome.Refused, "idempotency key used with another body");
        }

        var answer = Carry(call);
        if (answer.Outcome is TargetOutcome.Done)
        {
            remembered[call.IdempotencyKey] = (body, answer);
        }

        world.Tell(call.OrderKey, $"{Side}: {call.Operation} epoch {call.Epoch} -> {answer.Outcome} {answer.Reason}");
        world.CheckAlways(call.OrderKey);
        if (Ledger.TryGetValue(call.OrderKey, out var held))
        {
            world.Parity.Note(Side, call.OrderKey, held);
        }

        return answer;
    }

    private TargetAnswer Carry(TargetCall call)
    {
        var order = Ledger.GetValueOrDefault(call.OrderKey);
        switch (call.Operation)
        {
            case TargetOperation.Create when order is null or { Standing: TargetStanding.Withdrawn } && (order?.Epoch ?? 0) < call.Epoch:
                Ledger[call.OrderKey] = new SimOrder { Standing = TargetStanding.Owned, Epoch = call.Epoch, Stage = Stage.Created };
                return TargetAnswer.Done;
            case TargetOperation.CreateCopy when order is null:
                Ledger[call.OrderKey] = new SimOrder { Standing = TargetStanding.Copy, Epoch = call.Epoch, Stage = Stage.Created };
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
            case TargetOperation.Withdraw when order is { Standing: TargetStanding.Withdrawn }:
                return TargetAnswer.Done;
            case TargetOperation.Recall when order is { Standing: TargetStanding.Owned, Stage: Stage.Released }:
                order.Stage = Stage.Allocated;
                return TargetAnswer.Done;
            case TargetOperation.Reserve:
                return world.Chance(0.05) ? new TargetAnswer(TargetOutcome.Refused, "no stock") : TargetAnswer.Done;
            case TargetOperation.ReleaseReservation or TargetOperation.Hold or TargetOperation.Resume:
                return TargetAnswer.Done;
            case TargetOperation.Cancel when order is not null:
                if (order.Stage > Stage.Released && order.Stage != Stage.Cancelled)
                {
                    return new TargetAnswer(TargetOutcome.TooLate, "picked");
                }

                order.Stage = Stage.Cancelled;
                order.Changes.Add(call.IdempotencyKey);
                return TargetAnswer.Done;
            case TargetOperation.Change when order is not null:
                order.Changes.Add(call.IdempotencyKey);
                return TargetAnswer.Done;
            case TargetOperation.ConfirmShipment when order is { Standing: TargetStanding.Copy }:
                return TargetAnswer.Done;
            case TargetOperation.Block:
                ReleasesBlocked = true;
                return TargetAnswer.Done;
            case TargetOperation.Unblock:
                ReleasesBlocked = false;
                return TargetAnswer.Done;
            default:
                return new TargetAnswer(TargetOutcome.Refused, $"not possible: {order?.Standing.ToString() ?? "absent"} {order?.Stage}");
        }
    }

    /// <summary>The line between one process and this side.</summary>
    private sealed class Line(SimWorld world, SimSide side, SimProcess process) : IOrderTarget
    {
        public TargetDefinition Definition => side.Definition;

        public async Task<TargetAnswer> SendAsync(TargetCall call, CancellationToken cancel)
        {
            await DelayAsync();
            if (!side.Definition.Can(call.Operation))
            {
                return new TargetAnswer(TargetOutcome.Unable, "not declared");
            }

            // warehouse and stores answer although the side does not
            if (side.IsDown && call.Operation is not (TargetOperation.Block or TargetOperation.Unblock))
            {
                return new TargetAnswer(TargetOutcome.NotSent, "refused connection");
            }

            if (!world.Chance(side.FaultRate))
            {
                var answer = side.Do(call);
                await DelayAsync();
                return answer;
            }

            switch (world.Roll(4))
            {
                case 0:
                    return new TargetAnswer(TargetOutcome.NotSent, "refused connection");
                case 1:
                    return new TargetAnswer(TargetOutcome.Unknown, "500 before anything");
                case 2:
                    side.Do(call);
                    return new TargetAnswer(TargetOutcome.Unknown, "the answer was lost");
                default:
                    world.Later(TimeSpan.FromSeconds(world.Roll((int)side.Definition.SettlesWithin.TotalSeconds)), () => side.Do(call));
                    return new TargetAnswer(TargetOutcome.Unknown, "timed out; it arrives late");
            }
        }

        public async Task<TargetFinding> LookUpAsync(string orderKey, CancellationToken cancel)
        {
            await DelayAsync();
            if (side.IsDown || world.Chance(side.FaultRate))
            {
                return new TargetFinding(null, "no answer");
            }

            var found = side.Ledger.TryGetValue(orderKey, out var order)
                ? new TargetOrder(orderKey, order.Standing, order.Epoch, [order.Stage])
                : new TargetOrder(orderKey, TargetStanding.Absent, null, []);
            await DelayAsync();
            return new TargetFinding(found);
        }

        public async Task<Result<TargetLedgerPage>> ReadLedgerAsync(string page, CancellationToken cancel)
        {
            await DelayAsync();
            return side.IsDown
                ? Error.Unavailable("down", "no answer")
                : new TargetLedgerPage([.. side.Ledger.Select(o => new TargetOrder(o.Key, o.Value.Standing, o.Value.Epoch, [o.Value.Stage]))], null);
        }

        private async Task DelayAsync()
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1 + world.Roll(40)), world.Time, CancellationToken.None);
            if (process.IsDead)
            {
                await new TaskCompletionSource().Task;
            }
        }
    }
}
