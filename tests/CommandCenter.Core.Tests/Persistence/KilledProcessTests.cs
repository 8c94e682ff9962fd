using System.Diagnostics;
using CommandCenter.Orders;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Tests.Persistence;

/// <summary>A real process that is killed while it writes: nothing that it acknowledged is missing, and the cursor stands where the events end.</summary>
public abstract class KilledProcessTests(StoreKind kind)
{
    [Fact]
    public async Task Reopen_AfterAKillWithinIngest_CursorAndEventsAgree()
    {
        var directory = Directory.CreateTempSubdirectory("killed-").FullName;
        var database = kind == StoreKind.Postgres ? await PostgresStore.NewDatabaseAsync() : null;
        // the second begins where the first was killed
        foreach (var killAfter in new[] { 12, 18 })
        {
            var acknowledged = await IngestAndKillAsync(directory, database, killAfter);

            await using var files = await StoreFiles.OpenAsync(directory, database);
            var batches = KilledIngest.Number((await files.Store.ReadCursorAsync("s", default)).Position);
            Assert.True(batches >= acknowledged, $"{acknowledged} batches were acknowledged, the cursor stands after {batches}");
            await using var db = files.Open();
            Assert.Equal(batches * KilledIngest.EventsPerBatch, await db.Events.CountAsync());
            AssertState.Same(OrderFold.Of([.. Enumerable.Range(0, batches).SelectMany(KilledIngest.Batch)]), await EventStoreTests.AllStatesAsync(files), receipts: false);
            Assert.Empty(files.Get<CommandCenter.Persistence.StorageHealth>().Notices);
        }

        Directory.Delete(directory, true);
    }

    /// <summary>Answers with the last batch that the process said it had committed.</summary>
    private static async Task<int> IngestAndKillAsync(string directory, string? database, int killAfter)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath)!.Equals("dotnet", StringComparison.OrdinalIgnoreCase))
        {
            start.ArgumentList.Add(typeof(KilledProcessTests).Assembly.Location);
        }

        start.ArgumentList.Add(KilledIngest.Command);
        start.ArgumentList.Add(directory);
        if (database is not null)
        {
            start.ArgumentList.Add(database);
        }

        using var process = Process.Start(start)!;
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var (last, lines) = (0, 0);
        while (await process.StandardOutput.ReadLineAsync(deadline.Token) is { } line)
        {
            last = KilledIngest.Number(line);
            if (++lines == killAfter)
            {
                process.Kill();
            }
        }

        await process.WaitForExitAsync(deadline.Token);
        Assert.True(lines >= killAfter, $"It ended by itself after {lines} batches: {await process.StandardError.ReadToEndAsync(deadline.Token)}");
        return last;
    }
}

public sealed class SqliteKilledProcessTests() : KilledProcessTests(StoreKind.Sqlite);

public sealed class PostgresKilledProcessTests() : KilledProcessTests(StoreKind.Postgres);
