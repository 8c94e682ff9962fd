using CommandCenter.Persistence;
using CommandCenter.Persistence.Postgres;
using CommandCenter.Sources;

namespace CommandCenter.Hosting;

/// <summary>Where files of this process lie, for parts that must know it before services exist.</summary>
internal static class StorageFolder
{
    public static StorageOptions Options(IConfiguration configuration) => configuration.GetSection("CommandCenter:Storage").Get<StorageOptions>() ?? new StorageOptions();

    public static bool IsPostgres(IConfiguration configuration) => Options(configuration).IsPostgres;

    /// <summary>How the scheduler reaches PostgreSQL; null where the settings cannot be used, which stops the start before it is asked.</summary>
    public static string? JobsConnection(IConfiguration configuration) =>
        PostgresConnections.Read(Options(configuration), new Secrets(Path.Combine(Of(configuration), "secrets"))) is { Succeeded: true } read ? read.Value.For(PostgresConnections.Jobs) : null;

    /// <summary>The folder, made where it is missing.</summary>
    public static string Of(IConfiguration configuration)
    {
        var root = configuration[HostDefaults.ContentRootKey] is { Length: > 0 } configured ? configured : ContentRoot.Find();
        return Directory.CreateDirectory(Path.GetFullPath(Options(configuration).Directory, root)).FullName;
    }
}
