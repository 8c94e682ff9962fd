using CommandCenter.Decisions;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Sources.Files;
using CommandCenter.Sources.Http;
using CommandCenter.Sources.Mapping;
using CommandCenter.Sources.Polling;
using CommandCenter.Sources.Push;
using CommandCenter.Sources.Rejected;
using CommandCenter.Sources.Sweeping;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CommandCenter.Sources;

/// <summary>Credentials that the host knows besides the environment, such as the rehearsal's own; registered any number of times.</summary>
public sealed record KnownSecrets(IReadOnlyDictionary<string, string> Values);

/// <summary>Registers what this feature offers.</summary>
public static class SourcesRegistration
{
    public static IServiceCollection AddSources(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddDecisions();
        var allowed = configuration.GetSection("CommandCenter:Outbound:AllowedPrivateHosts").Get<string[]>() ?? [];
        services.AddSingleton(new OutboundGuard(allowed));
        var folders = configuration.GetSection("CommandCenter:Sources:AllowedFolders").Get<string[]>() ?? [];
        services.AddSingleton(sp => new AllowedFolders(folders, sp.GetService<IHostEnvironment>()?.ContentRootPath ?? Environment.CurrentDirectory, [sp.GetRequiredService<StoragePaths>().Directory]));
        services.AddSingleton<ISecrets>(sp =>
        {
            var secrets = new Secrets(FolderOf(sp));
            foreach (var (name, value) in sp.GetServices<KnownSecrets>().SelectMany(k => k.Values))
            {
                secrets.Add(name, value);
            }

            return secrets;
        });
        services.AddSingleton(sp => new MappingSaltFile(FolderOf(sp), sp.GetRequiredService<ISecrets>()));
        services.AddSingleton<MappingCatalog>();
        services.AddSingleton<OrderSources>();
        services.AddSingleton<CommitLine>();
        services.AddSingleton<SourceLeases>();
        services.AddSingleton<SourcePauses>();
        services.AddSingleton(sp => new LoopParts(
            sp.GetRequiredService<EventStore>(), sp.GetRequiredService<CommitLine>(), sp.GetRequiredService<ILiveFeed>(), sp.GetRequiredService<SourceLeases>(),
            sp.GetRequiredService<SourcePauses>(), sp.GetRequiredService<MappingCatalog>(), sp.GetRequiredService<ISecrets>(), sp.GetRequiredService<TimeProvider>(),
            sp.GetRequiredService<ILogger<SourceLoop>>(), new OpenOrders(sp.GetRequiredService<IDbContextFactory<EventsDb>>(), sp.GetRequiredService<EventStore>())));
        services.AddSingleton(sp => new PushReceiver(
            sp.GetRequiredService<ActivePlan>(), sp.GetRequiredService<EventStore>(), sp.GetRequiredService<CommitLine>(), sp.GetRequiredService<ILiveFeed>(),
            sp.GetRequiredService<SourcePauses>(), sp.GetRequiredService<MappingCatalog>(), sp.GetRequiredService<ISecrets>(), sp.GetRequiredService<TimeProvider>(),
            sp.GetRequiredService<SourcePollers>()));
        services.AddSingleton<IRejectedRetry>(sp => new RejectedRetry(
            sp.GetRequiredService<ActivePlan>(), sp.GetRequiredService<IDbContextFactory<EventsDb>>(), sp.GetRequiredService<CommitLine>(), sp.GetRequiredService<MappingCatalog>(),
            sp.GetRequiredService<TimeProvider>()));
        services.AddSingleton<RetryRejected>();
        services.AddSingleton<SourcePollers>();
        services.AddSingleton<ISourceControl>(sp => sp.GetRequiredService<SourcePollers>());
        services.AddSingleton<IHostedService>(sp => sp.GetRequiredService<SourcePollers>());
        return services;
    }

    private static string FolderOf(IServiceProvider services) => services.GetRequiredService<StoragePaths>().Secrets;
}
