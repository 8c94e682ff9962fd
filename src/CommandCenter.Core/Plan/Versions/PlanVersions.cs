using System.Data.Common;
using CommandCenter.Access;
using CommandCenter.Decisions;
using CommandCenter.Persistence;
using CommandCenter.Shared;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Plan.Versions;

/// <summary>One application of a plan.</summary>
/// <param name="Number">Rises with every application; the highest runs.</param>
/// <param name="Hash">SHA-256 of the file's bytes.</param>
public sealed record PlanVersion(long Number, string Hash, string FileName, DateTimeOffset AppliedAt, string Actor, string? Reason);

/// <summary>A version with its text.</summary>
public sealed record StoredPlan(PlanVersion Version, string Yaml);

/// <summary>The applied plans in the commands database; nothing is ever removed from it.</summary>
public sealed class PlanVersions(IDbContextFactory<CommandsDb> databases, DecisionLog log)
{
    /// <summary>The newest <paramref name="count"/> (1 to 200) with their texts, newest first.</summary>
    public async Task<Result<IReadOnlyList<StoredPlan>>> NewestAsync(int count, CancellationToken cancel)
    {
        try
        {
            await using var db = await databases.CreateDbContextAsync(cancel);
            var rows = await db.PlanVersions.AsNoTracking().OrderByDescending(r => r.Number).Take(Math.Clamp(count, 1, 200)).ToListAsync(cancel);
            return rows.ConvertAll(r => new StoredPlan(Version(r), r.Yaml));
        }
        catch (DbException e)
        {
            return Unavailable(e);
        }
    }

    /// <summary>Number and hash of the newest; null when none was ever applied.</summary>
    public async Task<Result<(long Number, string Hash)?>> HeadAsync(CancellationToken cancel)
    {
        try
        {
            await using var db = await databases.CreateDbContextAsync(cancel);
            var head = await db.PlanVersions.AsNoTracking().OrderByDescending(r => r.Number).Select(r => new { r.Number, r.Hash }).FirstOrDefaultAsync(cancel);
            return head is null ? ((long, string)?)null : (head.Number, head.Hash);
        }
        catch (DbException e)
        {
            return Unavailable(e);
        }
    }

    /// <summary>The text of a version; NotFound when it was never applied.</summary>
    public async Task<Result<StoredPlan>> ReadAsync(string hash, CancellationToken cancel)
    {
        try
        {
            await using var db = await databases.CreateDbContextAsync(cancel);
            var row = await db.PlanVersions.AsNoTracking().Where(r => r.Hash == hash).OrderByDescending(r => r.Number).FirstOrDefaultAsync(cancel);
            return row is null ? Error.NotFound("plan-version-not-found", $"No plan with the hash {hash} was ever applied.") : new StoredPlan(Version(row), row.Yaml);
        }
        catch (DbException e)
        {
            return Unavailable(e);
        }
    }

    /// <summary>Records an application together with its entry in the decision log, unless another plan came between, or what runs or is sealed keeps it out.</summary>
    /// <param name="expected">Hash of the plan that the caller believes to run; null: none must have been applied. Not asked when <paramref name="whatever"/>.</param>
    public async Task<Result<PlanVersion>> AddAsync(
        string yaml, string hash, string fileName, Actor actor, string reason, string? expected, bool whatever, DateTimeOffset now, CancellationToken cancel)
    {
        try
        {
            await using var db = await databases.CreateDbContextAsync(cancel);
            var before = await NewestAsync(db, cancel);
            var touched = new PlanTouch(before?.Yaml, yaml);
            await using var transaction = await db.Database.BeginTransactionAsync(cancel);
            await DecisionLog.LockHeadAsync(db, cancel);
            var head = await NewestAsync(db, cancel);
            if (!whatever && !string.Equals(head?.Hash, expected, StringComparison.Ordinal))
            {
                return Error.Conflict(PlanErrors.Changed, head is null ? "No plan is applied yet." : $"Another plan runs meanwhile: {head.Hash}. Compare with it and apply again.");
            }

            touched = head?.Number == before?.Number ? touched : new PlanTouch(head?.Yaml, yaml);
            if (await PlanInUse.RefuseAsync(db, touched, cancel) is { } inUse)
            {
                return inUse;
            }

            var row = new PlanVersionRow { Hash = hash, FileName = fileName, Yaml = yaml, AppliedAt = now, Actor = actor.Name, Reason = reason };
            db.PlanVersions.Add(row);
            var draft = new DecisionDraft(Permissions.ApplyPlan.Command, $"Plan {fileName} applied as version {hash[..12]}.", Subjects: ["plan:" + hash]);
            var entry = await log.AppendAsync(db, actor, draft, reason, requestId: null, cancel);
            await transaction.CommitAsync(cancel);
            log.Tell(entry);
            return Version(row);
        }
        catch (Exception e) when (e is DbException or DbUpdateException)
        {
            return Unavailable(e);
        }
    }

    private static Task<PlanVersionRow?> NewestAsync(CommandsDb db, CancellationToken cancel) => db.PlanVersions.AsNoTracking().OrderByDescending(r => r.Number).FirstOrDefaultAsync(cancel);

    private static PlanVersion Version(PlanVersionRow row) => new(row.Number, row.Hash, row.FileName, row.AppliedAt, row.Actor, row.Reason);

    private static Error Unavailable(Exception e) =>
        Error.Unavailable("plan-store-unavailable", $"The store of plan versions does not answer: {(e.InnerException ?? e).Message}. Nothing was changed; try again.");
}
