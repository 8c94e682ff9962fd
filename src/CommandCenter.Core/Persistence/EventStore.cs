using CommandCenter.Orders;
using CommandCenter.Plan;
using CommandCenter.Shared;
using CommandCenter.Sources;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using SQLitePCL;

namespace CommandCenter.Persistence;

/// <summary>The event store: appends batches with their cursor in one transaction and answers with the order states they made. One writer per database.</summary>
public sealed class EventStore(
    IDbContextFactory<EventsDb> contexts, StoragePaths paths, StorageOptions options, StorageHealth health, ActivePlan plan, TimeProvider time) : IDisposable
{
    // of one generation; there are two, and an order with its facts takes some 2 KB: 250 MB at the very most, reached only by a retailer with that many orders
    // under way. Half as many cost a third more processor time an event where 50,000 orders move by turns (benchmark S5)
    private const int CachedOrders = 65_536;
    private static readonly TimeSpan firstPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan longestPause = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim gate = new(1, 1);
    private EventWriter? writer;
    private CutoverPlan? stagesOf;
    private StageOrders stages = new(null);

    /// <summary>Commits everything of <paramref name="batch"/> or nothing.</summary>
    /// <returns>
    /// The commit; or a Conflict when the cursor moved meanwhile; or Unavailable when the store cannot be written, after trying for <see cref="StorageOptions.RetryWritesFor"/>
    /// where another process holds it.
    /// </returns>
    public async Task<Result<CommittedBatch>> AppendAsync(IngestBatch batch, CancellationToken cancel)
    {
        var began = time.GetTimestamp();
        var result = await WriteAsync(w => w.Append(batch, StagesNow()), cancel);
        StoreMeter.Appended(time.GetElapsedTime(began), result.Succeeded);
        return result;
    }

    /// <summary>Tries to take the write lock once, and lets <see cref="StorageHealth"/> know.</summary>
    public async Task<StorageState> ProbeAsync(CancellationToken cancel)
    {
        await gate.WaitAsync(cancel);
        try
        {
            Open().Probe();
            health.Succeeded();
        }
        catch (Exception e) when (IsRefusal(e))
        {
            Fail(e);
        }
        finally
        {
            gate.Release();
        }

        return health.Current;
    }

    public async Task<SourceCursor> ReadCursorAsync(string source, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var row = await db.SourceCursors.AsNoTracking().FirstOrDefaultAsync(c => c.Source == source, cancel);
        return row is null ? SourceCursor.Start : new SourceCursor(row.Revision, row.Position, row.Watermark);
    }

    /// <summary>Both sides' states of one order.</summary>
    public async Task<IReadOnlyList<OrderState>> ReadStatesAsync(string orderKey, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var row = await db.Orders.AsNoTracking().FirstOrDefaultAsync(o => o.OrderKey == orderKey, cancel);
        return row is null ? [] : StoredStates.Of(row, StagesNow());
    }

    public void Dispose()
    {
        writer?.Dispose();
        gate.Dispose();
    }

    /// <summary>The order of stages under the plan that runs now.</summary>
    internal StageOrders StagesNow()
    {
        var current = plan.Current;
        if (!ReferenceEquals(current, stagesOf))
        {
            (stages, stagesOf) = (new StageOrders(current), current);
        }

        return stages;
    }

    private async Task<Result<T>> WriteAsync<T>(Func<EventWriter, Result<T>> write, CancellationToken cancel)
    {
        var began = time.GetTimestamp();
        await gate.WaitAsync(cancel);
        try
        {
            for (var pause = firstPause; ; pause = pause * 2 < longestPause ? pause * 2 : longestPause)
            {
                try
                {
                    var result = write(Open());
                    health.Succeeded();
                    return result;
                }
                catch (SqliteException e) when (IsLocked(e) && time.GetElapsedTime(began) < options.RetryWritesFor)
                {
                    health.Failed("Another process holds the events store; writing is tried again.");
                    await Task.Delay(pause * (0.5 + Random.Shared.NextDouble()), time, cancel);
                }
                catch (Exception e) when (IsRefusal(e))
                {
                    return Fail(e);
                }
            }
        }
        finally
        {
            gate.Release();
        }
    }

    private EventWriter Open() => writer ??= EventWriter.Open(paths.Events, CachedOrders);

    private Error Fail(Exception refusal)
    {
        if (refusal is not SqliteException locked || !IsLocked(locked))
        {
            // whatever the connection remembers may be wrong; the next write opens a new one
            writer?.Dispose();
            writer = null;
        }

        var error = StorageErrors.Of(refusal, options.RetryWritesFor);
        health.Failed(error.Message);
        return error;
    }

    private static bool IsLocked(SqliteException e) => e.SqliteErrorCode is raw.SQLITE_BUSY or raw.SQLITE_LOCKED;

    private static bool IsRefusal(Exception e) => e is SqliteException or InvalidDataException or IOException or UnauthorizedAccessException;
}
