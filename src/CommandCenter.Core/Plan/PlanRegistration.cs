using CommandCenter.Decisions;
using CommandCenter.Plan.Commands;
using CommandCenter.Plan.Versions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace CommandCenter.Plan;

/// <summary>Registers what this feature offers.</summary>
public static class PlanRegistration
{
    public static IServiceCollection AddPlan(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var options = new PlanOptions();
        configuration.GetSection("CommandCenter:Plan").Bind(options);
        var rehearsing = configuration.GetValue("CommandCenter:Rehearsal:Enabled", defaultValue: false);
        services.AddSingleton(sp => Settings(options, rehearsing, sp.GetService<IHostEnvironment>()?.ContentRootPath ?? Environment.CurrentDirectory));
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ActivePlan>();
        services.AddDecisions();
        services.AddSingleton<PlanStatus>();
        services.AddSingleton<PlanVersions>();
        services.AddSingleton<PlanApplication>();
        services.AddSingleton<PlanStart>();
        services.AddHostedService(sp => sp.GetRequiredService<PlanStart>());
        services.AddHostedService<PlanFollower>();
        services.AddTransient<ValidatePlan>();
        services.AddTransient<DiffPlan>();
        services.AddTransient<ApplyPlan>();
        return services;
    }

    private static PlanSettings Settings(PlanOptions options, bool rehearsing, string contentRoot) => new(
        string.IsNullOrWhiteSpace(options.File) ? null : Path.GetFullPath(options.File, contentRoot),
        options.ApplyOnStart ?? rehearsing,
        options.FollowEvery < TimeSpan.FromMilliseconds(100) ? TimeSpan.FromMilliseconds(100) : options.FollowEvery > TimeSpan.FromMinutes(1) ? TimeSpan.FromMinutes(1) : options.FollowEvery);
}
