namespace CommandCenter.Persistence.Postgres;

/// <summary>The statements of an append. Every reading one asks by key.</summary>
internal static class PostgresSql
{
    public const string Open =
        """
        INSERT INTO store_head(id, revision, event_number, order_number) VALUES(1, 0, 0, 0) ON CONFLICT(id) DO NOTHING;
        CREATE TEMPORARY TABLE changed_order(
            is_new boolean, number bigint, order_key text, lane text, region text, channel text, store text, node text, owner int, legacy_stage int, orchestration_stage int, stage int,
            placed_at bigint, updated_at bigint, total bigint, currency text, is_open boolean, legacy bytea, orchestration bytea, shared bytea, settled_at bigint) ON COMMIT DELETE ROWS
        """;

    public const string LockHead = "SELECT revision, event_number, order_number, commit_id FROM store_head WHERE id = 1 FOR UPDATE";

    public const string MoveCursor =
        """
        UPDATE source_cursor SET revision = revision + 1, position = $3, watermark = greatest(watermark, $4) WHERE source = $1 AND revision = $2
        RETURNING revision, position, watermark
        """;

    public const string FirstCursor =
        """
        INSERT INTO source_cursor AS c(source, revision, position, watermark) VALUES($1, $2 + 1, $3, $4)
        ON CONFLICT(source) DO UPDATE SET revision = 1, position = excluded.position, watermark = greatest(c.watermark, excluded.watermark) WHERE c.revision = 0
        RETURNING revision, position, watermark
        """;

    public const string ReadCursor = "SELECT revision, position, watermark FROM source_cursor WHERE source = $1";

    public const string ReadSources = "SELECT number, name FROM source_name";
    public const string ReadNamed = "SELECT source, names FROM order_event WHERE names IS NOT NULL";

    public const string KnownEvents =
        """
        SELECT e.source, e.event_id, e.version, e.occurred_at, e.payload_hash FROM unnest($1, $2) AS asked(source, event_id)
        JOIN order_event e ON e.source = asked.source AND e.event_id = asked.event_id
        """;

    public const string KnownOrders = "SELECT " + OrderColumns + " FROM orders WHERE order_key = ANY($1)";
    public const string FindOrder = "SELECT " + OrderColumns + " FROM orders WHERE order_key = $1";
    public const string FindOrderKey = "SELECT order_key FROM orders WHERE number = $1";

    public const string KnownLevels =
        """
        SELECT l.side, l.sku, l.node, l.as_of, l.available_to_sell, l.source FROM unnest($1, $2, $3) AS asked(side, sku, node)
        JOIN inventory_level l ON l.side = asked.side AND l.sku = asked.sku AND l.node = asked.node
        """;

    public const string KnownReadings =
        """
        SELECT g.side, g.name, g.as_of FROM unnest($1, $2, $3) AS asked(side, name, as_of)
        JOIN gauge_reading g ON g.side = asked.side AND g.name = asked.name AND g.as_of = asked.as_of
        """;

    public const string KnownContacts =
        "SELECT c.source, c.id FROM unnest($1, $2) AS asked(source, id) JOIN customer_contact c ON c.source = asked.source AND c.id = asked.id";

    public const string KnownRejected =
        """
        SELECT r.source, r.record_id, r.id, r.mapping_hash FROM unnest($1, $2) AS asked(source, record_id)
        JOIN rejected_record r ON r.source = asked.source AND r.record_id = asked.record_id
        """;

    public const string CopyEvents = "COPY order_event(" + EventColumns + ") FROM STDIN (FORMAT binary)";

    public const string CopyOrders =
        """
        COPY changed_order(is_new, number, order_key, lane, region, channel, store, node, owner, legacy_stage, orchestration_stage, stage, placed_at, updated_at, total, currency, is_open,
                           legacy, orchestration, shared, settled_at) FROM STDIN (FORMAT binary)
        """;

