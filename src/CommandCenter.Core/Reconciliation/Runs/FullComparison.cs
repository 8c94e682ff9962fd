using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
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

    /// <param name="progress">Told after each range how many orders are done, and of how many.</param>
    public async Task<(ParityBook Book, IReadOnlyList<ControlTotal> Totals)> RunAsync(Action<long, long> progress, CancellationToken cancel)
    {
        var expected = await reader.CountAsync(scope, cancel);
        progress(0, expected);
        // what comes behind the last number from here on has changed since this began, and is compared for that
        if (await reader.NumbersAsync(cancel) is not { } numbers)
        {
            return (new ParityBook(), []);
        }

        var book = new ParityBook((int)Math.Min(expected, int.MaxValue / 2));
        var idle = new ConcurrentBag<Worker>();
        await Parallel.ForEachAsync(Ranges(numbers.First, numbers.Last), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel }, async (range, stop) =>
        {
            var worker = idle.TryTake(out var free) ? free : new Worker(rules, quick);
            await reader.ReadAsync(range.First, range.Last, scope, rules, worker.Rows, stop);
            worker.Compare(readTo);
            lock (gate)
            {
                worker.WriteTo(book);
                progress(book.Orders, Math.Max(expected, book.Orders));
            }

            idle.Add(worker);
        });
        var totals = new ControlTotals(rules.Plan);
        foreach (var worker in idle)
        {
            totals.Add(worker.Totals);
        }

        return (book, totals.Close());
    }

    private static IEnumerable<(long First, long Last)> Ranges(long first, long last)
    {
        for (; first <= last; first += Range)
        {
            yield return (first, Math.Min(last, first + Range - 1));
        }
    }

    /// <summary>What compares one range, and then another.</summary>
    private sealed class Worker(ParityRules rules, QuickRules quick)
    {
        private readonly QuickLook look = new(quick);
        private readonly OrderInspector inspector = new(rules);
        private readonly List<(long Number, string? Lane, CellMasks Cells)> plain = [];
        private readonly List<(long Number, OrderComparison Order, IReadOnlyList<Mismatch> Mismatches)> inspected = [];

        public PairRows Rows { get; } = new();

        public ControlTotals Totals { get; } = new(rules.Plan);

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Compare(Horizon readTo)
        {
            plain.Clear();
            inspected.Clear();
            foreach (ref readonly var stored in CollectionsMarshal.AsSpan(Rows.Pairs))
            {
                if (look.TryLook(stored, out var order))
                {
                    Totals.Add(order.Figures, order.Cells, []);
                    plain.Add((stored.Number, order.Lane, order.Cells));
                    continue;
                }

                var pair = stored.Decode(rules);
                var (comparison, mismatches) = inspector.Inspect(pair, readTo);
                Totals.Add(OrderFigures.Of(pair), comparison.Masks, comparison.Differences);
                inspected.Add((stored.Number, comparison, mismatches));
            }
        }

        public void WriteTo(ParityBook book)
        {
            foreach (ref readonly var order in CollectionsMarshal.AsSpan(plain))
            {
                book.Set(order.Number, order.Lane, order.Cells);
            }

            foreach (var (number, order, mismatches) in inspected)
            {
                book.Set(number, order, mismatches);
            }
        }
    }
}
