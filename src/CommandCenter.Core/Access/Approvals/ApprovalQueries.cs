using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Shared;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Access.Approvals;

/// <param name="Cursor">Of the next page; null on the last.</param>
/// <param name="Total">How many there are.</param>
public sealed record ApprovalPage(IReadOnlyList<Approval> Items, string? Cursor, int Total);

/// <summary>Reads proposals.</summary>
public sealed class ApprovalQueries(IDbContextFactory<CommandsDb> databases, TimeProvider time)
{
    private const string List = "approvals";

    /// <summary>The end of the year 9999; a later one was made by hand.</summary>
    private const long LatestMicros = 253_402_300_799_999_999;

    /// <summary>More than this many at once would be no approval any more.</summary>
    private const int MostPending = 200;

    /// <summary>Null where there is none.</summary>
    public async Task<Approval?> FindAsync(Guid id, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await db.Approvals.AsNoTracking().FirstOrDefaultAsync(a => a.Id == id, cancel) is { } row ? Read(row, time.GetUtcNow()) : null;
    }

    /// <summary>Those that wait for somebody, by when they expire.</summary>
    public async Task<IReadOnlyList<Approval>> PendingAsync(CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var (open, approved) = (ApprovalState.Open.ToString(), ApprovalState.Approved.ToString());
        await using var db = await databases.CreateDbContextAsync(cancel);
        var rows = await db.Approvals.AsNoTracking().Where(a => a.ExpiresAt > now && (a.State == open || a.State == approved)).OrderBy(a => a.ExpiresAt).Take(MostPending).ToListAsync(cancel);
        return rows.ConvertAll(r => Read(r, now));
    }

    /// <summary>All of them, newest first.</summary>
    /// <param name="pastOnly">Leaves out what still waits for somebody.</param>
    /// <param name="limit">1 to 200.</param>
    /// <returns>The page; Validation for a cursor that is none of this list or a limit out of range.</returns>
    public async Task<Result<ApprovalPage>> ListAsync(bool pastOnly, string? cursor, int limit, CancellationToken cancel)
    {
        if (limit is < 1 or > 200)
        {
            return Error.Validation("limit", $"limit is {limit}; allowed are 1 to 200.", "limit");
        }

        PageCursor? after = cursor is null ? null : PageCursor.Read(cursor, List);
        if (cursor is not null && after?.Value is null or < 0 or > LatestMicros)
        {
            return Error.Validation("cursor", "cursor was not handed out by this list.", "cursor");
        }

        var now = time.GetUtcNow();
        var (open, approved) = (ApprovalState.Open.ToString(), ApprovalState.Approved.ToString());
        await using var db = await databases.CreateDbContextAsync(cancel);
        var all = db.Approvals.AsNoTracking().Where(a => !pastOnly || a.ExpiresAt <= now || (a.State != open && a.State != approved));
        var total = await all.CountAsync(cancel);
        // by instant, then by id: two of one microsecond must not fall between pages
        var at = after is { Value: { } micros } ? Instants.FromMicros(micros) : default;
        var id = after is { } page && Guid.TryParse(page.Tie, out var last) ? last : Guid.Empty;
        var rows = await all.Where(a => after == null || a.CreatedAt < at || (a.CreatedAt == at && a.Id < id)).OrderByDescending(a => a.CreatedAt).ThenByDescending(a => a.Id).Take(limit + 1).ToListAsync(cancel);
        var items = rows.Take(limit).Select(r => Read(r, now)).ToList();
        return new ApprovalPage(items, rows.Count > limit ? new PageCursor(List, Instants.ToMicros(items[^1].CreatedAt), items[^1].Id.ToString()).Write() : null, total);
    }

    /// <summary>Expiry is no event: it is what the clock says of a proposal that nobody finished.</summary>
    internal static Approval Read(ApprovalRow row, DateTimeOffset now)
    {
        var state = Enum.Parse<ApprovalState>(row.State);
        var shown = state is ApprovalState.Open or ApprovalState.Approved && row.ExpiresAt <= now ? ApprovalState.Expired : state;
        return new Approval(
            row.Id, row.Command, row.Summary, row.Content, row.Hash, row.ProposedBy, row.Reason, row.CreatedAt, row.ExpiresAt, shown, row.DecidedBy, row.DecidedReason, row.DecidedAt, row.UsedAt);
    }
}
