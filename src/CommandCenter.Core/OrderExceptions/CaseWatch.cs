using CommandCenter.Live;
using Microsoft.Extensions.Logging;

namespace CommandCenter.OrderExceptions;

/// <summary>Tells pages and hub that cases have changed, and how many there are.</summary>
public sealed class CaseWatch(TimeProvider time, ILogger<CaseWatch> log) : ChangeWatch(time, log)
{
    private volatile ExceptionStanding? current;

    /// <summary>Null until the store has been read.</summary>
    public ExceptionStanding? Current => current;

    /// <summary>Cases have changed, here or on another node.</summary>
    internal void Tell() => Wake(Guid.Empty);

    internal void Show(ExceptionStanding standing) => current = standing;
}
