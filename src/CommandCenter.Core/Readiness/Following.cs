namespace CommandCenter.Readiness;

/// <summary>Two things that a watch listens to, let go of together.</summary>
internal sealed class Following(IDisposable inner, Action end) : IDisposable
{
    public void Dispose()
    {
        end();
        inner.Dispose();
    }
}
