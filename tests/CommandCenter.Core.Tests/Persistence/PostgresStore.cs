namespace CommandCenter.Tests.Persistence;

/// <summary>Databases of the test server with the store's tables in them: migrated once, then copied.</summary>
internal static class PostgresStore
{
    private static readonly SemaphoreSlim gate = new(1, 1);
    private static string? template;

    public static Dictionary<string, string?> Settings(string connectionString, Dictionary<string, string?>? more) => new(more ?? [], StringComparer.Ordinal)
    {
        ["CommandCenter:Storage:Provider"] = "postgres",
        ["CommandCenter:Storage:ConnectionString"] = connectionString,
    };

    public static async Task<string> NewDatabaseAsync()
    {
        var server = await PostgresServer.StartOrSkipAsync();
        await gate.WaitAsync();
        try
        {
            if (template is null)
            {
                const string name = "store_template";
                var database = await server.CreateDatabaseAsync(name);
                await using (var files = await StoreFiles.OpenAsync(Path.GetTempPath(), database))
                {
                }

                Npgsql.NpgsqlConnection.ClearAllPools();
                template = name;
            }

            // one at a time: nobody may look at the template meanwhile
            return await server.CreateDatabaseAsync(template: template);
        }
        finally
        {
            gate.Release();
        }
    }

    public static async Task DropAsync(string database) => await (await PostgresServer.StartOrSkipAsync()).DropDatabaseAsync(database);
}
