using System.Text;
using CommandCenter.Reconciliation.Files;

namespace CommandCenter.Reconciliation;

/// <summary>Keeps the first differences for the console, and counts all by rule.</summary>
/// <param name="most">Differences that are kept.</param>
internal sealed class ShownDifferences(int most) : IDifferenceSink
{
    private readonly List<string> lines = [];
    private ColumnPairing? columns;

    public IReadOnlyList<string> Lines => lines;

    public void Begin(ColumnPairing columns) => this.columns = columns;

    public void Add(in FileDifference difference)
    {
        if (lines.Count >= most)
        {
            return;
        }

        var key = CompositeKey.Text(difference.Key, columns!.Keys.Count);
        var field = difference.Column < 0 ? "" : columns.Compared[difference.Column].Name;
        var (left, right) = (Value(difference.Left), Value(difference.Right));
        lines.Add(difference.Rule switch
        {
            DifferenceRule.MissingLeft => $"{key}: not in the left file",
            DifferenceRule.MissingRight => $"{key}: not in the right file",
            DifferenceRule.DuplicateLeft => $"{key}: {left} times in the left file",
            DifferenceRule.DuplicateRight => $"{key}: {right} times in the right file",
            DifferenceRule.EmptyLeft => $"{key}: {field} empty, right {right}",
            DifferenceRule.EmptyRight => $"{key}: {field} left {left}, right empty",
            _ => $"{key}: {field} left {left}, right {right}",
        });
    }

    private static string Value(ReadOnlySpan<byte> text)
    {
        const int Longest = 60;
        var value = Encoding.UTF8.GetString(text[..Math.Min(text.Length, Longest * 4)]);
        return value.Length <= Longest ? value : value[..Longest] + "…";
    }
}
