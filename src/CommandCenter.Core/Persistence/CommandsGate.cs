namespace CommandCenter.Persistence;

/// <summary>
/// Lets one writer of commands.db in at a time, in the order in which they came: SQLite itself would let a waiting command starve behind a busy intake. Where the store is a server it
/// lets everybody in.
/// </summary>
public sealed class CommandsGate : IDisposable
{
    private readonly SemaphoreSlim? turn;

    /// <param name="isFile">Whether the store is a file.</param>
    public CommandsGate(bool isFile) => turn = isFile ? new SemaphoreSlim(1, 1) : null;

    /// <summary>Waits for its turn, which comes soon: nobody holds it for longer than a transaction. Disposing what is returned ends it.</summary>
    public async ValueTask<Turn> EnterAsync()
    {
        if (turn is not null)
        {
            await turn.WaitAsync(CancellationToken.None);
        }

        return new Turn(turn);
    }

    public void Dispose() => turn?.Dispose();

    /// <summary>A turn; to be disposed once.</summary>
    public readonly record struct Turn : IDisposable
    {
        private readonly SemaphoreSlim? turn;

        internal Turn(SemaphoreSlim? turn) => this.turn = turn;

        public void Dispose() => turn?.Release();
    }
}
