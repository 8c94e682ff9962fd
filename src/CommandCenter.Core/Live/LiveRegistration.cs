using CommandCenter.Sources;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CommandCenter.Live;

/// <summary>Registers live state: board, writer and feed.</summary>
public static class LiveRegistration
{
    public static IServiceCollection AddLive(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(new LiveOptions(string.Equals(configuration["CommandCenter:Rehearsal:Enabled"], "true", StringComparison.OrdinalIgnoreCase)));
        services.TryAddSingleton(provider => new LiveBoard(provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<LiveBoard>>()));
        services.TryAddSingleton<StandingCommands>();
        services.AddSingleton<LiveMeter>();
        services.AddSingleton<LiveMemory>();
        services.AddSingleton<LiveWriter>();
        services.AddSingleton<ILiveFeed>(provider => provider.GetRequiredService<LiveWriter>());
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<LiveWriter>());
        return services;
    }
}
