namespace CommandCenter.Plan.Reading;

/// <summary>"Did you mean": the known word nearest to one that is not known.</summary>
internal static class Suggestion
{
    /// <summary>The nearest of <paramref name="known"/> within a third of its length (at least one) in edits; null when none is near.</summary>
    public static string? For(string word, IEnumerable<string> known)
    {
        if (word.Length is 0 or > 64)
        {
            return null;
        }

        return known
            .Select(k => (Word: k, Edits: Edits(word.ToLowerInvariant(), k.ToLowerInvariant())))
            .Where(c => c.Edits <= Math.Max(1, c.Word.Length / 3))
            .OrderBy(c => c.Edits).ThenBy(c => c.Word, StringComparer.Ordinal)
            .Select(c => c.Word)
            .FirstOrDefault();
    }

    /// <summary><paramref name="allowed"/> with the suggestion in front, where there is one.</summary>
    public static string Allow(string word, IReadOnlyCollection<string> known, string allowed) =>
        For(word, known) is { } near ? $"did you mean \"{near}\"? {allowed}" : allowed;

    /// <summary>Insertions, deletions, changes and swaps of neighbours that lead from one word to the other.</summary>
    private static int Edits(string a, string b)
    {
        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    rows[i, j] = i + j;
                    continue;
                }

                var same = a[i - 1] == b[j - 1] ? 0 : 1;
                var least = Math.Min(Math.Min(rows[i - 1, j] + 1, rows[i, j - 1] + 1), rows[i - 1, j - 1] + same);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    least = Math.Min(least, rows[i - 2, j - 2] + 1);
                }

                rows[i, j] = least;
            }
        }

        return rows[a.Length, b.Length];
    }
}
