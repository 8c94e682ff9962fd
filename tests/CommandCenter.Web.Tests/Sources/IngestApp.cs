using System.Collections.Concurrent;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Rehearsal;
using CommandCenter.Sources;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CommandCenter.Tests.Sources;

/// <summary>Pollers, ingest and store on a real server and real files, without pages and people; live state is a list.</summary>
internal sealed class IngestApp : IAsyncDisposable, ILiveFeed
{
    private readonly string folder = Directory.CreateTempSubdirectory("ingest-").FullName;
    private WebApplication app = null!;

    public ConcurrentQueue<CommittedBatch> Batches { get; } = new();
    public ConcurrentQueue<SourceHealthReport> Reports { get; } = new();
    public HttpClient Client { get; private set; } = null!;
    public string Url => app.Urls.First();

    /// <param name="secrets">By name, as the rehearsal gives them.</param>
    public static async Task<IngestApp> StartAsync(CutoverPlan plan, IReadOnlyDictionary<string, string> secrets, params string[] allowed)
    {
        var made = new IngestApp();
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["CommandCenter:Storage:Directory"] = made.folder });
        builder.Configuration.AddInMemoryCollection(allowed.Select((a, i) => KeyValuePair.Create<string, string?>("CommandCenter:Outbound:AllowedPrivateHosts:" + i, a)));
        builder.Services.AddSingleton(TimeProvider.System).AddSingleton<ActivePlan>().AddSingleton<ILiveFeed>(made).AddSingleton(new KnownSecrets(secrets));
        builder.Services.AddSingleton(new RehearsalSettings(false, false, new RehearsalOptions()));
        builder.Services.AddPersistence(builder.Configuration).AddSources(builder.Configuration).AddSourcesWeb(builder.Configuration);
        made.app = builder.Build();
        made.app.MapSources();
        await made.app.StartAsync();
        made.app.Services.GetRequiredService<ActivePlan>().Swap(plan);
        made.Client = new HttpClient { BaseAddress = new Uri(made.Url) };
        return made;
    }

    public EventsDb Open() => app.Services.GetRequiredService<IDbContextFactory<EventsDb>>().CreateDbContext();

    public ValueTask PublishAsync(CommittedBatch batch, CancellationToken cancel)
    {
        Batches.Enqueue(batch);
        return ValueTask.CompletedTask;
    }

    public ValueTask PublishAsync(SourceHealthReport report, CancellationToken cancel)
    {
        Reports.Enqueue(report);
        return ValueTask.CompletedTask;
    }

    public async Task UntilAsync(Func<bool> holds, Func<string> what)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        while (!holds())
        {
            Assert.False(deadline.IsCancellationRequested, what());
            await Task.Delay(50, CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await app.DisposeAsync();
        SqliteConnection.ClearAllPools();
        Directory.Delete(folder, true);
    }
}
