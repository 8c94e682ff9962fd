using CommandCenter.Reconciliation.Classes;
using CommandCenter.Reconciliation.Comparing;
using CommandCenter.Reconciliation.Parity;
using CommandCenter.Reconciliation.Quick;

namespace CommandCenter.Reconciliation.Runs;

/// <summary>
/// Compares every order of a scope, a few thousand at a time: two ranges of numbers at once, each looked at quickly first and inspected in full only where that gives it up. Which range is done
/// first makes no difference to what is found.
/// </summary>
internal sealed class FullComparison(ParityReader reader, ParityRules rules, Horizon readTo, ParityScope? scope)
{
    private const int Range = 4000;

    /// <summary>More than one reads while another compares; more than two would be taken from what the product does besides.</summary>
    private const int AtOnce = 2;

    private readonly Lock gate = new();
    private readonly QuickRules quick = new(rules);
    private readonly ControlTotals totals = new(rules.Plan);

    /// <param name="progress">Told after each range how many orders are done, and of how many.</param>
    public async Task<(ParityBook Book, IReadOnlyList<ControlTotal> Totals)> RunAsync(Action<long, long> progress, CancellationToken cancel)
    {
        var expected = await reader.CountAsync(scope, cancel);
        progress(0, expected);
        // what comes behind the last number from here on has changed since this began, and is compared for that
        if (await reader.NumbersAsync(cancel) is not { } numbers)
        {
            return (new ParityBook(), totals.Close());
        }

        var book = new ParityBook((int)Math.Min(expected, int.MaxValue / 2));
        await Parallel.ForEachAsync(Ranges(numbers.First, numbers.Last), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel }, async (range, stop) =>
        {
            var sums = new ControlTotals(rules.Plan);
            var found = Compare(await reader.ReadAsync(range.First, range.Last, scope, rules, stop), sums);
            lock (gate)
            {
                foreach (var (number, comparison, mismatches) in found)
                {
                    book.Set(number, comparison, mismatches);
                }

                totals.Add(sums);
                progress(book.Orders, Math.Max(expected, book.Orders));
            }
        });
        return (book, totals.Close());
    }

    private static IEnumerable<(long First, long Last)> Ranges(long first, long last)
    {
        for (; first <= last; first += Range)
        {
            yield return (first, Math.Min(last, first + Range - 1));
        }
    }

    private List<(long Number, OrderComparison Comparison, IReadOnlyList<Mismatch> Mismatches)> Compare(IReadOnlyList<StoredPair> pairs, ControlTotals sums)
    {
        var (look, inspector) = (new QuickLook(quick), new OrderInspector(rules));
        var found = new List<(long, OrderComparison, IReadOnlyList<Mismatch>)>(pairs.Count);
        foreach (var stored in pairs)
        {
            if (look.Look(stored) is var (plain, figures))
            {
                sums.Add(figures, plain);
                found.Add((stored.Number, plain, []));
                continue;
            }

            var pair = stored.Decode(rules);
            var (comparison, mismatches) = inspector.Inspect(pair, readTo);
            sums.Add(OrderFigures.Of(pair), comparison);
            found.Add((stored.Number, comparison, mismatches));
        }

        return found;
    }
}
