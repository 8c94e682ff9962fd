using CommandCenter.Live;
using Microsoft.Extensions.Logging;

namespace CommandCenter.Rollback;

/// <summary>Tells pages and hub that a rollback has changed.</summary>
public sealed class RollbackWatch : ChangeWatch, IDisposable
{
    private readonly RollbackStore store;

    internal RollbackWatch(RollbackStore store, TimeProvider time, ILogger<RollbackWatch> log) : base(time, log)
    {
        this.store = store;
        store.Changed += Wake;
    }

    public void Dispose() => store.Changed -= Wake;
}
