using System.Data.Common;
using System.Runtime.InteropServices;
using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Persistence.Sqlite;
using CommandCenter.Reconciliation.Comparing;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Reconciliation.Parity;

/// <summary>Both sides of one order as they are stored; nothing where a side never told of it.</summary>
/// <param name="Owner">By the ownership record, or by what the sides themselves call a copy; null = not known.</param>
/// <param name="Mirrored">Whether both sides are to have it; null = no ownership record says.</param>
/// <param name="Shared">Nothing also where no system that belongs to neither side decides anything.</param>
internal readonly record struct StoredPair(long Number, string Key, Side? Owner, bool? Mirrored, ArraySegment<byte> Legacy, ArraySegment<byte> Orchestration, ArraySegment<byte> Shared)
{
    public bool IsOnBoth => Legacy.Count > 0 && Orchestration.Count > 0;

    public OrderPair Decode(ParityRules rules) => new(
        Key, SideView.Of(Legacy, Key, Side.Legacy, rules.Of(Side.Legacy).Order), SideView.Of(Orchestration, Key, Side.Orchestration, rules.Of(Side.Orchestration).Order), Owner, Mirrored,
        SideView.Of(Shared, Key, Side.Shared, StageOrder.Default));
}

/// <summary>
/// Rows of a few thousand orders, and the memory that they lie in, which serves for the next few thousand again. They are read as a query of the model asks for them, but without the model, and on
/// SQLite without the command: both cost more than the rows themselves.
/// </summary>
internal sealed class PairRows
{
    private readonly List<StoredPair> pairs = [];
    private byte[] room = [];
    private int used;

    /// <summary>Valid until the next are read.</summary>
    public List<StoredPair> Pairs => pairs;

    /// <param name="shared">Whether what systems say that belong to neither side is read too.</param>
    public async Task ReadAsync(EventsDb db, IQueryable<OrderRow> orders, bool shared, CancellationToken cancel)
    {
        pairs.Clear();
        used = 0;
        await using var command = shared
            ? orders.Select(o => new { o.Number, o.OrderKey, o.Owner, o.Legacy, o.Orchestration, o.Shared }).CreateDbCommand()
            : orders.Select(o => new { o.Number, o.OrderKey, o.Owner, o.Legacy, o.Orchestration }).CreateDbCommand();
        await db.Database.OpenConnectionAsync(cancel);
        if (command.Connection is SqliteConnection { Handle: { } handle })
        {
            Read(handle, command, shared);
        }
        else
        {
            await ReadAsync(command, shared, cancel);
        }
    }

    /// <summary>Puts down what ownership records say.</summary>
    public void Tell(IReadOnlyDictionary<string, (Side Owner, bool Mirrored)> records)
    {
        foreach (ref var pair in records.Count == 0 ? default : CollectionsMarshal.AsSpan(pairs))
        {
            if (records.TryGetValue(pair.Key, out var record))
            {
                pair = pair with { Owner = record.Owner, Mirrored = record.Mirrored };
            }
        }
    }

    private void Read(SQLitePCL.sqlite3 database, DbCommand command, bool shared)
    {
        using var rows = new RawStatement(database, command.CommandText);
        foreach (SqliteParameter parameter in command.Parameters)
        {
            rows.Bind(parameter);
        }

        while (rows.Step())
        {
            pairs.Add(new StoredPair(rows.Long(0), rows.Text(1), (Side?)rows.LongOrNull(2), null, Keep(rows.Bytes(3)), Keep(rows.Bytes(4)), shared ? Keep(rows.Bytes(5)) : default));
        }
    }

    private async Task ReadAsync(DbCommand command, bool shared, CancellationToken cancel)
    {
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
        {
            pairs.Add(new StoredPair(rows.GetInt64(0), rows.GetString(1), rows.IsDBNull(2) ? null : (Side)rows.GetInt32(2), null, Bytes(3), Bytes(4), shared ? Bytes(5) : default));
        }

        ArraySegment<byte> Bytes(int column) => rows.IsDBNull(column) ? default : new ArraySegment<byte>(rows.GetFieldValue<byte[]>(column));
    }

    private ArraySegment<byte> Keep(ReadOnlySpan<byte> state)
    {
        if (state.IsEmpty)
        {
            return default;
        }

        if (used + state.Length > room.Length)
        {
            // what was kept stays where it is
            (room, used) = (new byte[Math.Max(Math.Max(1 << 20, 2 * room.Length), state.Length)], 0);
        }

        var kept = new ArraySegment<byte>(room, used, state.Length);
        state.CopyTo(kept);
        used += state.Length;
        return kept;
    }
}
