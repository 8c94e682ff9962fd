using CommandCenter.Live;
using Microsoft.Extensions.Logging;

namespace CommandCenter.Reconciliation.Parity;

/// <summary>Where the newest picture of parity stands; readers take it whole, and are told when there is a newer one.</summary>
public sealed class ParityBoard(TimeProvider time, ILogger<ParityBoard> log) : ChangeWatch(time, log)
{
    private ParitySnapshot current = ParitySnapshot.Empty;

    public ParitySnapshot Current => Volatile.Read(ref current);

    internal void Show(ParitySnapshot picture)
    {
        Volatile.Write(ref current, picture);
        Wake(Guid.Empty);
    }
}
