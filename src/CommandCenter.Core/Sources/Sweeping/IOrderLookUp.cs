using CommandCenter.Shared;

namespace CommandCenter.Sources.Sweeping;

/// <summary>A reader that can also be asked for single orders, whatever its cursor says: for the sweep of open orders and for hints.</summary>
public interface IOrderLookUp
{
    /// <summary>False where the plan does not say how orders are looked up; then nothing else may be called.</summary>
    bool CanLookUp { get; }

    /// <summary>Orders that may be asked for at once, at least 1.</summary>
    int MostKeys { get; }

    /// <summary>True: asked by the side's own id of an order; false: by the order key.</summary>
    bool BySideId { get; }

    /// <summary>The records of these orders as polling would bring them. What the source does not know is missing from the page; that is no error.</summary>
    /// <returns>A page without position, or Unavailable with what went wrong, without secrets.</returns>
    Task<Result<SourcePage>> LookUpAsync(IReadOnlyList<string> keys, CancellationToken cancel);
}
