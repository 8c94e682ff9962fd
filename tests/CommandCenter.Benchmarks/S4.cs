using System.Diagnostics;
using System.Text;
using CommandCenter.Benchmarks.Reconciling;
using CommandCenter.Benchmarks.Runner;
using CommandCenter.Reconciliation.Engine;

namespace CommandCenter.Benchmarks;

/// <summary>Incremental reconciliation: what 1,000 changed orders cost among a million. Peer: DuckDB's full join.</summary>
public sealed class S4 : IBenchmark
{
    private const int Changed = 1000;

    public string Name => "S4";
    public string What => "incremental reconciliation: 1,000 changed orders among 1M";
    public string Goal => "≤ 1/100 of DuckDB's full join; ≥ 1 M events/s";

    public async Task<BenchmarkOutcome> RunAsync(BenchmarkContext context, CancellationToken cancel)
    {
        if (await DuckDb.InstallAsync() is not { } duck)
        {
            return BenchmarkOutcome.NotHere(DuckDb.Missing);
        }

        var orders = context.Number("orders", 1_000_000);
        var pair = new OrderPair(orders);
        var (left, right) = pair.Write(context.Scratch);
        await using var peer = await DuckDb.LoadAsync(duck, left, right, cancel);
        var expected = (await peer.JoinAsync(cancel)).Digest;
        var (book, rate) = ApplyAll(pair);
        Check(book, expected);
        var (ours, theirs) = await Turns.RunAsync(
            context.Number("rounds", context.Full ? 21 : 9), round => Task.FromResult(Change(pair, book, round)), async _ => (await peer.JoinAsync(cancel)).Milliseconds, cancel);
        // every round took back what it changed
        Check(book, expected);
        return new(
            [
                Measurement.RatioTo(FormattableString.Invariant($"{Changed:n0} changed rows among {orders:n0} orders"), "ms", ours.Median(), theirs.Median(), 0.01, atLeast: false),
                Measurement.AtLeast("events applied", "M/s", rate / 1e6, null, 1),
            ],
            [
                $"After all events, and after all changes were taken back, the orders that diverge are those that DuckDB finds: {expected}.",
                FormattableString.Invariant($"An event is one value of one order on one side, found by its key; {(pair.Left.Count + (long)pair.Right.Count) * OrderPair.Columns.Length:n0} of them, those of a side's order in random order. One thread."),
                "A changed order is its whole row on one side, found by its key; half of the changes make it differ.",
            ],
            []);
    }

    private static (ParityBook Book, double PerSecond) ApplyAll(OrderPair pair)
    {
        var book = new ParityBook(OrderPair.Columns.Length, expected: pair.Left.Count);
        var (width, lefts) = (OrderPair.Columns.Length, pair.Left.Count);
        var rows = Enumerable.Range(0, lefts + pair.Right.Count).ToArray();
        new Random(7).Shuffle(rows);
        var began = Stopwatch.GetTimestamp();
        for (var column = 0; column < width; column++)
        {
            // every order has been touched in between when its next event comes
            foreach (var row in rows)
            {
                if (row < lefts)
                {
                    book.Set(pair.Left.Key(row), BookSide.Left, column, pair.Left.Values(row)[column]);
                }
                else
                {
                    book.Set(pair.Right.Key(row - lefts), BookSide.Right, column, pair.Right.Values(row - lefts)[column]);
                }
            }
        }

        return (book, rows.Length * (double)width / Stopwatch.GetElapsedTime(began).TotalSeconds);
    }

    private static double Change(OrderPair pair, ParityBook book, int round)
    {
        var random = new Random(round);
        var rows = Enumerable.Range(0, Changed).Select(_ => random.Next(pair.Left.Count)).Distinct().ToArray();
        var changed = rows.Select((row, i) => ((long[])[.. pair.Left.Values(row)[..^1], pair.Left.Values(row)[^1] + (i % 2)])).ToArray();
        var before = book.DivergedCount;
        var began = Stopwatch.GetTimestamp();
        for (var i = 0; i < rows.Length; i++)
        {
            book.Set(pair.Left.Key(rows[i]), BookSide.Left, changed[i]);
        }

        var spent = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        if (book.DivergedCount - before is < Changed * 4 / 10 or > Changed * 6 / 10)
        {
            throw new InvalidOperationException($"{book.DivergedCount - before} more orders diverge after {Changed} changes.");
        }

        foreach (var row in rows)
        {
            book.Set(pair.Left.Key(row), BookSide.Left, pair.Left.Values(row));
        }

        return spent;
    }

    private static void Check(ParityBook book, string expected)
    {
        var found = new List<string>(book.DivergedCount);
        foreach (var order in book.Diverged)
        {
            found.Add((!book.Has(order, BookSide.Right) ? "L" : !book.Has(order, BookSide.Left) ? "R" : "D") + Encoding.ASCII.GetString(book.Key(order)));
        }

        if (OrderPair.Digest(found) is var digest && digest != expected)
        {
            throw new InvalidOperationException($"DuckDB found {expected}, the book has {digest}.");
        }
    }
}
