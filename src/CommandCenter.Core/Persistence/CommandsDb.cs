using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Persistence;

/// <summary>commands.db, or the schema commands: what people and the plan decided. Every commit is on disk before it is answered.</summary>
public sealed class CommandsDb(DbContextOptions<CommandsDb> options) : DbContext(options)
{
    public DbSet<PlanVersionRow> PlanVersions => Set<PlanVersionRow>();
    public DbSet<SourcePauseRow> SourcePauses => Set<SourcePauseRow>();
    public DbSet<SourceLeaseRow> SourceLeases => Set<SourceLeaseRow>();
    public DbSet<CommandRequestRow> CommandRequests => Set<CommandRequestRow>();
    public DbSet<ActivityRow> Activities => Set<ActivityRow>();
    public DbSet<DecisionRow> Decisions => Set<DecisionRow>();
    public DbSet<DecisionSubjectRow> DecisionSubjects => Set<DecisionSubjectRow>();
    public DbSet<DecisionHeadRow> DecisionHeads => Set<DecisionHeadRow>();
    public DbSet<TrafficTableRow> TrafficTables => Set<TrafficTableRow>();
    public DbSet<ApprovalRow> Approvals => Set<ApprovalRow>();
    public DbSet<AlertRow> Alerts => Set<AlertRow>();
    public DbSet<AlertSilenceRow> AlertSilences => Set<AlertSilenceRow>();
    public DbSet<AlertMessageRow> AlertMessages => Set<AlertMessageRow>();
    public DbSet<DigestDeliveryRow> DigestDeliveries => Set<DigestDeliveryRow>();
    public DbSet<NotificationCursorRow> NotificationCursors => Set<NotificationCursorRow>();
    public DbSet<TrafficHeadRow> TrafficHeads => Set<TrafficHeadRow>();
    public DbSet<IntakeOrderRow> IntakeOrders => Set<IntakeOrderRow>();
    public DbSet<IntakeEntryRow> IntakeEntries => Set<IntakeEntryRow>();
    public DbSet<IntakeChangeRow> IntakeChanges => Set<IntakeChangeRow>();
    public DbSet<IntakeRefusalRow> IntakeRefusals => Set<IntakeRefusalRow>();
    public DbSet<RollbackRow> Rollbacks => Set<RollbackRow>();
    public DbSet<RollbackOrderRow> RollbackOrders => Set<RollbackOrderRow>();
    public DbSet<ReleaseHoldRow> ReleaseHolds => Set<ReleaseHoldRow>();
    public DbSet<ReleaseSideRow> ReleaseSides => Set<ReleaseSideRow>();
    public DbSet<ThresholdSignatureRow> ThresholdSignatures => Set<ThresholdSignatureRow>();
    public DbSet<ThresholdSealRow> ThresholdSeals => Set<ThresholdSealRow>();
    public DbSet<ShiftRow> Shifts => Set<ShiftRow>();
    public DbSet<ShiftEventRow> ShiftEvents => Set<ShiftEventRow>();
    public DbSet<ShiftLookRow> ShiftLooks => Set<ShiftLookRow>();
    public DbSet<ActuatorStateRow> ActuatorStates => Set<ActuatorStateRow>();
    public DbSet<ExceptionCaseRow> Cases => Set<ExceptionCaseRow>();
    public DbSet<CaseEntryRow> CaseEntries => Set<CaseEntryRow>();
    public DbSet<CaseAttachmentRow> CaseAttachments => Set<CaseAttachmentRow>();
    public DbSet<ScenarioRunRow> ScenarioRuns => Set<ScenarioRunRow>();
    public DbSet<UnderstoodRow> Understood => Set<UnderstoodRow>();
    public DbSet<GateStateRow> GateStates => Set<GateStateRow>();
    public DbSet<GateVerdictRow> GateVerdicts => Set<GateVerdictRow>();
    public DbSet<GateActRow> GateActs => Set<GateActRow>();
    public DbSet<GateEvidenceRow> GateEvidence => Set<GateEvidenceRow>();

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.UseStoredInstants();
        configurationBuilder.UseStoredTexts(Database);
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<PlanVersionRow>(e =>
        {
            e.ToTable("plan_version").HasKey(r => r.Number);
            e.Property(r => r.Number).ValueGeneratedOnAdd();
            e.HasIndex(r => r.Hash).HasDatabaseName("ix_plan_version_hash");
        });
        modelBuilder.Entity<SourcePauseRow>(e => e.ToTable("source_pause").HasKey(r => r.Source));
        modelBuilder.Entity<SourceLeaseRow>(e =>
        {
            e.ToTable("source_lease").HasKey(r => r.Source);
            e.Property(r => r.Epoch).IsConcurrencyToken();
        });
        modelBuilder.Entity<CommandRequestRow>(e =>
        {
            e.ToTable("command_request").HasKey(r => r.Id);
            e.Property(r => r.Id).ValueGeneratedNever();
            e.HasIndex(r => r.At).HasDatabaseName("ix_command_request_at");
        });
        modelBuilder.Entity<ActivityRow>(e =>
        {
            e.ToTable("activity").HasKey(r => r.Number);
            e.Property(r => r.Number).ValueGeneratedOnAdd();
            e.HasIndex(r => r.At).HasDatabaseName("ix_activity_at");
        });
        DescribeDecisions(modelBuilder);
        DescribeApprovals(modelBuilder);
        DescribeIntake(modelBuilder);
        DescribeReleases(modelBuilder);
        DescribeThresholds(modelBuilder);
        DescribeShifts(modelBuilder);
        DescribeCases(modelBuilder);
        DescribeGates(modelBuilder);
        modelBuilder.Entity<ActuatorStateRow>(e => e.ToTable("actuator_state").HasKey(r => r.Actuator));
        modelBuilder.Entity<UnderstoodRow>(e =>
        {
            e.ToTable("understood").HasKey(r => r.Id);
            e.Property(r => r.Id).ValueGeneratedNever();
            e.HasIndex(r => r.Fingerprint).HasDatabaseName("ix_understood_group");
        });
        modelBuilder.Entity<ScenarioRunRow>(e =>
        {
            e.ToTable("scenario_run").HasKey(r => r.Id);
            e.Property(r => r.Id).ValueGeneratedNever();
            e.HasIndex(r => new { r.Scenario, r.AskedAt }).HasDatabaseName("ix_scenario_run_scenario");
            e.HasIndex(r => r.AskedAt).HasFilter("state < 3").HasDatabaseName("ix_scenario_run_open");
        });
        modelBuilder.UseStoredNames();
    }

    private static void DescribeApprovals(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<ApprovalRow>(e =>
        {
            e.ToTable("approval").HasKey(r => r.Id);
            e.Property(r => r.Id).ValueGeneratedNever();
            e.Property(r => r.State).IsConcurrencyToken();
            e.HasIndex(r => r.CreatedAt).HasDatabaseName("ix_approval_created_at");
            e.HasIndex(r => r.ExpiresAt).HasDatabaseName("ix_approval_expires_at");
        });
        modelBuilder.Entity<AlertRow>(e =>
        {
            e.ToTable("alert").HasKey(r => r.Id);
            e.Property(r => r.Id).ValueGeneratedNever();
            e.HasIndex(r => r.Key).IsUnique().HasFilter("ended_at IS NULL").HasDatabaseName("ix_alert_open");
            e.HasIndex(r => r.EndedAt).HasDatabaseName("ix_alert_ended");
        });
        modelBuilder.Entity<AlertSilenceRow>(e =>
        {
            e.ToTable("alert_silence").HasKey(r => r.Id);
            e.Property(r => r.Id).ValueGeneratedNever();
        });
        modelBuilder.Entity<AlertMessageRow>(e =>
        {
            e.ToTable("alert_message").HasKey(r => r.Id);
            e.Property(r => r.Id).ValueGeneratedNever();
            e.HasIndex(r => r.NextAt).HasFilter("sent_at IS NULL").HasDatabaseName("ix_alert_message_waiting");
        });
        modelBuilder.Entity<DigestDeliveryRow>(e =>
        {
            e.ToTable("digest_delivery").HasKey(r => r.Id);
            e.HasIndex(r => r.Date).HasDatabaseName("ix_digest_delivery_date");
        });
        modelBuilder.Entity<NotificationCursorRow>(e => e.ToTable("notification_cursor").HasKey(r => r.Webhook));
    }

    private static void DescribeIntake(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<TrafficHeadRow>(e =>
        {
            e.ToTable("traffic_head").HasKey(r => r.Id);
            e.Property(r => r.Id).ValueGeneratedNever();
        });
        modelBuilder.Entity<IntakeOrderRow>(e =>
        {
            e.ToTable("intake_order").HasKey(r => r.OrderKey);
            e.HasIndex(r => r.Number).HasDatabaseName("ix_intake_order_number");
            e.HasIndex(r => r.IdempotencyKey).IsUnique().HasFilter(null).HasDatabaseName("ix_intake_order_idempotency_key");
            e.HasIndex(r => new { r.Owner, r.Number }).HasFilter("closed_at IS NULL").HasDatabaseName("ix_intake_order_open");
        });
        modelBuilder.Entity<IntakeEntryRow>(e =>
        {
            e.ToTable("intake_entry").HasKey(r => r.Number);
            e.Property(r => r.Number).ValueGeneratedNever();
            e.Property(r => r.Again).HasDefaultValue(0);
            e.HasIndex(r => r.OrderKey).HasDatabaseName("ix_intake_entry_order_key");
            e.HasIndex(r => r.Number).HasFilter("state < 10").HasDatabaseName("ix_intake_entry_open");
        });
        modelBuilder.Entity<IntakeChangeRow>(e =>
        {
            e.ToTable("intake_change").HasKey(r => r.Number);
            e.Property(r => r.Number).ValueGeneratedNever();
            e.HasIndex(r => r.OrderKey).HasDatabaseName("ix_intake_change_order_key");
            e.HasIndex(r => r.IdempotencyKey).IsUnique().HasDatabaseName("ix_intake_change_idempotency_key");
        });
        modelBuilder.Entity<IntakeRefusalRow>(e =>
        {
            e.ToTable("intake_refusal").HasKey(r => r.Number);
            e.Property(r => r.Number).ValueGeneratedNever();
        });
        modelBuilder.Entity<RollbackRow>(e =>
        {
            e.ToTable("rollback").HasKey(r => r.Id);
            e.Property(r => r.Id).ValueGeneratedNever();
            e.HasIndex(r => r.DecidedAt).HasDatabaseName("ix_rollback_decided_at");
        });
        modelBuilder.Entity<RollbackOrderRow>(e =>
        {
            e.ToTable("rollback_order").HasKey(r => new { r.RollbackId, r.OrderKey });
            e.HasIndex(r => new { r.RollbackId, r.Outcome, r.Number }).HasDatabaseName("ix_rollback_order_outcome");
            e.HasIndex(r => r.OrderKey).HasDatabaseName("ix_rollback_order_order_key");
        });
    }

    private static void DescribeReleases(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<ReleaseHoldRow>(e =>
        {
            e.ToTable("release_hold").HasKey(r => r.Id);
            e.Property(r => r.Id).ValueGeneratedNever();
            e.HasIndex(r => r.HeldAt).HasDatabaseName("ix_release_hold_held_at");
            e.HasIndex(r => r.Segment).IsUnique().HasFilter("resumed_at IS NULL").HasDatabaseName("ix_release_hold_standing");
        });
        modelBuilder.Entity<ReleaseSideRow>(e =>
        {
            e.ToTable("release_side").HasKey(r => new { r.HoldId, r.Side });
            e.HasIndex(r => r.State).HasDatabaseName("ix_release_side_state");
        });
    }

    private static void DescribeThresholds(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<ThresholdSignatureRow>(e => e.ToTable("threshold_signature").HasKey(r => new { r.Hash, r.Role }));
        modelBuilder.Entity<ThresholdSealRow>(e =>
        {
            e.ToTable("threshold_seal").HasKey(r => r.Revision);
            e.Property(r => r.Revision).ValueGeneratedNever();
        });
    }

    private static void DescribeGates(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<GateStateRow>(e => e.ToTable("gate_state").HasKey(r => r.Gate));
        modelBuilder.Entity<GateVerdictRow>(e =>
        {
            e.ToTable("gate_verdict").HasKey(r => r.Id);
            e.Property(r => r.Id).ValueGeneratedNever();
            e.HasIndex(r => new { r.Gate, r.At }).HasDatabaseName("ix_gate_verdict_gate");
        });
        modelBuilder.Entity<GateActRow>(e =>
        {
            e.ToTable("gate_act").HasKey(r => r.Number);
            e.Property(r => r.Number).ValueGeneratedNever();
            e.HasIndex(r => new { r.Gate, r.Number }).HasDatabaseName("ix_gate_act_gate");
        });
        modelBuilder.Entity<GateEvidenceRow>(e =>
        {
            e.ToTable("gate_evidence").HasKey(r => r.Id);
            e.Property(r => r.Id).ValueGeneratedNever();
            e.HasIndex(r => new { r.Gate, r.At }).HasDatabaseName("ix_gate_evidence_gate");
        });
    }

    private static void DescribeCases(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<ExceptionCaseRow>(e =>
        {
            e.ToTable("exception_case").HasKey(r => r.Id);
            e.Property(r => r.Id).ValueGeneratedNever();
            e.Property(r => r.Version).IsConcurrencyToken();
            e.HasIndex(r => r.Number).IsUnique().HasDatabaseName("ix_exception_case_number");
            e.HasIndex(r => r.Fingerprint).IsUnique().HasDatabaseName("ix_exception_case_fingerprint");
            e.HasIndex(r => new { r.Phase, r.DueAt }).HasDatabaseName("ix_exception_case_due");
            e.HasIndex(r => new { r.Rule, r.Phase }).HasDatabaseName("ix_exception_case_rule");
            e.HasIndex(r => r.OrderKey).HasDatabaseName("ix_exception_case_order");
            e.HasIndex(r => r.UpdatedAt).HasDatabaseName("ix_exception_case_updated");
        });
        modelBuilder.Entity<CaseEntryRow>(e => e.ToTable("exception_entry").HasKey(r => new { r.CaseId, r.Number }));
        modelBuilder.Entity<CaseAttachmentRow>(e =>
        {
            e.ToTable("exception_attachment").HasKey(r => r.Id);
            e.Property(r => r.Id).ValueGeneratedNever();
            e.HasIndex(r => r.CaseId).HasDatabaseName("ix_exception_attachment_case");
        });
    }

    private static void DescribeShifts(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<ShiftRow>(e =>
        {
            e.ToTable("shift").HasKey(r => r.Id);
            e.Property(r => r.Id).ValueGeneratedNever();
            e.Property(r => r.Version).IsConcurrencyToken();
            e.HasIndex(r => r.Number, "ix_shift_number").IsUnique();
            e.HasIndex(r => r.Number, "ix_shift_running").HasFilter("ended_at IS NULL");
        });
        modelBuilder.Entity<ShiftEventRow>(e => e.ToTable("shift_event").HasKey(r => new { r.ShiftId, r.Version }));
        modelBuilder.Entity<ShiftLookRow>(e =>
        {
            e.ToTable("shift_look").HasKey(r => r.Id);
            e.HasIndex(r => new { r.ShiftId, r.At }).HasDatabaseName("ix_shift_look_shift");
        });
    }

    private static void DescribeDecisions(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<DecisionRow>(e =>
        {
            e.ToTable("decision").HasKey(r => r.Sequence);
            e.Property(r => r.Sequence).ValueGeneratedNever();
            e.HasIndex(r => r.At).HasDatabaseName("ix_decision_at");
            e.HasIndex(r => r.Actor).HasDatabaseName("ix_decision_actor");
        });
        modelBuilder.Entity<DecisionSubjectRow>(e => e.ToTable("decision_subject").HasKey(r => new { r.Subject, r.Sequence }));
        modelBuilder.Entity<DecisionHeadRow>(e =>
        {
            e.ToTable("decision_head").HasKey(r => r.Id);
            e.Property(r => r.Id).ValueGeneratedNever();
        });
        modelBuilder.Entity<TrafficTableRow>(e =>
        {
            e.ToTable("traffic_table").HasKey(r => r.Revision);
            e.Property(r => r.Revision).ValueGeneratedNever();
        });
    }
}

