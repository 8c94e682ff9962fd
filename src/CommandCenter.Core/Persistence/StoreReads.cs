using CommandCenter.Shared;

namespace CommandCenter.Persistence;

/// <summary>Reads for a page that has to say so when the store does not answer.</summary>
public static class StoreReads
{
    /// <returns>What <paramref name="read"/> gave; Unavailable where the store failed, however the database's library wrapped that.</returns>
    public static async Task<Result<T>> TryAsync<T>(Func<Task<T>> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        try
        {
            return await read();
        }
        catch (Exception e) when (StorageErrors.IsFailure(e))
        {
            return Unreadable(e);
        }
    }

    internal static Error Unreadable(Exception e) => Error.Unavailable("store-unreadable", $"The store does not answer ({(e.InnerException ?? e).Message}).");
}
