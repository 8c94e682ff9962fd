using System.Globalization;
using CommandCenter.Persistence;
using CommandCenter.Shared;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.OrderExceptions;

/// <summary>Which cases are asked for by how far they are.</summary>
public enum CaseStanding
{
    /// <summary>Open or acknowledged.</summary>
    Unresolved,
    Open,
    Acknowledged,
    Resolved,
    All,
}

/// <summary>What a person looks for. Every given part narrows.</summary>
/// <param name="Assignee">A person's name; <c>-</c> = nobody's.</param>
/// <param name="Text">Part of title, order, number, rule or assignee, any case.</param>
/// <param name="Muted">False: those that are not muted; true: only the muted ones; null: both.</param>
/// <param name="Ids">Only these; null = all.</param>
public sealed record CaseFilter(
    OwnerTeam? Team = null, ExceptionBucket? Bucket = null, string? Lane = null, CaseStanding Phase = CaseStanding.Unresolved, string? Assignee = null, string? Rule = null, string? Text = null,
    bool? Muted = false, IReadOnlyList<Guid>? Ids = null, string? Order = null)
{
    /// <summary>It asks for something, so that nobody changes all cases by an empty filter.</summary>
    public bool IsNarrow => Team is not null || Bucket is not null || Lane is not null || Assignee is not null || Rule is not null || !string.IsNullOrWhiteSpace(Text) || Ids is not null || Order is not null;
}

/// <param name="Sort">due, opened, severity or money; a leading '-' turns it round.</param>
/// <param name="Cursor">Opaque, from the page before.</param>
/// <param name="Limit">1 to 200.</param>
public sealed record CaseSearch(CaseFilter Filter, string Sort = "due", string? Cursor = null, int Limit = 50);

/// <param name="Cursor">Of the next page; null on the last.</param>
/// <param name="Total">How many match.</param>
public sealed record CasePage(IReadOnlyList<ExceptionCase> Items, string? Cursor, int Total);

/// <summary>Reads cases for pages and API.</summary>
public sealed class CaseQueries(IDbContextFactory<CommandsDb> databases, TimeProvider time)
{
    private static readonly string[] sorts = ["due", "opened", "severity", "money"];

    /// <returns>The page; Validation for a cursor, sort, text or limit that is none.</returns>
    public async Task<Result<CasePage>> SearchAsync(CaseSearch search, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(search);
        var descending = search.Sort.StartsWith('-');
        var by = descending ? search.Sort[1..] : search.Sort;
        if (search.Limit is < 1 or > 200)
        {
            return Error.Validation("limit", $"limit is {search.Limit}; allowed are 1 to 200.", "limit");
        }

        if (!sorts.Contains(by, StringComparer.Ordinal))
        {
            return Error.Validation("unknown-sort", $"Cases cannot be sorted by that; allowed are {string.Join(", ", sorts)}, each also with a leading '-'.", "sort");
        }

        if (search.Filter.Text is { Length: > 200 })
        {
            return Error.Validation("text-too-long", "At most 200 characters can be searched for.", "text");
        }

        PageCursor? after = search.Cursor is null ? null : PageCursor.Read(search.Cursor, "cases:" + search.Sort);
        long tie = 0;
        if (search.Cursor is not null && (after?.Value is null || !long.TryParse(after.Value.Tie, NumberStyles.None, CultureInfo.InvariantCulture, out tie)))
        {
            return Error.Validation("bad-cursor", "The cursor is not one that this list with this sort gave out; begin without a cursor.", "cursor");
        }

        await using var db = await databases.CreateDbContextAsync(cancel);
        var now = time.GetUtcNow();
        var matching = Matching(db, search.Filter, now);
        var total = await matching.CountAsync(cancel);
        var rows = await Sorted(matching, by, descending, after?.Value, tie).Take(search.Limit + 1).ToListAsync(cancel);
        var shown = rows.Take(search.Limit).ToList();
        var rules = shown.Select(r => r.Rule).Distinct(StringComparer.Ordinal).ToList();
        var same = await Matching(db, new CaseFilter(), now).Where(c => rules.Contains(c.Rule)).GroupBy(c => c.Rule).Select(g => new { g.Key, Count = g.Count() })
            .ToDictionaryAsync(g => g.Key, g => g.Count, StringComparer.Ordinal, cancel);
        var next = rows.Count > search.Limit ? new PageCursor("cases:" + search.Sort, Value(shown[^1], by), shown[^1].Number.ToString(CultureInfo.InvariantCulture)).Write() : null;
        return new CasePage([.. shown.Select(r => Read(r) with { SameRule = same.GetValueOrDefault(r.Rule) })], next, total);
    }

