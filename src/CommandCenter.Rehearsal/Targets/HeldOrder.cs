using CommandCenter.Rehearsal.Retail;
using Microsoft.Data.Sqlite;

namespace CommandCenter.Rehearsal.Targets;

/// <summary>How an order stands at a side; the numbers are those of the ledger.</summary>
internal enum Standing
{
    Owned = 0,
    Copy = 1,
    Withdrawn = 2,
}

/// <summary>An order as a row of a ledger.</summary>
/// <param name="ArrivedTicks">UTC.</param>
/// <param name="Given">Idempotency key that it was given under; null for the world's own.</param>
/// <param name="Payload">As it was sent; null for the world's own, which the seed makes again.</param>
/// <param name="Life">Null while it lives as the seed plans.</param>
internal sealed record HeldOrder(long Number, string Key, Standing Standing, int Epoch, long ArrivedTicks, string? Given, string? CopyUntil, byte[]? Payload, byte[]? Life)
{
    public const string Columns = "number, key, copy, epoch, arrived, given, copy_until, payload, life";

    public static HeldOrder Read(SqliteDataReader row) => new(
        row.GetInt64(0), row.GetString(1), (Standing)row.GetInt64(2), row.GetInt32(3), row.GetInt64(4), row.IsDBNull(5) ? null : row.GetString(5), row.IsDBNull(6) ? null : row.GetString(6),
        row.IsDBNull(7) ? null : row.GetFieldValue<byte[]>(7), row.IsDBNull(8) ? null : row.GetFieldValue<byte[]>(8));
}

/// <summary>An order with everything that can be said of it.</summary>
internal sealed record OpenOrder(HeldOrder Held, RetailOrder Order, OrderFacts Facts, OrderLife Life);