    public const string InsertOrders =
        """
        INSERT INTO orders(number, order_key, lane, region, channel, store, node, owner, legacy_stage, orchestration_stage, stage, placed_at, updated_at, total, currency, is_open,
                           legacy, orchestration, shared, settled_at)
        SELECT number, order_key, lane, region, channel, store, node, owner, legacy_stage, orchestration_stage, stage, placed_at, updated_at, total, currency, is_open,
               legacy, orchestration, shared, settled_at
        FROM changed_order WHERE is_new
        """;

    public const string UpdateOrders =
        """
        UPDATE orders o SET lane = c.lane, region = c.region, channel = c.channel, store = c.store, node = c.node, owner = c.owner, legacy_stage = c.legacy_stage,
            orchestration_stage = c.orchestration_stage, stage = c.stage, placed_at = c.placed_at, updated_at = c.updated_at, total = c.total, currency = c.currency,
            is_open = c.is_open, legacy = c.legacy, orchestration = c.orchestration, shared = c.shared, settled_at = c.settled_at
        FROM changed_order c WHERE NOT c.is_new AND o.number = c.number
        """;

    public const string AddSource = "INSERT INTO source_name(number, name) SELECT * FROM unnest($1, $2)";
    public const string AddNumbers = "INSERT INTO order_number(normalised, kind, order_number) SELECT * FROM unnest($1, $2, $3) ON CONFLICT DO NOTHING";
    public const string DeleteEvent = "DELETE FROM order_event WHERE number = $1";
    public const string ReadVariants = "SELECT " + EventColumns + " FROM order_event WHERE source = $1 AND event_id = $2";
    public const string ReadSuperseding = "SELECT " + EventColumns + " FROM order_event WHERE source = $1 AND names = $2 AND names IS NOT NULL";
    public const string ReadOrderEvents = "SELECT " + EventColumns + " FROM order_event WHERE order_number = $1";
    public const string ReadArchive = "SELECT state, known_events FROM order_archive WHERE order_number = $1 AND side = $2";

    public const string PutLevels =
        """
        INSERT INTO inventory_level(side, sku, node, available_to_sell, on_hand, reserved, as_of, source) SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT(side, sku, node) DO UPDATE SET available_to_sell = excluded.available_to_sell, on_hand = excluded.on_hand, reserved = excluded.reserved, as_of = excluded.as_of,
            source = excluded.source
        """;

    public const string AddReadings = "INSERT INTO gauge_reading(side, name, as_of, value, unit, source) SELECT * FROM unnest($1, $2, $3, $4, $5, $6)";
    public const string AddContacts = "INSERT INTO customer_contact(source, id, order_key, channel, reason, at) SELECT * FROM unnest($1, $2, $3, $4, $5, $6)";

    public const string AddRejected =
        """
        INSERT INTO rejected_record(id, source, record_id, payload, mapping_hash, observed_at, state, attempts, last_tried_at) VALUES($1, $2, $3, $4, $5, $6, 'waiting', 1, $6)
        """;

    public const string RejectAgain =
        "UPDATE rejected_record SET payload = $2, mapping_hash = $3, state = 'waiting', attempts = attempts + 1, last_tried_at = $4 WHERE id = $1";

    public const string DropReasons = "DELETE FROM rejected_reason WHERE rejected_id = $1";
    public const string AddReasons = "INSERT INTO rejected_reason(rejected_id, position, field, code, message) SELECT $1, * FROM unnest($2, $3, $4, $5)";
    public const string ResolveRejected = "UPDATE rejected_record SET state = 'applied', attempts = attempts + 1, last_tried_at = $2 WHERE id = ANY($1)";
    public const string WriteHead = "UPDATE store_head SET revision = $1, event_number = $2, order_number = $3, commit_id = $4 WHERE id = 1";

    /// <summary>Whether the event of this number is ours.</summary>
    public const string HoldsEvent = "SELECT EXISTS(SELECT 1 FROM order_event WHERE number = $1 AND event_id = $2 AND payload_hash = $3)";

    private const string EventColumns =
        "number, source, event_id, variant, order_number, side, kind, stage, version, occurred_at, payload_hash, observed_at, names, uncertain_time, facts";

    private const string OrderColumns =
        "number, order_key, archived_at IS NOT NULL, legacy, orchestration, shared, lane, region, channel, store, node, owner, placed_at, total, currency, is_open";
}
