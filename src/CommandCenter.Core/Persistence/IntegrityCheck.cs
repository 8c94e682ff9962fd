using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace CommandCenter.Persistence;

/// <summary>Looks whether a SQLite file and its write-ahead log are whole, before SQLite itself silently drops what it cannot read.</summary>
internal sealed class IntegrityCheck(TimeProvider time)
{
    private static readonly byte[] magic = "SQLite format 3\0"u8.ToArray();

    /// <param name="everyCommitSynced">True for a database whose every commit is on disk before it is answered: there a broken log cannot come from a power cut.</param>
    /// <param name="bound">How long the check of the pages may take.</param>
    /// <param name="notices">Gets what is worth saying and no reason to stop.</param>
    /// <returns>Why the file cannot be used, or null.</returns>
    public string? Check(string file, bool everyCommitSynced, TimeSpan bound, List<string> notices)
    {
        var info = new FileInfo(file);
        var log = WalFile.Read(file + "-wal");
        if (log.Damage is { } damage)
        {
            var text = $"The write-ahead log {file}-wal is damaged: {damage}.";
            if (everyCommitSynced || log.HeaderIsDamaged)
            {
                return $"{text} It holds commits that were answered and would be lost. Restore a backup; or, to go on without them, move that file away.";
            }

            notices.Add($"{text} What was committed behind that place is lost together with the cursors that went with it; polled sources are read again from there.");
        }

        if (!info.Exists || info.Length == 0)
        {
            return null;
        }

        using (var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete))
        {
            var head = new byte[magic.Length];
            if (stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) < head.Length || !head.AsSpan().SequenceEqual(magic))
            {
                return $"{file} is no SQLite database or its beginning is damaged. Restore a backup, or move the file away to start empty.";
            }
        }

        return bound == TimeSpan.Zero ? null : CheckPages(file, bound, notices);
    }

    private string? CheckPages(string file, TimeSpan bound, List<string> notices)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false, DefaultTimeout = 5 }.ConnectionString);
        var began = time.GetTimestamp();
        try
        {
            connection.Open();
            raw.sqlite3_progress_handler(connection.Handle!, 10_000, _ => time.GetElapsedTime(began) > bound ? 1 : 0, null);
            using var check = connection.CreateCommand();
            check.CommandText = "PRAGMA quick_check(1)";
            var verdict = check.ExecuteScalar() as string;
            return verdict is "ok" ? null : $"{file} is damaged: {verdict}. Restore a backup.";
        }
        catch (SqliteException e) when (e.SqliteErrorCode == raw.SQLITE_INTERRUPT)
        {
            notices.Add($"{file} is large: its integrity was checked for {bound.TotalSeconds:0.#} s, not to the end.");
            return null;
        }
        catch (SqliteException e) when (e.SqliteErrorCode is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB)
        {
            return $"{file} is damaged: {e.Message}. Restore a backup.";
        }
    }
}
