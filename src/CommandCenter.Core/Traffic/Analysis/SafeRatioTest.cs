namespace CommandCenter.Traffic.Analysis;

/// <summary>
/// Evidence, valid at any time, that a share of failures lies above a limit. For each of several alternatives θ the likelihood ratio θ : limit is a test martingale at the limit and a
/// supermartingale below it, and so is their mean (Ramdas, Grünwald, Vovk, Shafer: Game-theoretic statistics and safe anytime-valid inference, 2023, section 3). Whoever looks at it after
/// each order and stops when he likes sees it above 1/α with a probability of at most α, as long as the share is within the limit (Ville's inequality).
/// </summary>
/// <remarks>The evidence depends on the counts alone, so it can be reckoned anew from them after a restart.</remarks>
public sealed class SafeRatioTest
{
    private readonly double limit;
    private readonly double[] alternatives;

    /// <param name="limit">Largest share of failures that is allowed, above 0 and below 1. A limit of zero needs no test: one failure is beyond it.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="limit"/> is no share between 0 and 1.</exception>
    public SafeRatioTest(double limit)
    {
        if (limit is not (> 0 and < 1)) throw new ArgumentOutOfRangeException(nameof(limit), limit, "A share above 0 and below 1 is allowed.");
        this.limit = limit;
        alternatives = Alternatives.Above(limit);
    }

    /// <summary>Natural logarithm of the evidence against "within the limit".</summary>
    /// <param name="failures">0 to <paramref name="orders"/>.</param>
    public double LogEvidence(long failures, long orders)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(failures);
        ArgumentOutOfRangeException.ThrowIfLessThan(orders, failures);
        Span<double> logs = stackalloc double[alternatives.Length];
        for (var i = 0; i < logs.Length; i++)
        {
            logs[i] = (failures * Math.Log(alternatives[i] / limit)) + ((orders - failures) * Math.Log((1 - alternatives[i]) / (1 - limit)));
        }

        return Alternatives.LogMean(logs);
    }
}
