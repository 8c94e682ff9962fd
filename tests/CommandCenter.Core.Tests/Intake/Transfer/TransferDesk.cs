using CommandCenter.Intake;
using CommandCenter.Intake.Forwarding;
using CommandCenter.Intake.Journal;
using CommandCenter.Intake.Transfer;
using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Tests.Persistence;

namespace CommandCenter.Tests.Intake.Transfer;

/// <summary>Transfers of single orders from orchestration to legacy, without the rollback around them, so that each answer of a side can be seen to lead where it has to.</summary>
internal sealed class TransferDesk : IObservedOrders, IReleaseBlock, IAsyncDisposable
{
    private static readonly Guid rollback = Guid.Parse("019a0000-0000-7000-8000-000000000002");
    private readonly OrderTransfer transfer;

    private TransferDesk(IntakeWorld world)
    {
        World = world;
        var files = world.Files;
        transfer = new OrderTransfer(
            files.Get<IntakeJournal>(), files.Get<JournalReader>(), files.Get<Outbox>(), world, files.Get<ActivePlan>(), this, this, TimeProvider.System, files.Get<StepProbe>());
    }

    public IntakeWorld World { get; }
    public LedgerSide Legacy => World.Legacy;
    public LedgerSide Orchestration => World.Orchestration;

    /// <summary>What orchestration last reported of every order.</summary>
    public IReadOnlyList<Stage> Reported { get; set; } = [Stage.Allocated];

    /// <summary>Whether warehouse and stores can be kept from taking what orchestration releases.</summary>
    public bool Blocks { get; set; } = true;

    /// <param name="mirror">Legacy gets copies.</param>
    /// <param name="keys">Orders that orchestration has by then.</param>
    public static async Task<TransferDesk> StartAsync(bool mirror, params string[] keys)
    {
        var world = await IntakeWorld.StartAsync(StoreKind.Sqlite);
        await world.ShiftAsync(100, mirror);
        foreach (var key in keys)
        {
            await world.PostAsync(key);
        }

        await world.RestAsync();
        return new TransferDesk(world);
    }

    /// <summary>One attempt.</summary>
    /// <param name="step">How far an earlier one came.</param>
    /// <param name="isLast">The time to wait for a side is over.</param>
    public Task<TransferResult> RunAsync(string key, TransferStep step = TransferStep.Pending, bool isLast = false, Side from = Side.Orchestration) =>
        transfer.RunAsync(new TransferJob(rollback, key, step, from, TimeProvider.System.GetUtcNow().AddHours(isLast ? -1 : 1)), default);

    /// <summary>Tries as a rollback does, until there is an outcome.</summary>
    public async Task<TransferResult> EndAsync(string key)
    {
        var result = await RunAsync(key);
        await IntakeWorld.UntilAsync("it has an outcome", async () => (result = result.Outcome == TransferOutcome.None ? await RunAsync(key) : result).Outcome != TransferOutcome.None);
        return result;
    }

    public ValueTask DisposeAsync() => World.DisposeAsync();

    Task<IReadOnlyList<Stage>> IObservedOrders.LinesAsync(string orderKey, Side side, CancellationToken cancel) => Task.FromResult(Reported);

    Task<bool> IReleaseBlock.EnsureAsync(Guid rollback, Side side, CancellationToken cancel) => Task.FromResult(Blocks);
}