    /// <param name="id">A UUID, or the name such as EX-1187.</param>
    /// <returns>NotFound.</returns>
    public async Task<Result<CaseDetail>> ReadAsync(string id, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        if (await Named(db.Cases.AsNoTracking(), id).FirstOrDefaultAsync(cancel) is not { } row)
        {
            return CaseErrors.Unknown(id);
        }

        var now = time.GetUtcNow();
        var same = await Matching(db, new CaseFilter(Rule: row.Rule), now).CountAsync(cancel);
        var history = await db.CaseEntries.AsNoTracking().Where(e => e.CaseId == row.Id).OrderByDescending(e => e.Number).Take(500).ToListAsync(cancel);
        var files = await db.CaseAttachments.AsNoTracking().Where(a => a.CaseId == row.Id).OrderBy(a => a.Id)
            .Select(a => new CaseAttachment(a.Id, a.Name, a.MediaType, a.Length, a.At, a.Actor)).ToListAsync(cancel);
        return new CaseDetail(Read(row) with { SameRule = same }, [.. history.Select(e => new CaseEntry(e.Number, e.At, e.Actor, e.Kind, e.Text))], files);
    }

    /// <summary>Unresolved cases by bucket and team with their age, without the muted ones.</summary>
    public async Task<IReadOnlyList<CaseTally>> CountAsync(CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var now = time.GetUtcNow();
        var (hour, four, day) = (now.AddHours(-1), now.AddHours(-4), now.AddDays(-1));
        var rows = await Matching(db, new CaseFilter(), now).GroupBy(c => new { c.Bucket, c.Team }).Select(g => new
        {
            g.Key.Bucket, g.Key.Team, Open = g.Count(), Waiting = g.Count(c => c.Phase == CasePhase.Open), Overdue = g.Count(c => c.DueAt < now), Oldest = g.Min(c => c.OpenedAt),
            UnderHour = g.Count(c => c.OpenedAt > hour), UnderFour = g.Count(c => c.OpenedAt <= hour && c.OpenedAt > four), UnderDay = g.Count(c => c.OpenedAt <= four && c.OpenedAt > day),
            Older = g.Count(c => c.OpenedAt <= day),
        }).ToListAsync(cancel);
        return [.. rows.OrderBy(r => r.Bucket).ThenBy(r => r.Team).Select(r => new CaseTally(r.Bucket, r.Team, r.Open, r.Waiting, r.Overdue, r.Oldest, r.UnderHour, r.UnderFour, r.UnderDay, r.Older))];
    }

    /// <summary>The cases of one order, resolved and muted ones included, newest first, at most 50.</summary>
    public async Task<IReadOnlyList<ExceptionCase>> OfOrderAsync(string orderKey, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var rows = await db.Cases.AsNoTracking().Where(c => c.OrderKey == orderKey).OrderByDescending(c => c.Number).Take(50).ToListAsync(cancel);
        return rows.ConvertAll(Read);
    }

    /// <summary>How many match.</summary>
    public async Task<int> CountAsync(CaseFilter filter, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(filter);
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await Matching(db, filter, time.GetUtcNow()).CountAsync(cancel);
    }

    /// <summary>Which cases match, as one short word: the same as long as they are the same cases, whatever becomes of each.</summary>
    /// <returns>Null where more than <paramref name="most"/> match.</returns>
    public async Task<string?> SetAsync(CaseFilter filter, int most, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(filter);
        await using var db = await databases.CreateDbContextAsync(cancel);
        var numbers = await Matching(db, filter, time.GetUtcNow()).OrderBy(c => c.Number).Select(c => c.Number).Take(most + 1).ToListAsync(cancel);
        return numbers.Count > most ? null : SetOf(numbers);
    }

