using CommandCenter.Access;
using CommandCenter.Decisions;
using CommandCenter.OrderExceptions;
using CommandCenter.OrderExceptions.Remedies;
using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Shared;
using CommandCenter.Sources;
using CommandCenter.Sources.Rejected;
using CommandCenter.Tests.Intake;
using CommandCenter.Tests.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CommandCenter.Tests.OrderExceptions;

/// <summary>The intake between two sides, with cases about its orders and what can be done about them.</summary>
internal sealed class RemedyWorld : IAsyncDisposable
{
    private RemedyWorld(IntakeWorld intake) => Intake = intake;

    public static Actor Luis { get; } = new("luis", new HashSet<Role> { Role.Operations });

    public IntakeWorld Intake { get; }
    public LedgerSide Legacy => Intake.Legacy;
    public LedgerSide Orchestration => Intake.Orchestration;
    public CaseRemedies Remedies => Intake.Files.Get<CaseRemedies>();
    public CaseQueries Cases => Intake.Files.Get<CaseQueries>();

    public static async Task<RemedyWorld> StartAsync(StoreKind kind) => new(await IntakeWorld.StartAsync(kind, more: s => s.AddSingleton<RetryRejected>().AddSingleton<IRejectedRetry, NoRetry>().AddOrderExceptions()));

    /// <summary>An order that orchestration owns and legacy has a copy of, or not.</summary>
    public async Task OwnedByOrchestrationAsync(string key, bool mirror)
    {
        await Intake.ShiftAsync(100, mirror);
        Assert.True((await Intake.PostAsync(key)).Succeeded);
        await Intake.RestAsync();
    }

    /// <summary>A case about an order, as its source would make it.</summary>
    public async Task<ExceptionCase> CaseAsync(string key, string rule = "owned-by-both", Side? side = null, ExceptionBucket bucket = ExceptionBucket.DuplicateEvent, string? fingerprint = null)
    {
        var signal = SourceOfTest.Signal(fingerprint ?? $"parity|{key}|{rule}") with { OrderKey = key, Rule = rule, Side = side, Bucket = bucket };
        await using var db = Intake.Store();
        var number = await db.Cases.CountAsync() + 1;
        var row = new CaseBook(CommandCenter.Plan.ExceptionSettings.Default, 1, TimeProvider.System.GetUtcNow()).Open("reconciliation", signal, number);
        db.Cases.Add(row);
        await db.SaveChangesAsync();
        return CaseQueries.Read(row);
    }

    public Task<Result<RemedyDone>> RunAsync(ExceptionCase about, RemedyKind kind, Guid? request = null, Actor? actor = null) => Remedies.RunAsync(about, kind, actor ?? Luis, "looked at it", request, default);

    public async Task<CaseRemedy> ListedAsync(ExceptionCase about, RemedyKind kind) => (await Remedies.ListAsync(about, default)).Value.Single(r => r.Kind == kind);

    public async Task<List<string>> RemarksAsync(ExceptionCase about) => [.. (await Cases.ReadAsync(about.Name, default)).Value.History.Where(e => e.Kind == "remedy").Select(e => $"{e.Actor} {e.Text}")];

    public async Task<List<Decision>> DecisionsAsync() =>
        [.. (await Intake.Files.Get<DecisionQueries>().SearchAsync(new DecisionSearch(Command: "remedy-orders"), default)).Value.Items];

    public ValueTask DisposeAsync() => Intake.DisposeAsync();

    private sealed class NoRetry : IRejectedRetry
    {
        public Task<RetryOutcome> RetryAsync(string? source, IReadOnlyList<Guid>? ids, CancellationToken cancel) => Task.FromResult(new RetryOutcome(ids?.Count ?? 0, 0, ids?.Count ?? 0));
    }
}
