using System.Data.Common;
using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Traffic;

namespace CommandCenter.Intake.Journal;

/// <summary>The statements of the journal: one text for every provider, parameters by position, what a row means.</summary>
internal static class JournalSql
{
    public const string OrderColumns =
        "order_key, number, idempotency_key, body_hash, lane, region, brand, channel, store, sku_class, tenant, accepted_at, owner, epoch, mirrored, revision, pinned, closed_at, accepted_owner, accepted_mirrored";

    public const string EntryColumns = "number, order_key, side, operation, epoch, change_number, state, attempts, error, created_at, first_tried_at, tried_at, is_copy, again";

    public const string ChangeColumns = "number, order_key, idempotency_key, kind, body_hash, body, accepted_at, owner";

    public const string InsertOrder =
        """
        INSERT INTO intake_order (order_key, number, idempotency_key, body_hash, payload, lane, region, brand, channel, store, sku_class, tenant, transaction_type, placed_at, total, currency,
            accepted_at, owner, epoch, mirrored, revision, rule, slot, pinned, closed_at, accepted_owner, accepted_mirrored)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27)
        """;

    public const string UpdateOrder = "UPDATE intake_order SET owner = $2, epoch = $3, mirrored = $4, pinned = $5, closed_at = $6 WHERE order_key = $1";

    public const string InsertEntry =
        "INSERT INTO intake_entry (number, order_key, side, operation, epoch, change_number, state, attempts, error, created_at, first_tried_at, tried_at, updated_at, is_copy, again) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";

    public const string UpdateEntry =
        "UPDATE intake_entry SET side = $2, epoch = $3, state = $4, attempts = $5, error = $6, first_tried_at = $7, tried_at = $8, updated_at = $9, is_copy = $10 WHERE number = $1";

    public const string InsertChange = "INSERT INTO intake_change (number, order_key, idempotency_key, kind, body_hash, body, accepted_at, owner) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

    public const string InsertRefusal = "INSERT INTO intake_refusal (number, at, order_key, idempotency_key, code, reason) VALUES ($1, $2, $3, $4, $5, $6)";

    // an outcome stands for ever, whatever a late writer thinks
    public const string UpdateTransfer =
        "UPDATE rollback_order SET step = $3, outcome = $4, stage = COALESCE($5, stage), reason = $6, finished_at = $7 WHERE rollback_id = $1 AND order_key = $2 AND outcome = 0";

    public const string UpdateHead = "UPDATE traffic_head SET next_number = $1 WHERE id = 1";

    public static object?[] Values(OwnedOrder order, OrderSubmission s, TrafficDecision? decision) =>
    [
        order.OrderKey, order.Number, order.IdempotencyKey, order.BodyHash, s.Payload.ToArray(), s.Attributes.Lane, s.Attributes.Region, s.Attributes.Brand, s.Attributes.Channel,
        s.Attributes.Store, s.Attributes.SkuClass, s.Attributes.Tenant, s.TransactionType, Instants.ToMicros(s.PlacedAt ?? order.AcceptedAt), s.Total, s.Currency,
        Instants.ToMicros(order.AcceptedAt), (int)order.Owner, order.Epoch, order.Mirrored, order.Revision, decision?.Rule ?? "ledger", decision?.Slot ?? 0, order.Pinned, Micros(order.ClosedAt),
        (int)order.AcceptedOwner, order.AcceptedMirrored,
    ];

    public static object?[] Update(OwnedOrder order) => [order.OrderKey, (int)order.Owner, order.Epoch, order.Mirrored, order.Pinned, Micros(order.ClosedAt)];

    public static object?[] Values(JournalEntry e) =>
    [
        e.Number, e.OrderKey, (int)e.Side, (int)e.Operation, e.Epoch, e.ChangeNumber, (int)e.State, e.Attempts, e.Error, Instants.ToMicros(e.CreatedAt), Micros(e.FirstTriedAt), Micros(e.TriedAt),
        Instants.ToMicros(e.CreatedAt), e.IsCopy, e.Again,
    ];

    public static object?[] Update(JournalEntry e, DateTimeOffset now) =>
        [e.Number, (int)e.Side, e.Epoch, (int)e.State, e.Attempts, e.Error, Micros(e.FirstTriedAt), Micros(e.TriedAt), Instants.ToMicros(now), e.IsCopy];

    public static object?[] Values(AcceptedChangeRecord c) => [c.Number, c.OrderKey, c.IdempotencyKey, c.Kind, c.BodyHash, c.Body.ToArray(), Instants.ToMicros(c.AcceptedAt), (int)c.Owner];

    public static object?[] Values(IntakeRefusal r) => [r.Number, Instants.ToMicros(r.At), r.OrderKey, r.IdempotencyKey, r.Code, r.Reason];

    public static object?[] Update(TransferRecord t) => [t.Rollback, t.OrderKey, t.Step, t.Outcome, t.Stage, t.Reason, Micros(t.FinishedAt)];

    public static OwnedOrder ReadOrder(DbDataReader row) => new()
    {
        OrderKey = row.GetString(0),
        Number = row.GetInt64(1),
        IdempotencyKey = Text(row, 2),
        BodyHash = row.GetFieldValue<byte[]>(3),
        Attributes = new OrderAttributes(Text(row, 4), Text(row, 5), Text(row, 6), Text(row, 7), Text(row, 8), Text(row, 9), Text(row, 10)),
        AcceptedAt = Instants.FromMicros(row.GetInt64(11)),
        Owner = (Side)row.GetInt32(12),
        Epoch = row.GetInt32(13),
        Mirrored = row.GetBoolean(14),
        Revision = row.GetInt64(15),
        Pinned = row.GetBoolean(16),
        ClosedAt = Instant(row, 17),
        AcceptedOwner = (Side)row.GetInt32(18),
        AcceptedMirrored = row.GetBoolean(19),
    };

    public static JournalEntry ReadEntry(DbDataReader row) => new()
    {
        Number = row.GetInt64(0),
        OrderKey = row.GetString(1),
        Side = (Side)row.GetInt32(2),
        Operation = (TargetOperation)row.GetInt32(3),
        Epoch = row.GetInt32(4),
        ChangeNumber = row.IsDBNull(5) ? null : row.GetInt64(5),
        State = (EntryState)row.GetInt32(6),
        Attempts = row.GetInt32(7),
        Error = Text(row, 8),
        CreatedAt = Instants.FromMicros(row.GetInt64(9)),
        FirstTriedAt = Instant(row, 10),
        TriedAt = Instant(row, 11),
        IsCopy = row.GetBoolean(12),
        Again = row.GetInt32(13),
    };

    public static AcceptedChangeRecord ReadChange(DbDataReader row) =>
        new(row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetFieldValue<byte[]>(4), row.GetFieldValue<byte[]>(5), Instants.FromMicros(row.GetInt64(6)), (Side)row.GetInt32(7));

    private static long? Micros(DateTimeOffset? at) => at is { } instant ? Instants.ToMicros(instant) : null;

    private static DateTimeOffset? Instant(DbDataReader row, int column) => row.IsDBNull(column) ? null : Instants.FromMicros(row.GetInt64(column));

    private static string? Text(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