    /// <param name="numbers">In ascending order.</param>
    internal static string SetOf(IEnumerable<long> numbers) =>
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(string.Join(',', numbers))))[..32];

    /// <summary>The bytes of an attachment.</summary>
    /// <returns>NotFound.</returns>
    public async Task<Result<(CaseAttachment File, byte[] Content)>> AttachmentAsync(string id, Guid attachment, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        if (await Named(db.Cases.AsNoTracking(), id).Select(c => (Guid?)c.Id).FirstOrDefaultAsync(cancel) is not { } owner)
        {
            return CaseErrors.Unknown(id);
        }

        return await db.CaseAttachments.AsNoTracking().FirstOrDefaultAsync(a => a.Id == attachment && a.CaseId == owner, cancel) is { } row
            ? (new CaseAttachment(row.Id, row.Name, row.MediaType, row.Length, row.At, row.Actor), row.Content)
            : CaseErrors.AttachmentUnknown;
    }

    internal static IQueryable<ExceptionCaseRow> Named(IQueryable<ExceptionCaseRow> cases, string id)
    {
        if (Guid.TryParse(id, out var known))
        {
            return cases.Where(c => c.Id == known);
        }

        return id.StartsWith("EX-", StringComparison.OrdinalIgnoreCase) && long.TryParse(id.AsSpan(3), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? cases.Where(c => c.Number == number)
            : cases.Where(c => false);
    }

    internal static IQueryable<ExceptionCaseRow> Matching(CommandsDb db, CaseFilter filter, DateTimeOffset now)
    {
        var rows = db.Cases.AsNoTracking();
        rows = filter.Phase switch
        {
            CaseStanding.Unresolved => rows.Where(c => c.Phase != CasePhase.Resolved),
            CaseStanding.Open => rows.Where(c => c.Phase == CasePhase.Open),
            CaseStanding.Acknowledged => rows.Where(c => c.Phase == CasePhase.Acknowledged),
            CaseStanding.Resolved => rows.Where(c => c.Phase == CasePhase.Resolved),
            _ => rows,
        };
        rows = filter.Muted is not { } muted ? rows : muted ? rows.Where(c => c.MutedUntil > now) : rows.Where(c => c.MutedUntil == null || c.MutedUntil <= now);
        rows = filter.Team is { } team ? rows.Where(c => c.Team == team) : rows;
        rows = filter.Bucket is { } bucket ? rows.Where(c => c.Bucket == bucket) : rows;
        rows = filter.Lane is { } lane ? rows.Where(c => c.Lane == lane) : rows;
        rows = filter.Rule is { } rule ? rows.Where(c => c.Rule == rule) : rows;
        rows = filter.Order is { } order ? rows.Where(c => c.OrderKey == order) : rows;
        rows = filter.Assignee is not { } assignee ? rows : assignee == "-" ? rows.Where(c => c.Assignee == null) : rows.Where(c => c.Assignee == assignee);
        rows = filter.Ids is { } ids ? rows.Where(c => ids.Contains(c.Id)) : rows;
        return filter.Text?.Trim() is { Length: > 0 } text ? Containing(db, rows, text) : rows;
    }

    internal static ExceptionCase Read(ExceptionCaseRow row) => new()
    {
        Id = row.Id, Number = row.Number, Fingerprint = row.Fingerprint, Source = row.Source, Rule = row.Rule, Bucket = row.Bucket, Team = row.Team, Title = row.Title, Why = row.Why,
        OrderKey = row.OrderKey, Lane = row.Lane, Side = row.Side, Stage = row.Stage, Orders = row.Orders, Money = row.Money, Currency = row.Currency, Link = row.Link, Severity = row.Severity,
        Since = row.Since, OpenedAt = row.OpenedAt, DueAt = row.DueAt, Phase = row.Phase, Reason = row.Reason, Message = CaseWords.Of(row), Assignee = row.Assignee,
        AcknowledgedAt = row.AcknowledgedAt, AcknowledgedBy = row.AcknowledgedBy, ResolvedAt = row.ResolvedAt, ResolvedBy = row.ResolvedBy, MutedUntil = row.MutedUntil, MutedBy = row.MutedBy,
        MuteReason = row.MuteReason, PassedAt = row.PassedAt, Occurrences = row.Occurrences, Reopened = row.Reopened, LastNote = row.LastNote, LastNoteBy = row.LastNoteBy,
        LastNoteAt = row.LastNoteAt, UpdatedAt = row.UpdatedAt, Version = row.Version,
    };

    private static IQueryable<ExceptionCaseRow> Containing(CommandsDb db, IQueryable<ExceptionCaseRow> rows, string text)
    {
        var pattern = "%" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal) + "%";
        var number = text.StartsWith("EX-", StringComparison.OrdinalIgnoreCase) && long.TryParse(text.AsSpan(3), NumberStyles.None, CultureInfo.InvariantCulture, out var named) ? named : -1;
        // SQLite's LIKE ignores case by itself
        return db.Database.IsNpgsql()
            ? rows.Where(c => c.Number == number || EF.Functions.ILike(c.Title, pattern, "\\") || EF.Functions.ILike(c.OrderKey ?? "", pattern, "\\") || EF.Functions.ILike(c.Rule, pattern, "\\") || EF.Functions.ILike(c.Assignee ?? "", pattern, "\\"))
            : rows.Where(c => c.Number == number || EF.Functions.Like(c.Title, pattern, "\\") || EF.Functions.Like(c.OrderKey ?? "", pattern, "\\") || EF.Functions.Like(c.Rule, pattern, "\\") || EF.Functions.Like(c.Assignee ?? "", pattern, "\\"));
    }

    private static long Value(ExceptionCaseRow row, string by) => by switch
    {
        "due" => Orders.Instants.ToMicros(row.DueAt),
        "opened" => Orders.Instants.ToMicros(row.OpenedAt),
        "severity" => (long)row.Severity,
        _ => row.Money ?? 0,
    };

    /// <summary>What is most urgent by that comes first: shortest due, longest open, most severe, most money; a leading '-' turns it round. Ties by number.</summary>
    private static IQueryable<ExceptionCaseRow> Sorted(IQueryable<ExceptionCaseRow> rows, string by, bool descending, long? after, long tie)
    {
        var at = after is { } micros && by is "due" or "opened" ? Orders.Instants.FromMicros(after!.Value) : default;
        var value = after ?? 0;
        var (begin, severity) = (after is null, (CaseSeverity)value);
        return (by, descending) switch
        {
            ("due", false) => rows.Where(c => begin || c.DueAt > at || (c.DueAt == at && c.Number > tie)).OrderBy(c => c.DueAt).ThenBy(c => c.Number),
            ("due", true) => rows.Where(c => begin || c.DueAt < at || (c.DueAt == at && c.Number < tie)).OrderByDescending(c => c.DueAt).ThenByDescending(c => c.Number),
            ("opened", false) => rows.Where(c => begin || c.OpenedAt > at || (c.OpenedAt == at && c.Number > tie)).OrderBy(c => c.OpenedAt).ThenBy(c => c.Number),
            ("opened", true) => rows.Where(c => begin || c.OpenedAt < at || (c.OpenedAt == at && c.Number < tie)).OrderByDescending(c => c.OpenedAt).ThenByDescending(c => c.Number),
            ("severity", false) => rows.Where(c => begin || c.Severity < severity || (c.Severity == severity && c.Number > tie)).OrderByDescending(c => c.Severity).ThenBy(c => c.Number),
            ("severity", true) => rows.Where(c => begin || c.Severity > severity || (c.Severity == severity && c.Number < tie)).OrderBy(c => c.Severity).ThenByDescending(c => c.Number),
            ("money", false) => rows.Where(c => begin || (c.Money ?? 0) < value || ((c.Money ?? 0) == value && c.Number > tie)).OrderByDescending(c => c.Money ?? 0).ThenBy(c => c.Number),
            _ => rows.Where(c => begin || (c.Money ?? 0) > value || ((c.Money ?? 0) == value && c.Number < tie)).OrderBy(c => c.Money ?? 0).ThenByDescending(c => c.Number),
        };
    }
}
