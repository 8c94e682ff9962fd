using CommandCenter.Persistence;
using CommandCenter.Reconciliation.Classes;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Reconciliation.Understanding;

/// <summary>Differences that people understand: they count apart until that ends.</summary>
/// <param name="Fingerprint">Of the group.</param>
/// <param name="OrderKey">Only this order of it; null = all of it.</param>
/// <param name="Decision">Entry of the decision log.</param>
public sealed record Understood(Guid Id, string Fingerprint, string? OrderKey, string Reason, string Person, DateTimeOffset At, DateTimeOffset Until, DateTimeOffset? WithdrawnAt, long Decision);

/// <summary>What is understood now, for looking up by the thousand.</summary>
internal sealed class UnderstoodNow(IReadOnlyList<Understood> marks)
{
    private readonly HashSet<(string, string?)> marked = [.. marks.Select(m => (m.Fingerprint, m.OrderKey))];

    public static UnderstoodNow None { get; } = new([]);

    public bool Covers(Mismatch mismatch) => marked.Count > 0 && (marked.Contains((mismatch.Fingerprint, null)) || marked.Contains((mismatch.Fingerprint, mismatch.OrderKey)));
}

/// <summary>Reads what is understood.</summary>
public sealed class UnderstoodQueries(IDbContextFactory<CommandsDb> databases, TimeProvider time)
{
    /// <summary>The newest first.</summary>
    /// <param name="ended">Those too that ended or were withdrawn.</param>
    public async Task<IReadOnlyList<Understood>> ReadAsync(bool ended, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancel);
        var rows = await db.Understood.AsNoTracking().Where(u => ended || (u.WithdrawnAt == null && u.Until > now)).OrderByDescending(u => u.At).Take(1000).ToListAsync(cancel);
        return [.. rows.Select(u => new Understood(u.Id, u.Fingerprint, u.OrderKey, u.Reason, u.Person, u.At, u.Until, u.WithdrawnAt, u.Decision))];
    }
}
