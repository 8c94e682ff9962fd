using System.Text.Json;
using CommandCenter.Sources.Polling;

namespace CommandCenter.Sources.Sql;

/// <summary>What one query brought: rows, or why not.</summary>
internal sealed record SqlAnswer : CallAnswer
{
    public SqlRows? Rows { get; init; }

    public static SqlAnswer Failed(string code, string failure, bool transient) => new() { Code = code, Failure = failure, IsTransient = transient };
}

/// <summary>The rows of one page.</summary>
/// <param name="Document">An array of objects, column → value.</param>
/// <param name="Unread">Rows that cannot be used, by their place in the array; what stands there has the cursor's columns only.</param>
/// <param name="Cut">There were more rows than fit into a page.</param>
/// <param name="Clock">The database's own clock before it was read.</param>
/// <param name="Watermark">Everything that was committed before this instant was there to be read; null where the database cannot say.</param>
internal sealed record SqlRows(JsonDocument Document, IReadOnlyDictionary<int, UnreadRecord> Unread, bool Cut, DateTimeOffset Clock, DateTimeOffset? Watermark);

/// <summary>A database that pages are read from.</summary>
internal interface ISqlDatabase : IAsyncDisposable
{
    /// <summary>Runs the query for one page.</summary>
    Task<SqlAnswer> QueryAsync(Paging.PageRequest request, CancellationToken cancel);
}
