using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using CommandCenter.Reconciliation.Engine;

namespace CommandCenter.Benchmarks.Reconciling;

/// <summary>
/// Orders of both sides, the same for product and peer: nine stages and six figures; 0.1 % are missing on either side, 0.3 % have another value in one column. The right side is in another order.
/// </summary>
internal sealed class OrderPair
{
    public static readonly string[] Columns =
        ["created", "authorised", "allocated", "released", "picked", "packed", "shipped", "invoiced", "delivered", "goods", "tax", "shipping", "discount", "total", "captured"];

    private const int Stages = 9;

    public OrderPair(int orders)
    {
        var random = new Random(42);
        var rights = new List<(int Order, long[] Values)>(orders);
        for (var i = 0; i < orders; i++)
        {
            var values = Values(i, random);
            var luck = random.NextDouble();
            if (luck >= 0.001)
            {
                Left.Add(Key(i), values);
            }

            if (luck > 0.999)
            {
                continue;
            }

            if (luck > 0.996)
            {
                values[random.Next(values.Length)] += 1 + random.Next(60_000);
            }

            rights.Add((i, values));
        }

        random.Shuffle(CollectionsMarshal.AsSpan(rights));
        foreach (var (order, values) in rights)
        {
            Right.Add(Key(order), values);
        }
    }

    public RowSet Left { get; } = new(Columns.Length);

    public RowSet Right { get; } = new(Columns.Length);

    public static byte[] Key(int order) => Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"ORD-{order:D10}"));

    /// <summary>What was found, as one text: equal for equal sets of orders, in whatever order they were found.</summary>
    /// <param name="found">Each order with L (only left), R (only right) or D (differs) before its key.</param>
    public static string Digest(IEnumerable<string> found)
    {
        var lines = found.Order(StringComparer.Ordinal).ToList();
        var counts = string.Join(' ', "LRD".Select(kind => string.Create(CultureInfo.InvariantCulture, $"{lines.Count(l => l[0] == kind)} {kind}")));
        return $"{counts} {Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Join('\n', lines))))[..16]}";
    }

    /// <summary>The digest of what the join found.</summary>
    public string Digest(RowDifferences found) => Digest(
    [
        .. found.OnlyLeft.Select(r => "L" + Encoding.ASCII.GetString(Left.Key(r))), .. found.OnlyRight.Select(r => "R" + Encoding.ASCII.GetString(Right.Key(r))),
        .. found.Differing.Select(d => "D" + Encoding.ASCII.GetString(Left.Key(d.Left))),
    ]);

    /// <summary>Writes both sides as CSV and answers the two paths.</summary>
    /// <param name="turned">The right file has its columns in another order.</param>
    public (string Left, string Right) Write(string folder, bool turned = false)
    {
        var (left, right) = (Path.Combine(folder, "left.csv"), Path.Combine(folder, turned ? "right-turned.csv" : "right.csv"));
        if (!File.Exists(left))
        {
            Write(Left, left, turned: false);
        }

        Write(Right, right, turned);
        return (left, right);
    }

    private static void Write(RowSet rows, string path, bool turned)
    {
        using var writer = new StreamWriter(path, append: false, new UTF8Encoding(false), 1 << 20);
        int[] order = [.. turned ? Enumerable.Range(0, Columns.Length).Reverse() : Enumerable.Range(0, Columns.Length)];
        writer.WriteLine("order_key," + string.Join(',', order.Select(c => Columns[c])));
        var line = new StringBuilder();
        for (var row = 0; row < rows.Count; row++)
        {
            line.Clear().Append(Encoding.ASCII.GetString(rows.Key(row)));
            var values = rows.Values(row);
            foreach (var column in order)
            {
                line.Append(',').Append(CultureInfo.InvariantCulture, $"{values[column]}");
            }

            writer.Write(line.Append('\n'));
        }
    }

    private static long[] Values(int order, Random random)
    {
        var values = new long[Columns.Length];
        var (at, reached) = (1_764_300_000_000L + (order * 37L), 1 + random.Next(Stages));
        for (var stage = 0; stage < reached; stage++)
        {
            values[stage] = at;
            at += 1000 + random.Next(7_200_000);
        }

        for (var figure = Stages; figure < values.Length; figure++)
        {
            values[figure] = random.Next(50_000);
        }

        return values;
    }
}