/// <summary>One application of a plan; the newest is the one that runs.</summary>
public sealed class PlanVersionRow
{
    /// <summary>Given by the database: order of application.</summary>
    public long Number { get; set; }

    /// <summary>SHA-256 of the file's bytes, lower-case hex.</summary>
    public required string Hash { get; set; }
    public required string FileName { get; set; }
    public required string Yaml { get; set; }
    public DateTimeOffset AppliedAt { get; set; }
    public required string Actor { get; set; }
    public string? Reason { get; set; }
}

/// <summary>A source that a person stopped; no row = it runs.</summary>
public sealed class SourcePauseRow
{
    public required string Source { get; set; }
    public required string Actor { get; set; }
    public DateTimeOffset At { get; set; }
}

/// <summary>Who polls a source. Taken over by compare-and-set on <see cref="Epoch"/> once it has expired.</summary>
public sealed class SourceLeaseRow
{
    public required string Source { get; set; }
    public required string Holder { get; set; }
    public long Epoch { get; set; }
    public DateTimeOffset ExpiresAt { get; set; }
}

/// <summary>A command that was carried out, so that a repeated click answers the same.</summary>
public sealed class CommandRequestRow
{
    /// <summary>The request id that the caller made.</summary>
    public Guid Id { get; set; }
    public required string Command { get; set; }
    public required string Actor { get; set; }
    public DateTimeOffset At { get; set; }

    /// <summary>What was answered, as JSON.</summary>
    public string? Outcome { get; set; }
}

/// <summary>
/// Something that a person did before there was a decision log. Nothing writes here any more. The rows stay as they are: in the log they would look as if its chain had vouched
/// for them when they were made.
/// </summary>
public sealed class ActivityRow
{
    public long Number { get; set; }
    public DateTimeOffset At { get; set; }
    public required string Actor { get; set; }

    /// <summary>Kebab-case, such as <c>plan-applied</c>, <c>source-paused</c>, <c>job-run-now</c>, <c>person-added</c>.</summary>
    public required string What { get; set; }
    public string? Reason { get; set; }

    /// <summary>What it was done to, such as a source's id or a plan's hash.</summary>
    public string? Subject { get; set; }
}
