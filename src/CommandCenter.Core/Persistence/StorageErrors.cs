using System.Data.Common;
using CommandCenter.Shared;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using SQLitePCL;

namespace CommandCenter.Persistence;

/// <summary>Why a store could not be written, in words for a person.</summary>
internal static class StorageErrors
{
    /// <summary>Whether it is the store that failed; Entity Framework wraps a lost connection into an InvalidOperationException.</summary>
    public static bool IsFailure(Exception e) =>
        e is DbException or DbUpdateException or TimeoutException or IOException or InvalidOperationException { InnerException: DbException or TimeoutException };

    public static Error CursorMoved(string source, long stands, long expected) =>
        Error.Conflict("cursor-moved", $"The cursor of {source} stands at revision {stands}, not {expected}: somebody else has read on. Nothing was stored.");

    public static Error Of(Exception refusal, TimeSpan tried) => refusal switch
    {
        SqliteException { SqliteErrorCode: raw.SQLITE_BUSY or raw.SQLITE_LOCKED } => Error.Unavailable(
            "store-locked", $"The events store has been locked by another process for {tried.TotalSeconds:0} s. Nothing was stored; the same batch may be sent again."),
        SqliteException { SqliteErrorCode: raw.SQLITE_FULL } => Error.Unavailable(
            "store-full", "The disk of the events store is full. Nothing was stored; the same batch may be sent again once there is room."),
        SqliteException { SqliteErrorCode: raw.SQLITE_READONLY or raw.SQLITE_CANTOPEN or raw.SQLITE_PERM } or UnauthorizedAccessException => Error.Unavailable(
            "store-read-only", "The events store cannot be opened for writing. Check the permissions of the storage directory."),
        SqliteException { SqliteErrorCode: raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB } or InvalidDataException => Error.Unavailable(
            "store-damaged", $"The events store is damaged ({refusal.Message}). Restore a backup; nothing was stored."),
        _ => Error.Unavailable("store-unwritable", $"The events store could not be written ({refusal.Message}). Nothing was stored; the same batch may be sent again."),
    };
}
