using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using CommandCenter.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Decisions;

/// <summary>How far a page of the log holds.</summary>
/// <param name="Last">The last entry that holds; the one before the page where none does.</param>
/// <param name="Fault">What is wrong with the next one; null where the page has no more.</param>
/// <param name="Anchored">The stored hash of the entry that an anchor names; null where that is not in this page.</param>
internal readonly record struct PageEnd(DecisionHead Last, string? Fault, string? Anchored);

/// <summary>Checks a range of entries as they are stored. Text is compared as UTF-8, as it comes from the database, and nothing is made of an entry but its hash.</summary>
internal sealed class VerifiedPage
{
    private const int HashLength = 2 * SHA256.HashSizeInBytes;
    private readonly byte[] before = new byte[HashLength];
    private readonly byte[] computed = new byte[HashLength];
    private readonly long? anchor;
    private long sequence;
    private string? anchored;

    private VerifiedPage(long after, long? anchor)
    {
        (sequence, this.anchor) = (after, anchor);
        Encoding.ASCII.GetBytes(DecisionHead.Empty.Hash, before);
    }

    public static string Missing(long sequence) => $"Entry {sequence} is missing.";

    /// <param name="after">The entry before the page, whose own content is not checked; 0 = the page is the first.</param>
    /// <param name="to">The last entry of the page.</param>
    public static async Task<PageEnd> CheckAsync(CommandsDb db, long after, long to, long? anchor, CancellationToken cancel)
    {
        await db.Database.OpenConnectionAsync(cancel);
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = "SELECT sequence, at, actor, command, title, content, hash FROM decision WHERE sequence >= @from AND sequence <= @to ORDER BY sequence";
        // nothing may stand before the first entry either
        Add(command, "@from", after == 0 ? long.MinValue : after);
        Add(command, "@to", to);
        await using var rows = await command.ExecuteReaderAsync(cancel);
        var page = new VerifiedPage(after, anchor);
        string? fault = null;
        if (after == 0 || (fault = await page.BeginAsync(rows, cancel)) is null)
        {
            fault = await page.WalkAsync(rows, cancel);
        }

        return new PageEnd(new DecisionHead(page.sequence, Encoding.ASCII.GetString(page.before)), fault, page.anchored);
    }

    /// <summary>Where the entry before is not there, or has no hash, the page before says so too.</summary>
    private async Task<string?> BeginAsync(DbDataReader rows, CancellationToken cancel)
    {
        if (!await rows.ReadAsync(cancel) || rows.GetInt64(0) != sequence || rows.GetFieldValue<byte[]>(6) is not { Length: HashLength } hash)
        {
            return Missing(sequence);
        }

        hash.CopyTo(before, 0);
        return null;
    }

    private async Task<string?> WalkAsync(DbDataReader rows, CancellationToken cancel)
    {
        while (await rows.ReadAsync(cancel))
        {
            if (Fault(rows) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    private string? Fault(DbDataReader row)
    {
        var number = row.GetInt64(0);
        if (number != sequence + 1)
        {
            return Missing(sequence + 1);
        }

        var content = row.GetFieldValue<byte[]>(5);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(content, hash);
        Convert.TryToHexStringLower(hash, computed, out _);
        if (!computed.AsSpan().SequenceEqual(row.GetFieldValue<byte[]>(6)))
        {
            return $"The content of entry {number} does not fit its hash.";
        }

        var columns = new DecisionColumns(number, row.GetInt64(1), row.GetFieldValue<byte[]>(2), row.GetFieldValue<byte[]>(3), row.GetFieldValue<byte[]>(4), before);
        switch (DecisionContent.Compare(content, columns))
        {
            case ContentFault.NoEntry:
                return $"The content of entry {number} is no entry of that number.";
            case ContentFault.OtherPrevious:
                return $"Entry {number} does not follow the entry before it.";
            case ContentFault.OtherColumns:
                return $"The columns of entry {number} do not repeat its content.";
            default:
                computed.CopyTo(before, 0);
                sequence = number;
                anchored = number == anchor ? Encoding.ASCII.GetString(before) : anchored;
                return null;
        }
    }

    private static void Add(DbCommand command, string name, long value)
    {
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = (name, value);
        command.Parameters.Add(parameter);
    }
}
