using System.Buffers;

namespace CommandCenter.Reconciliation.Files;

/// <summary>Differences of a stretch of rows, kept as bytes until it is their turn.</summary>
internal sealed class DifferenceBatch
{
    private readonly ArrayBufferWriter<byte> text = new();
    private readonly List<Entry> entries = [];

    public int Count => entries.Count;

    /// <param name="place">The row in its file.</param>
    public void Add(long place, in FileDifference difference)
    {
        var at = text.WrittenCount;
        text.Write(difference.Key);
        text.Write(difference.Left);
        text.Write(difference.Right);
        entries.Add(new Entry(
            place, (short)difference.Column, difference.Rule, at, difference.Key.Length, difference.HasLeft ? difference.Left.Length : -1, difference.HasRight ? difference.Right.Length : -1));
    }

    /// <summary>By row, then by column; what is of the whole row comes first.</summary>
    public void Sort() => entries.Sort();

    public (long Place, int Column, DifferenceRule Rule) Order(int i) => (entries[i].Place, entries[i].Column, entries[i].Rule);

    public FileDifference this[int i]
    {
        get
        {
            var entry = entries[i];
            var from = text.WrittenSpan[entry.At..];
            var left = Math.Max(0, entry.Left);
            return new FileDifference(
                entry.Rule, entry.Column, from[..entry.Key], from.Slice(entry.Key, left), entry.Left >= 0, from.Slice(entry.Key + left, Math.Max(0, entry.Right)), entry.Right >= 0);
        }
    }

    public void Clear()
    {
        text.ResetWrittenCount();
        entries.Clear();
    }

    private readonly record struct Entry(long Place, short Column, DifferenceRule Rule, int At, int Key, int Left, int Right) : IComparable<Entry>
    {
        public int CompareTo(Entry other) =>
            Place != other.Place ? Place.CompareTo(other.Place) : Column != other.Column ? Column.CompareTo(other.Column) : Rule.CompareTo(other.Rule);
    }
}
