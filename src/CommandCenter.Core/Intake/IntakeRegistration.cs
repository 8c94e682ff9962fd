using CommandCenter.Decisions;
using CommandCenter.Intake.Forwarding;
using CommandCenter.Intake.Journal;
using CommandCenter.Intake.Targets;
using CommandCenter.Persistence;
using CommandCenter.Persistence.Postgres;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace CommandCenter.Intake;

/// <summary>Registers what this feature offers.</summary>
public static class IntakeRegistration
{
    public static IServiceCollection AddIntake(this IServiceCollection services)
    {
        services.TryAddSingleton<StepProbe>();
        services.AddSingleton<IJournalTables>(sp => sp.GetRequiredService<StorageOptions>().IsPostgres
            ? new PostgresJournal(sp.GetRequiredService<PostgresConnections>().For(PostgresConnections.Commands))
            : new SqliteJournal(StoragePaths.Connection(sp.GetRequiredService<StoragePaths>().Commands)));
        services.TryAddSingleton(_ => new BackOff(Random.Shared));
        services.AddSingleton<IntakeJournal>();
        services.AddSingleton<JournalReader>();
        services.AddSingleton<Outbox>();
        services.AddSingleton<Forwarder>();
        services.AddSingleton(sp => new OrderIntake(sp.GetRequiredService<IntakeJournal>(), sp.GetRequiredService<Outbox>(), sp.GetRequiredService<IOrderTargets>()));
        services.AddSingleton<IntakeQueries>();
        services.AddSingleton(sp => new IntakeWatch(
            sp.GetRequiredService<IntakeQueries>(), sp.GetRequiredService<IntakeJournal>(), sp.GetRequiredService<TimeProvider>(), sp.GetRequiredService<ILogger<IntakeWatch>>()));
        services.AddSingleton(sp => new RetryParked(sp.GetRequiredService<CommandRunner>(), sp.GetRequiredService<Outbox>()));
        services.AddSingleton(sp => new LedgerAdoption(sp.GetRequiredService<IOrderTargets>(), sp.GetRequiredService<IntakeJournal>(), sp.GetRequiredService<IDbContextFactory<CommandsDb>>()));
        services.AddSingleton<IntakeHost>();
        services.AddHostedService(sp => sp.GetRequiredService<IntakeHost>());
        services.AddHostedService(sp => sp.GetRequiredService<IntakeWatch>());
        return services;
    }
}
