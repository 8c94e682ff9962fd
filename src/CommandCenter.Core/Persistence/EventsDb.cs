using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Persistence;

/// <summary>events.db, or the schema events: what the sides reported. Written by <see cref="EventStore"/>, the SLA timer store, reconciliation, the figures and retention alone; everyone may read.</summary>
public sealed class EventsDb(DbContextOptions<EventsDb> options) : DbContext(options)
{
    public DbSet<StoreHeadRow> Heads => Set<StoreHeadRow>();
    public DbSet<SourceNameRow> SourceNames => Set<SourceNameRow>();
    public DbSet<OrderRow> Orders => Set<OrderRow>();
    public DbSet<OrderNumberRow> OrderNumbers => Set<OrderNumberRow>();
    public DbSet<OrderEventRow> Events => Set<OrderEventRow>();
    public DbSet<OrderArchiveRow> Archives => Set<OrderArchiveRow>();
    public DbSet<InventoryLevelRow> InventoryLevels => Set<InventoryLevelRow>();
    public DbSet<StockHourRow> StockHours => Set<StockHourRow>();
    public DbSet<ReadingHourRow> ReadingHours => Set<ReadingHourRow>();
    public DbSet<GaugeReadingRow> GaugeReadings => Set<GaugeReadingRow>();
    public DbSet<CustomerContactRow> CustomerContacts => Set<CustomerContactRow>();
    public DbSet<RejectedRecordRow> RejectedRecords => Set<RejectedRecordRow>();
    public DbSet<SourceCursorRow> SourceCursors => Set<SourceCursorRow>();
    public DbSet<SlaTimerRow> SlaTimers => Set<SlaTimerRow>();
    public DbSet<ParityRunRow> ParityRuns => Set<ParityRunRow>();
    public DbSet<ParityCountRow> ParityCounts => Set<ParityCountRow>();
    public DbSet<ParityMismatchRow> ParityMismatches => Set<ParityMismatchRow>();
    public DbSet<ParityTotalRow> ParityTotals => Set<ParityTotalRow>();
    public DbSet<FigureCellRow> FigureCells => Set<FigureCellRow>();
    public DbSet<FigureOrderRow> FigureOrders => Set<FigureOrderRow>();
    public DbSet<FigureCursorRow> FigureCursors => Set<FigureCursorRow>();

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.UseStoredInstants();
        configurationBuilder.UseStoredTexts(Database);
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<StoreHeadRow>(e =>
        {
            e.ToTable("store_head").HasKey(r => r.Id);
            e.Property(r => r.Id).ValueGeneratedNever();
        });
        modelBuilder.Entity<SourceNameRow>(e =>
        {
            e.ToTable("source_name").HasKey(r => r.Number);
            e.Property(r => r.Number).ValueGeneratedNever();
            e.HasIndex(r => r.Name).IsUnique().HasDatabaseName("ix_source_name_name");
        });
        modelBuilder.Entity<OrderRow>(e =>
        {
            e.ToTable("orders").HasKey(r => r.Number);
            e.Property(r => r.Number).ValueGeneratedNever();
            e.HasIndex(r => r.OrderKey).IsUnique().HasDatabaseName("ix_orders_order_key");
            e.HasIndex(r => r.PlacedAt).HasDatabaseName("ix_orders_placed_at");
            e.HasIndex(r => r.SettledAt).HasDatabaseName("ix_orders_settled_at").HasFilter("settled_at IS NOT NULL");
            e.HasIndex(r => r.IsOpen).HasDatabaseName("ix_orders_open").HasFilter("is_open");
        });
        modelBuilder.Entity<OrderNumberRow>(e => e.ToTable("order_number").HasKey(r => new { r.Normalised, r.Kind, r.OrderNumber }));
        modelBuilder.Entity<OrderEventRow>(e =>
        {
            e.ToTable("order_event").HasKey(r => r.Number);
            e.Property(r => r.Number).ValueGeneratedNever();
            e.HasIndex(r => new { r.Source, r.EventId, r.Variant }).IsUnique().HasDatabaseName("ix_order_event_id");
            e.HasIndex(r => r.OrderNumber).HasDatabaseName("ix_order_event_order_number");
            e.HasIndex(r => new { r.Source, r.Names }).HasDatabaseName("ix_order_event_names").HasFilter("names IS NOT NULL");
        });
        modelBuilder.Entity<OrderArchiveRow>(e => e.ToTable("order_archive").HasKey(r => new { r.OrderNumber, r.Side }));
        modelBuilder.Entity<InventoryLevelRow>(e => e.ToTable("inventory_level").HasKey(r => new { r.Side, r.Sku, r.Node }));
        modelBuilder.Entity<StockHourRow>(e => e.ToTable("stock_hour").HasKey(r => r.Hour));
        modelBuilder.Entity<ReadingHourRow>(e => e.ToTable("reading_hour").HasKey(r => new { r.Figure, r.Of, r.Hour }));
        modelBuilder.Entity<GaugeReadingRow>(e =>
        {
            e.ToTable("gauge_reading").HasKey(r => new { r.Side, r.Name, r.AsOf });
            e.HasIndex(r => r.AsOf).HasDatabaseName("ix_gauge_reading_as_of");
        });
        modelBuilder.Entity<CustomerContactRow>(e =>
        {
            e.ToTable("customer_contact").HasKey(r => new { r.Source, r.Id });
            e.HasIndex(r => r.OrderKey).HasDatabaseName("ix_customer_contact_order_key");
            e.HasIndex(r => r.At).HasDatabaseName("ix_customer_contact_at");
        });
        modelBuilder.Entity<RejectedRecordRow>(e =>
        {
            e.ToTable("rejected_record").HasKey(r => r.Id);
            e.Property(r => r.Id).ValueGeneratedNever();
            e.HasIndex(r => new { r.Source, r.RecordId }).IsUnique().HasDatabaseName("ix_rejected_record_record");
            e.HasIndex(r => r.ObservedAt).HasDatabaseName("ix_rejected_record_observed_at");
            e.HasMany(r => r.Reasons).WithOne().HasForeignKey(r => r.RejectedId).HasConstraintName("fk_rejected_reason_record").OnDelete(DeleteBehavior.Cascade);
        });
        modelBuilder.Entity<RejectedReasonRow>(e =>
        {
            e.ToTable("rejected_reason").HasKey(r => new { r.RejectedId, r.Position });
            e.Property(r => r.Position).ValueGeneratedNever();
        });
        modelBuilder.Entity<SourceCursorRow>(e => e.ToTable("source_cursor").HasKey(r => r.Source));
        modelBuilder.Entity<SlaTimerRow>(e =>
        {
            e.ToTable("sla_timer").HasKey(r => new { r.OrderKey, r.Side, r.LimitId });
            e.HasIndex(r => r.Deadline).HasDatabaseName("ix_sla_timer_deadline");
        });
        modelBuilder.Entity<ParityRunRow>(e =>
        {
            e.ToTable("parity_run").HasKey(r => r.Id);
            e.Property(r => r.Id).ValueGeneratedNever();
            e.HasIndex(r => r.StartedAt).HasDatabaseName("ix_parity_run_started_at");
        });
        modelBuilder.Entity<ParityCountRow>(e => e.ToTable("parity_count").HasKey(r => new { r.RunId, r.Lane, r.Cell }));
        modelBuilder.Entity<ParityMismatchRow>(e =>
        {
            e.ToTable("parity_mismatch").HasKey(r => new { r.OrderKey, r.Field, r.Rule, r.FirstSeen });
            e.HasIndex(r => r.Fingerprint, "ix_parity_mismatch_open").HasDatabaseName("ix_parity_mismatch_open").HasFilter("ended_at IS NULL");
            e.HasIndex(r => new { r.Fingerprint, r.FirstSeen }).HasDatabaseName("ix_parity_mismatch_group");
            e.HasIndex(r => r.EndedAt).HasDatabaseName("ix_parity_mismatch_ended_at").HasFilter("ended_at IS NOT NULL");
        });
        modelBuilder.Entity<ParityTotalRow>(e => e.ToTable("parity_total").HasKey(r => new { r.RunId, r.Day, r.Currency, r.Tender, r.Figure }));
        modelBuilder.Entity<FigureCellRow>(e => e.ToTable("figure_cell").HasKey(r => new { r.Dimension, r.Hour, r.Lane, r.Owner, r.Value }));
        modelBuilder.Entity<FigureOrderRow>(e =>
        {
            e.ToTable("figure_order").HasKey(r => r.OrderNumber);
            e.Property(r => r.OrderNumber).ValueGeneratedNever();
        });
        modelBuilder.Entity<FigureCursorRow>(e =>
        {
            e.ToTable("figure_cursor").HasKey(r => r.Id);
            e.Property(r => r.Id).ValueGeneratedNever();
        });
        modelBuilder.UseStoredNames();
    }
}
