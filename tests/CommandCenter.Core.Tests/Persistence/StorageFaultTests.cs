using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Shared;
using CommandCenter.Sources;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace CommandCenter.Tests.Persistence;

/// <summary>Faults 18 and 20 of the SQLite files.</summary>
public class StorageFaultTests
{
    [Fact]
    public async Task Append_LockedFor60Seconds_IsRetriedThenRefusedAndGoesOnAfterwards()
    {
        var time = new FakeTimeProvider(Some.Start);
        await using var files = await StoreFiles.StartAsync(time);
        await using var other = new SqliteConnection(StoragePaths.Connection(files.Get<StoragePaths>().Events));
        await other.OpenAsync();
        await using (var held = await other.BeginTransactionAsync(System.Data.IsolationLevel.Serializable))
        {
            var append = files.Store.AppendAsync(new IngestBatch { Source = "s", ObservedAt = Some.Start, Events = [Some.Event("e1")] }, default);
            while (!append.IsCompleted)
            {
                // each step lets a waiting try pass
                time.Advance(TimeSpan.FromMilliseconds(200));
                await Task.WhenAny(append, Task.Delay(1));
            }

            var result = await append;
            Assert.Equal((ErrorKind.Unavailable, "store-locked"), (result.Error?.Kind, result.Error?.Code));
            Assert.True(time.GetUtcNow() >= Some.Start.AddSeconds(20));
            Assert.False(files.Get<StorageHealth>().Current.Writable);
            await held.RollbackAsync();
        }

        Assert.Equal(1, (await files.AppendAsync(Some.Event("e1"))).Counts.Applied);
        Assert.True(files.Get<StorageHealth>().Current.Writable);
    }

    [Fact]
    public async Task Append_LockedForAMoment_GoesThrough()
    {
        await using var files = await StoreFiles.StartAsync();
        await using var other = new SqliteConnection(StoragePaths.Connection(files.Get<StoragePaths>().Events));
        await other.OpenAsync();
        var held = await other.BeginTransactionAsync(System.Data.IsolationLevel.Serializable);
        var append = files.AppendAsync(Some.Event("e1"));
        while (files.Get<StorageHealth>().Current.Writable)
        {
            await Task.Yield();
        }

        Assert.False(append.IsCompleted);
        await held.RollbackAsync();

        Assert.Equal(1, (await append).Counts.Applied);
    }

    [Fact]
    public async Task Start_DatabaseOverwritten_SaysSoAndRefuses()
    {
        await using var files = await StoreFiles.StartAsync();
        await files.AppendAsync([.. Enumerable.Range(0, 500).Select(i => Some.Event($"e{i}", $"K{i}"))]);
        await files.DisposeServicesAsync();
        var file = Path.Combine(files.Directory, "events.db");
        await using (var stream = new FileStream(file, FileMode.Open))
        {
            stream.Position = 4096 * 3;
            await stream.WriteAsync(new byte[4096 * 4]);
        }

        var error = await Assert.ThrowsAsync<StorageUnusableException>(files.RestartAsync);

        Assert.Equal("storage-damaged", error.Error.Code);
        Assert.Contains("events.db is damaged", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_FileThatIsNoDatabase_SaysSoAndRefuses()
    {
        await using var files = StoreFiles.Prepare();
        await File.WriteAllTextAsync(Path.Combine(files.Directory, "commands.db"), "this is not a database");

        var error = await Assert.ThrowsAsync<StorageUnusableException>(files.RunAsync);

        Assert.Contains("commands.db is no SQLite database", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("commands.db", 1, "frame")]
    [InlineData("commands.db", 0, "header")]
    [InlineData("events.db", 0, "header")]
    public async Task Start_WriteAheadLogDamaged_SaysSoAndRefuses(string file, int where, string what)
    {
        await using var files = await WithLogAsync(file, damageAt: where == 0 ? 4 : 200);

        var error = await Assert.ThrowsAsync<StorageUnusableException>(files.RestartAsync);

        Assert.Contains($"{file}-wal is damaged", error.Message, StringComparison.Ordinal);
        Assert.Contains(what, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_EventsLogTornByAPowerCut_SaysWhatIsLostAndStarts()
    {
        await using var files = await WithLogAsync("events.db", damageAt: 200);

        await files.RestartAsync();

        Assert.Contains("lost together with the cursors", Assert.Single(files.Get<StorageHealth>().Notices), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_SettingsOutOfRange_NamesThem()
    {
        await using var files = StoreFiles.Prepare(settings: new Dictionary<string, string?> { ["CommandCenter:Storage:KeepEventsDays"] = "0" });

        var error = await Assert.ThrowsAsync<StorageUnusableException>(files.RunAsync);

        Assert.Contains("KeepEventsDays: found 0; allowed: 1 to 3650", error.Message, StringComparison.Ordinal);
    }

    /// <summary>A log with several commits that was not checkpointed, as a killed process leaves it, with one byte changed.</summary>
    private static async Task<StoreFiles> WithLogAsync(string file, int damageAt)
    {
        var files = await StoreFiles.StartAsync();
        var path = Path.Combine(files.Directory, file);
        var (copy, log) = (path + ".copy", path + "-wal");
        await using (var writer = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ConnectionString))
        {
            await writer.OpenAsync();
            foreach (var sql in new[] { "PRAGMA wal_autocheckpoint=0", "CREATE TABLE t1(a)", "INSERT INTO t1 VALUES(1)", "INSERT INTO t1 VALUES(2)", "INSERT INTO t1 VALUES(3)" })
            {
                await using var command = writer.CreateCommand();
                command.CommandText = sql;
                await command.ExecuteNonQueryAsync();
            }

            File.Copy(path, copy);
            File.Copy(log, log + ".copy");
        }

        await files.DisposeServicesAsync();
        File.Move(copy, path, true);
        File.Move(log + ".copy", log, true);
        File.Delete(path + "-shm");
        await using var stream = new FileStream(log, FileMode.Open);
        stream.Position = damageAt;
        var value = stream.ReadByte();
        stream.Position = damageAt;
        stream.WriteByte((byte)(value ^ 0xff));
        return files;
    }
}
