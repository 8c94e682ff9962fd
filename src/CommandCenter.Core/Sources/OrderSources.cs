using CommandCenter.Plan;
using CommandCenter.Sources.Csv;
using CommandCenter.Sources.Files;
using CommandCenter.Sources.Http;
using CommandCenter.Sources.Sql;

namespace CommandCenter.Sources;

/// <summary>Opens the adapter that a source of the plan names.</summary>
internal sealed class OrderSources(OutboundGuard guard, AllowedFolders folders, ISecrets secrets, TimeProvider time)
{
    /// <summary>Null for adapters that are not polled.</summary>
    public IOrderSource? Open(SourceDefinition source) => source switch
    {
        { Adapter: "http-json", Http: not null } => new HttpJsonSource(source, guard, secrets, time),
        { Adapter: "sql", Sql: { } sql } => new SqlSource(source, query => Open(source.Id, sql, query), time),
        { Adapter: "csv-folder", Csv: not null } => new CsvFolderSource(source, folders, time),
        _ => null,
    };

    private ISqlDatabase Open(string source, SqlSettings settings, SqlText query) => settings.Provider == SqlProvider.Postgres
        ? new PostgresDatabase(source, settings, query, guard, secrets, time)
        : new SqliteDatabase(settings, query, folders, time);
}
