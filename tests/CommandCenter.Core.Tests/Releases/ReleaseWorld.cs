using CommandCenter.Decisions;
using CommandCenter.Intake;
using CommandCenter.Intake.Forwarding;
using CommandCenter.Intake.Targets;
using CommandCenter.Live;
using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Releases;
using CommandCenter.Shared;
using CommandCenter.Tests.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace CommandCenter.Tests.Releases;

/// <summary>Holds and resumes on a real store, against two sides that answer as the test says.</summary>
internal sealed class ReleaseWorld : IAsyncDisposable, IOrderTargets
{
    private ReleaseWorker worker = null!;

    private ReleaseWorld(StoreFiles files, FakeTimeProvider time)
    {
        (Files, Time) = (files, time);
        Build();
    }

    public StoreFiles Files { get; }
    public FakeTimeProvider Time { get; }
    public SideOfTest Legacy { get; } = new(Side.Legacy);
    public SideOfTest Orchestration { get; } = new(Side.Orchestration);
    public ReleaseCommands Commands { get; private set; } = null!;
    public ReleaseQueries Queries { get; private set; } = null!;
    public StandingCommands Standing { get; private set; } = null!;

    public static async Task<ReleaseWorld> StartAsync(StoreKind kind)
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 10, 5, 0, 0, TimeSpan.Zero));
        return new ReleaseWorld(await StoreFiles.StartAsync(kind, time), time);
    }

    public IOrderTarget? Of(Side side) => side == Side.Legacy ? Legacy : Orchestration;

    public Task RoundAsync() => worker.RoundAsync(TestContext.Current.CancellationToken);

    /// <summary>Of the only hold: what each side has confirmed, legacy first.</summary>
    public async Task<IReadOnlyList<(ReleaseState State, string? Error)>> StatesAsync() => [.. (await Queries.ListAsync(10, default)).Single().Sides.Select(s => (s.State, s.Error))];

    public async Task RestartAsync()
    {
        worker.Dispose();
        await Files.RestartAsync();
        Build();
    }

    public async ValueTask DisposeAsync()
    {
        worker.Dispose();
        await Files.DisposeAsync();
    }

    private void Build()
    {
        var databases = Files.Get<IDbContextFactory<CommandsDb>>();
        (Queries, Standing) = (new ReleaseQueries(databases), new StandingCommands());
        worker = new ReleaseWorker(Queries, databases, Files.Get<CommandsGate>(), this, new BackOff(new Random(1)), Time, new StepProbe(), Standing, NullLogger<ReleaseWorker>.Instance);
        Commands = new ReleaseCommands(Files.Get<CommandRunner>(), this, Files.Get<ActivePlan>(), worker, Time);
    }
}

/// <summary>A side that does what the test says, and Done otherwise.</summary>
internal sealed class SideOfTest(Side side) : IOrderTarget
{
    public List<TargetOperation> Able { get; } = [TargetOperation.Hold, TargetOperation.Resume];
    public Queue<TargetAnswer> Next { get; } = new();
    public List<string> Calls { get; } = [];

    public TargetDefinition Definition => new()
    {
        Id = side.ToString(), Side = side, System = "it", Operations = Able.ToDictionary(o => o, _ => new TargetRequest { Method = "POST", Url = "http://side" }), SettlesWithin = TimeSpan.FromSeconds(10),
    };

    public Task<TargetAnswer> SendAsync(TargetCall call, CancellationToken cancel)
    {
        Calls.Add($"{call.Operation} {call.IdempotencyKey} {call.Segment}");
        return Task.FromResult(Next.TryDequeue(out var answer) ? answer : TargetAnswer.Done);
    }

    public Task<TargetFinding> LookUpAsync(string orderKey, CancellationToken cancel) => Task.FromResult(new TargetFinding(null, "not asked"));

    public Task<Result<TargetLedgerPage>> ReadLedgerAsync(string page, CancellationToken cancel) => Task.FromResult<Result<TargetLedgerPage>>(Error.Unavailable("none", "none"));
}
