using CommandCenter.Access;
using CommandCenter.Decisions;
using CommandCenter.OrderExceptions;
using CommandCenter.Persistence;
using CommandCenter.Tests.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace CommandCenter.Tests.OrderExceptions;

/// <summary>Cases on a real store, whose source says what the test says.</summary>
internal sealed class CaseWorld : IAsyncDisposable
{
    private CaseWorld(StoreFiles files, FakeTimeProvider time, SourceOfTest source)
    {
        (Files, Time, Source) = (files, time, source);
        Keeper = Build();
        Second = Build();
    }

    public static Actor Luis { get; } = new("luis", new HashSet<Role> { Role.Operations });
    public static Actor Ken { get; } = new("ken", new HashSet<Role> { Role.Finance });
    public static Actor Ana { get; } = new("ana", new HashSet<Role> { Role.CustomerCare });
    public static Actor Eva { get; } = new("eva", new HashSet<Role> { Role.Executive });

    public StoreFiles Files { get; }
    public FakeTimeProvider Time { get; }
    public SourceOfTest Source { get; }

    /// <summary>A second one, which says nothing unless a test has it say something.</summary>
    public SourceOfTest Other { get; } = new() { Name = "other" };
    public CaseKeeper Keeper { get; }

    /// <summary>As on another node.</summary>
    public CaseKeeper Second { get; }
    public CaseDesk Desk => Files.Get<CaseDesk>();
    public CaseQueries Queries => Files.Get<CaseQueries>();
    public CaseWatch Watch => Files.Get<CaseWatch>();

    public static async Task<CaseWorld> StartAsync(StoreKind kind)
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 10, 5, 0, 0, TimeSpan.Zero));
        var files = await StoreFiles.StartAsync(kind, time, more: s => s.AddLogging().AddSingleton<CaseQueries>().AddSingleton<CaseWatch>().AddSingleton<CaseDesk>());
        return new CaseWorld(files, time, new SourceOfTest());
    }

    public Task RoundAsync() => Keeper.ReadAsync(TestContext.Current.CancellationToken);

    /// <summary>The only case.</summary>
    public async Task<ExceptionCase> OnlyAsync() => Assert.Single(await AllAsync());

    public async Task<IReadOnlyList<ExceptionCase>> AllAsync() =>
        (await Queries.SearchAsync(new CaseSearch(new CaseFilter(Phase: CaseStanding.All, Muted: null), "opened", Limit: 200), default)).Value.Items;

    public async Task<IReadOnlyList<string>> KindsAsync(string id = "EX-1") => [.. (await Queries.ReadAsync(id, default)).Value.History.Select(e => e.Kind).Reverse()];

    public async ValueTask DisposeAsync()
    {
        Keeper.Dispose();
        Second.Dispose();
        await Files.DisposeAsync();
    }

    private CaseKeeper Build() => new(
        [Source, Other], Files.Get<IDbContextFactory<CommandsDb>>(), Files.Get<CommandsGate>(), Files.Get<CommandCenter.Plan.ActivePlan>(), Queries, Watch, new CommandCenter.Live.StandingCommands(), Time,
        Files.Get<ILogger<CaseKeeper>>());
}

internal sealed class SourceOfTest : ICaseSource
{
    private int asked;

    public string Name { get; init; } = "test";

    /// <summary>What is wrong now; null = cannot be told.</summary>
    public List<CaseSignal>? Says { get; set; } = [];

    /// <summary>Thrown when it is asked.</summary>
    public Exception? Fails { get; set; }

    /// <summary>How often it was asked.</summary>
    public int Asked => Volatile.Read(ref asked);

    public static CaseSignal Signal(string print = "a", OwnerTeam team = OwnerTeam.Operations, long? money = null, CaseSeverity atLeast = CaseSeverity.Low, long? times = null, DateTimeOffset? since = null) => new()
    {
        Fingerprint = print, Rule = "rule", Bucket = ExceptionBucket.DataDelay, Team = team, Title = "Something is late", Why = "Because it is.", OrderKey = "AR-1", Lane = "ship-to-home", Money = money,
        Currency = "USD", Since = since ?? new DateTimeOffset(2026, 11, 10, 5, 0, 0, TimeSpan.Zero), AtLeast = atLeast, Times = times,
    };

    public Task<IReadOnlyList<CaseSignal>?> ReadAsync(CancellationToken cancel)
    {
        Interlocked.Increment(ref asked);
        return Fails is { } failure ? Task.FromException<IReadOnlyList<CaseSignal>?>(failure) : Task.FromResult((IReadOnlyList<CaseSignal>?)Says);
    }
}
