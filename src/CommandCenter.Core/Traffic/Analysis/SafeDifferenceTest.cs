namespace CommandCenter.Traffic.Analysis;

/// <summary>
/// Evidence, valid at any time, that one stream of orders fails more often than another by more than a margin: a safe test for 2×2 tables. Orders are taken in the order of their
/// acceptance and cut into blocks that hold at least one of each stream; where they are cut depends on who owns them, never on what became of them. Of each block the likelihood under an
/// alternative is divided by the likelihood under the point of the hypothesis "worse by at most the margin" that is nearest to it, in relative entropy over the block (Turner, Ly,
/// Grünwald: Generic E-variables for exact sequential k-sample tests that allow for optional stopping, 2021; with a margin: Turner, Grünwald: Exact anytime-valid confidence intervals
/// for contingency tables and beyond, 2023, theorem 1). Each such ratio is expected to be at most 1 while the hypothesis holds, so their product is above 1/α with a probability of at
/// most α, whoever looks how often. The alternatives are the share that the reference has shown in earlier blocks, and that share made worse by the margin and each of several harms.
/// </summary>
/// <remarks>Given the same orders in the same sequence it comes to the same, also after a restart. Not safe for several threads.</remarks>
public sealed class SafeDifferenceTest
{
    /// <summary>What is believed of the reference before its first order: as if half an order of a hundred had failed.</summary>
    private const double PriorFailures = 0.5;
    private const double PriorOrders = 100;
    private const double Most = 0.9999;

    private readonly double margin;
    private readonly double[] logs = new double[Alternatives.Harms.Count];
    private long referenceFailures;
    private long referenceOrders;
    private Tally reference;
    private Tally watched;

    /// <param name="margin">By how much the watched stream's share of failures may be above the reference's: 0 or more and below 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="margin"/> is not in that range.</exception>
    public SafeDifferenceTest(double margin)
    {
        if (margin is not (>= 0 and < 1)) throw new ArgumentOutOfRangeException(nameof(margin), margin, "A share of 0 or more and below 1 is allowed.");
        this.margin = margin;
    }

    /// <summary>Natural logarithm of the evidence against "worse by at most the margin", of all blocks that are complete.</summary>
    public double LogEvidence => Alternatives.LogMean(logs);

    /// <summary>Takes the next order, in the order of acceptance.</summary>
    /// <param name="isWatched">It belongs to the watched stream; else to the reference.</param>
    public void Add(bool isWatched, bool failed)
    {
        // a block is complete as soon as both have an order in it and the next one would begin another
        if (reference.Orders > 0 && watched.Orders > 0)
        {
            Close();
        }

        if (isWatched)
        {
            watched = watched.With(failed);
        }
        else
        {
            reference = reference.With(failed);
        }
    }

    private void Close()
    {
        var before = Math.Min((PriorFailures + referenceFailures) / (PriorOrders + referenceOrders), Most - margin);
        for (var i = 0; i < logs.Length; i++)
        {
            var worse = Math.Min(before + margin + Alternatives.Harms[i], Most);
            if (worse - before > margin)
            {
                var nearest = Nearest(before, worse);
                logs[i] += reference.LogRatio(before, nearest) + watched.LogRatio(worse, nearest + margin);
            }
        }

        referenceFailures += reference.Failures;
        referenceOrders += reference.Orders;
        (reference, watched) = (default, default);
    }

    /// <summary>The reference's share at the point of the boundary, where the watched share is the margin above it, that is nearest in relative entropy over this block.</summary>
    private double Nearest(double before, double worse)
    {
        if (margin == 0)
        {
            return ((reference.Orders * before) + (watched.Orders * worse)) / (reference.Orders + watched.Orders);
        }

        // the derivative grows from the one end to the other, so halving finds its zero
        var (low, high) = (before, worse - margin);
        for (var i = 0; i < 30; i++)
        {
            var x = (low + high) / 2;
            var slope = (reference.Orders * (x - before) / (x * (1 - x))) + (watched.Orders * (x + margin - worse) / ((x + margin) * (1 - x - margin)));
            if (slope > 0)
            {
                high = x;
            }
            else
            {
                low = x;
            }
        }

        return (low + high) / 2;
    }

    private readonly record struct Tally(long Orders, long Failures)
    {
        public Tally With(bool failed) => new(Orders + 1, Failures + (failed ? 1 : 0));

        public double LogRatio(double alternative, double hypothesis) =>
            (Failures * Math.Log(alternative / hypothesis)) + ((Orders - Failures) * Math.Log((1 - alternative) / (1 - hypothesis)));
    }
}
