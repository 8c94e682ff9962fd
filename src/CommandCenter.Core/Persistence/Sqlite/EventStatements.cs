using SQLitePCL;

namespace CommandCenter.Persistence.Sqlite;

/// <summary>Everything that an append asks of SQLite, prepared once per connection.</summary>
internal sealed class EventStatements(sqlite3 database) : IDisposable
{
    private const string EventColumns =
        "number, source, event_id, variant, order_number, side, kind, stage, version, occurred_at, payload_hash, observed_at, names, uncertain_time, facts";

    public RawStatement Begin { get; } = new(database, "BEGIN IMMEDIATE");
    public RawStatement Commit { get; } = new(database, "COMMIT");
    public RawStatement DataVersion { get; } = new(database, "PRAGMA data_version");

    public RawStatement ReadHead { get; } = new(database, "SELECT revision, event_number, order_number FROM store_head WHERE id = 1");
    public RawStatement WriteHead { get; } = new(database,
        "INSERT INTO store_head(id, revision, event_number, order_number) VALUES(1, ?1, ?2, ?3) ON CONFLICT(id) DO UPDATE SET revision = ?1, event_number = ?2, order_number = ?3");

    public RawStatement ReadSources { get; } = new(database, "SELECT number, name FROM source_name");
    public RawStatement AddSource { get; } = new(database, "INSERT INTO source_name(number, name) VALUES(?1, ?2)");
    public RawStatement ReadNamed { get; } = new(database, "SELECT source, names FROM order_event WHERE names IS NOT NULL");

    public RawStatement MoveCursor { get; } = new(database,
        "UPDATE source_cursor SET revision = revision + 1, position = ?3, watermark = max(coalesce(watermark, ?4), coalesce(?4, watermark)) WHERE source = ?1 AND revision = ?2");
    public RawStatement FirstCursor { get; } = new(database,
        "INSERT INTO source_cursor(source, revision, position, watermark) VALUES(?1, 1, ?2, ?3) ON CONFLICT(source) DO NOTHING");
    public RawStatement ReadCursor { get; } = new(database, "SELECT revision, position, watermark FROM source_cursor WHERE source = ?1");

    public RawStatement InsertEvent { get; } = new(database,
        $"INSERT INTO order_event({EventColumns}) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15) ON CONFLICT(source, event_id, variant) DO NOTHING");
    public RawStatement DeleteEvent { get; } = new(database, "DELETE FROM order_event WHERE number = ?1");
    public RawStatement ReadVariants { get; } = new(database, $"SELECT {EventColumns} FROM order_event WHERE source = ?1 AND event_id = ?2");
    public RawStatement ReadSuperseding { get; } = new(database, $"SELECT {EventColumns} FROM order_event WHERE source = ?1 AND names = ?2 AND names IS NOT NULL");
    public RawStatement ReadOrderEvents { get; } = new(database, $"SELECT {EventColumns} FROM order_event WHERE order_number = ?1");

    public RawStatement FindOrder { get; } = new(database,
        """
        SELECT number, archived_at IS NOT NULL, legacy, orchestration, shared, lane, region, channel, store, node, owner, placed_at, total, currency, is_open
        FROM orders WHERE order_key = ?1
        """);
    public RawStatement FindOrderByNumber { get; } = new(database, "SELECT order_key FROM orders WHERE number = ?1");
    public RawStatement ReadArchive { get; } = new(database, "SELECT state, known_events FROM order_archive WHERE order_number = ?1 AND side = ?2");

    public RawStatement InsertOrder { get; } = new(database,
        """
        INSERT INTO orders(number, order_key, lane, region, channel, store, node, owner, legacy_stage, orchestration_stage, stage, placed_at, updated_at, total, currency, is_open,
                           legacy, orchestration, shared, settled_at)
        VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)
        """);

    /// <summary>Also what other indexes lead by.</summary>
    public RawStatement UpdateOrder { get; } = new(database,
        """
        UPDATE orders SET lane = ?3, region = ?4, channel = ?5, store = ?6, node = ?7, owner = ?8, legacy_stage = ?9, orchestration_stage = ?10, stage = ?11, placed_at = ?12,
                          updated_at = ?13, total = ?14, currency = ?15, is_open = ?16, legacy = ?17, orchestration = ?18, shared = ?19, settled_at = ?20
        WHERE number = ?1
        """);

    /// <summary>What changes with nearly every event; of an open order; no index holds it.</summary>
    public RawStatement TouchOrder { get; } = new(database,
        "UPDATE orders SET legacy_stage = ?2, orchestration_stage = ?3, stage = ?4, updated_at = ?5, legacy = ?6, orchestration = ?7, shared = ?8 WHERE number = ?1");

    public RawStatement AddNumber { get; } = new(database, "INSERT INTO order_number(normalised, kind, order_number) VALUES(?1, ?2, ?3) ON CONFLICT DO NOTHING");

    public RawStatement UpsertLevel { get; } = new(database,
        """
        INSERT INTO inventory_level(side, sku, node, available_to_sell, on_hand, reserved, as_of, source) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
        ON CONFLICT(side, sku, node) DO UPDATE SET available_to_sell = ?4, on_hand = ?5, reserved = ?6, as_of = ?7, source = ?8
        WHERE (?7, ?4, ?8) > (as_of, available_to_sell, source)
        """);
    public RawStatement AddReading { get; } = new(database,
        "INSERT INTO gauge_reading(side, name, as_of, value, unit, source) VALUES(?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT(side, name, as_of) DO NOTHING");
    public RawStatement AddContact { get; } = new(database,
        "INSERT INTO customer_contact(source, id, order_key, channel, reason, at) VALUES(?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT(source, id) DO NOTHING");

    public RawStatement ReadRejected { get; } = new(database, "SELECT id, mapping_hash, state FROM rejected_record WHERE source = ?1 AND record_id = ?2");
    public RawStatement AddRejected { get; } = new(database,
        "INSERT INTO rejected_record(id, source, record_id, payload, mapping_hash, observed_at, state, attempts, last_tried_at) VALUES(?1, ?2, ?3, ?4, ?5, ?6, 'waiting', 1, ?6)");
    public RawStatement RejectAgain { get; } = new(database,
        "UPDATE rejected_record SET payload = ?2, mapping_hash = ?3, state = 'waiting', attempts = attempts + 1, last_tried_at = ?4 WHERE id = ?1");
    public RawStatement DropReasons { get; } = new(database, "DELETE FROM rejected_reason WHERE rejected_id = ?1");
    public RawStatement AddReason { get; } = new(database, "INSERT INTO rejected_reason(rejected_id, position, field, code, message) VALUES(?1, ?2, ?3, ?4, ?5)");
    public RawStatement ApplyRejected { get; } = new(database, "UPDATE rejected_record SET state = 'applied', attempts = attempts + 1, last_tried_at = ?2 WHERE id = ?1");

    public void Dispose()
    {
        foreach (var statement in new[]
        {
            Begin, Commit, DataVersion, ReadHead, WriteHead, ReadSources, AddSource, ReadNamed, MoveCursor, FirstCursor, ReadCursor, InsertEvent, DeleteEvent, ReadVariants,
            ReadSuperseding, ReadOrderEvents, FindOrder, FindOrderByNumber, ReadArchive, InsertOrder, UpdateOrder, TouchOrder, AddNumber, UpsertLevel, AddReading, AddContact,
            ReadRejected, AddRejected, RejectAgain, DropReasons, AddReason, ApplyRejected,
        })
        {
            statement.Dispose();
        }
    }
}
