using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Shared;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Decisions;

/// <summary>What a person looks for in the log. Every given part narrows.</summary>
/// <param name="Subject">Such as <c>order:AR-4711</c> or <c>lane:ship-to-home</c>.</param>
/// <param name="Text">Part of the title, any case.</param>
/// <param name="From">Entries at or after it.</param>
/// <param name="To">Entries before it.</param>
/// <param name="Cursor">Opaque, from the page before.</param>
/// <param name="Limit">1 to 200.</param>
/// <param name="Sequence">Only this entry.</param>
public sealed record DecisionSearch(
    string? Subject = null, string? Command = null, string? Actor = null, string? Text = null, DateTimeOffset? From = null, DateTimeOffset? To = null, string? Cursor = null, int Limit = 50, long? Sequence = null);

/// <param name="Cursor">Of the next page; null on the last.</param>
/// <param name="Total">How many match.</param>
public sealed record DecisionPage(IReadOnlyList<Decision> Items, string? Cursor, int Total);

/// <summary>Reads the decision log, newest first.</summary>
public sealed class DecisionQueries(IDbContextFactory<CommandsDb> databases)
{
    private const string List = "decisions";

    /// <returns>The page; Validation for a cursor that is none of this list or a limit out of range.</returns>
    public async Task<Result<DecisionPage>> SearchAsync(DecisionSearch search, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(search);
        if (search.Limit is < 1 or > 200)
        {
            return Error.Validation("limit", $"limit is {search.Limit}; allowed are 1 to 200.", "limit");
        }

        PageCursor? after = search.Cursor is null ? null : PageCursor.Read(search.Cursor, List);
        if (search.Cursor is not null && after?.Value is null)
        {
            return Error.Validation("cursor", "cursor was not handed out by this list.", "cursor");
        }

        await using var db = await databases.CreateDbContextAsync(cancel);
        var matching = Filter(db, search);
        var total = await matching.CountAsync(cancel);
        var rows = await matching.Where(d => after == null || d.Sequence < after.Value.Value).OrderByDescending(d => d.Sequence).Take(search.Limit + 1)
            .Select(d => new { d.Sequence, d.Content, d.Hash }).ToListAsync(cancel);
        var items = rows.Take(search.Limit).Select(r => DecisionContent.Read(r.Content, r.Hash)).OfType<Decision>().ToList();
        var next = rows.Count > search.Limit ? new PageCursor(List, rows[search.Limit - 1].Sequence, "").Write() : null;
        return new DecisionPage(items, next, total);
    }

    /// <summary>All entries, oldest first, as they are stored: the canonical bytes and their hash.</summary>
    public async IAsyncEnumerable<(byte[] Content, string Hash)> ExportAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        await foreach (var row in db.Decisions.AsNoTracking().OrderBy(d => d.Sequence).Select(d => new { d.Content, d.Hash }).AsAsyncEnumerable().WithCancellation(cancel))
        {
            yield return (row.Content, row.Hash);
        }
    }

    private static IQueryable<DecisionRow> Filter(CommandsDb db, DecisionSearch search)
    {
        var rows = db.Decisions.AsNoTracking();
        rows = search.Subject is not { Length: > 0 } subject ? rows : rows.Where(d => db.DecisionSubjects.Any(s => s.Subject == subject && s.Sequence == d.Sequence));
        rows = search.Sequence is not { } sequence ? rows : rows.Where(d => d.Sequence == sequence);
        rows = search.Command is not { Length: > 0 } command ? rows : rows.Where(d => d.Command == command);
        rows = search.Actor is not { Length: > 0 } actor ? rows : rows.Where(d => d.Actor == actor);
        rows = search.Text is not { Length: > 0 } text ? rows : Containing(db, rows, "%" + Escape(text) + "%");
        rows = search.From is not { } from ? rows : rows.Where(d => d.At >= from);
        return search.To is not { } to ? rows : rows.Where(d => d.At < to);
    }

    /// <summary>SQLite's LIKE ignores case by itself.</summary>
    private static IQueryable<DecisionRow> Containing(CommandsDb db, IQueryable<DecisionRow> rows, string pattern) =>
        db.Database.IsNpgsql() ? rows.Where(d => EF.Functions.ILike(d.Title, pattern, "\\")) : rows.Where(d => EF.Functions.Like(d.Title, pattern, "\\"));

    private static string Escape(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);
}
