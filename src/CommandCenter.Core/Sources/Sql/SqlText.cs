using System.Collections.Frozen;
using System.Text;
using CommandCenter.Plan;

namespace CommandCenter.Sources.Sql;

/// <summary>
/// The plan's query, looked at without running it: one statement that reads, with the placeholders that are known. That is for a clear error in time; what
/// holds when it runs are the read-only connection and, on the server, the rights of the user.
/// </summary>
internal sealed class SqlText
{
    /// <summary>Placeholders of a poll.</summary>
    public static readonly IReadOnlyList<string> OfPolls = ["cursor", "cursorId", "limit"];

    /// <summary>Placeholders of a look-up.</summary>
    public static readonly IReadOnlyList<string> OfLookUps = ["key"];

    private static readonly FrozenSet<string> Readers = FrozenSet.Create(StringComparer.OrdinalIgnoreCase, "select", "with", "values");
    private static readonly FrozenSet<string> Writers = FrozenSet.Create(StringComparer.OrdinalIgnoreCase, "insert", "update", "delete", "merge");

    private readonly string text;
    private readonly List<(int At, string Name)> places;

    private SqlText(string text, List<(int At, string Name)> places)
    {
        this.text = text;
        this.places = places;
        Placeholders = places.Select(p => p.Name).ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>Names without <c>@</c>.</summary>
    public FrozenSet<string> Placeholders { get; }

    /// <summary>The statement with every placeholder written as <paramref name="write"/> says.</summary>
    public string Write(Func<string, string> write)
    {
        var written = new StringBuilder(text.Length + 16);
        var from = 0;
        foreach (var (at, name) in places)
        {
            written.Append(text, from, at - from).Append(write(name));
            from = at + 1 + name.Length;
        }

        return written.Append(text, from, text.Length - from).ToString();
    }

    /// <summary>Reads <paramref name="query"/>; null with <paramref name="error"/>, what would be allowed, when it cannot be used.</summary>
    /// <param name="known">The placeholders that it may have; null = those of a poll.</param>
    public static SqlText? Parse(string query, SqlProvider provider, out string error, IReadOnlyList<string>? known = null)
    {
        known ??= OfPolls;
        var scan = new Scan(query, provider);
        var found = new List<(int At, string Name)>();
        var depth = 0;
        var first = true;
        var afterOpening = false;
        var end = query.Length;
        error = "";
        while (scan.Next())
        {
            var token = scan.Token;
            if (end < query.Length)
            {
                error = "one statement, without anything behind its semicolon";
                return null;
            }

            if (first && !Readers.Contains(token.ToString()))
            {
                error = "a statement that reads: SELECT, WITH or VALUES";
                return null;
            }

            if (afterOpening && Writers.Contains(token.ToString()))
            {
                error = $"a statement that only reads, without {token.ToString().ToUpperInvariant()}";
                return null;
            }

            (first, afterOpening) = (false, token is "(");
            depth += token is "(" ? 1 : token is ")" ? -1 : 0;
            if (token is ";")
            {
                end = scan.Start;
            }
            else if (token.Length > 1 && token[0] == '@')
            {
                found.Add((scan.Start, token[1..].ToString()));
            }

            if (depth < 0)
            {
                break;
            }
        }

        if (scan.Unclosed is { } open)
        {
            error = $"a statement in which every {open} is closed";
        }
        else if (depth != 0)
        {
            error = "a statement in which every parenthesis has its other half";
        }
        else if (first)
        {
            error = "a statement that reads: SELECT, WITH or VALUES";
        }
        else if (found.Select(p => p.Name).FirstOrDefault(n => !known.Contains(n, StringComparer.Ordinal)) is { } unknown)
        {
            error = $"no placeholder but {string.Join(", ", known.Select(n => "@" + n))}, without @{unknown}";
        }

        return error.Length == 0 ? new SqlText(query[..end], found) : null;
    }

    /// <summary>Words, placeholders and signs of a statement, without comments and quoted texts.</summary>
    private ref struct Scan(string text, SqlProvider provider)
    {
        private int at;

        public int Start { get; private set; }
        public readonly ReadOnlySpan<char> Token => text.AsSpan(Start, at - Start);

        /// <summary>What was opened and not closed.</summary>
        public string? Unclosed { get; private set; }

        public bool Next()
        {
            while (at < text.Length)
            {
                Start = at;
                var c = text[at];
                if (char.IsWhiteSpace(c))
                {
                    at++;
                }
                else if (At("--"))
                {
                    var line = text.IndexOf('\n', at);
                    at = line < 0 ? text.Length : line;
                }
                else if (At("/*"))
                {
                    SkipComment();
                }
                else if (c is '\'' or '"' || (provider == SqlProvider.Sqlite && c is '`' or '['))
                {
                    Quoted(c == '[' ? ']' : c, escapes: false);
                    return Unclosed is null;
                }
                else if (provider == SqlProvider.Postgres && c == '$' && Dollar() is { } tag)
                {
                    var close = text.IndexOf(tag, at + tag.Length, StringComparison.Ordinal);
                    (at, Unclosed) = close < 0 ? (text.Length, tag) : (close + tag.Length, Unclosed);
                    return Unclosed is null;
                }
                else
                {
                    Word(c);
                    if (provider == SqlProvider.Postgres && Token is "e" or "E" && at < text.Length && text[at] == '\'')
                    {
                        Quoted('\'', escapes: true);
                        return Unclosed is null;
                    }

                    return true;
                }
            }

            return false;
        }

        private readonly bool At(string sign) => text.AsSpan(at).StartsWith(sign, StringComparison.Ordinal);

        private void Word(char first)
        {
            at++;
            if (first == '@' || char.IsLetter(first) || first == '_')
            {
                while (at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] is '_' or '$'))
                {
                    at++;
                }
            }
        }

        private void Quoted(char close, bool escapes)
        {
            at++;
            while (at < text.Length)
            {
                if (escapes && text[at] == '\\')
                {
                    at += 2;
                    continue;
                }

                if (text[at++] == close)
                {
                    if (at < text.Length && text[at] == close && close != ']')
                    {
                        at++;
                        continue;
                    }

                    return;
                }
            }

            at = text.Length;
            Unclosed = close.ToString();
        }

        private void SkipComment()
        {
            // PostgreSQL's comments stand in one another, SQLite's end with the first */
            var depth = 0;
            do
            {
                if (At("/*"))
                {
                    depth = provider == SqlProvider.Postgres ? depth + 1 : 1;
                    at += 2;
                }
                else if (At("*/"))
                {
                    depth--;
                    at += 2;
                }
                else
                {
                    at++;
                }
            }
            while (depth > 0 && at < text.Length);
            Unclosed = depth > 0 ? "/*" : Unclosed;
        }

        private readonly string? Dollar()
        {
            var end = at + 1;
            while (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] == '_'))
            {
                end++;
            }

            return end < text.Length && text[end] == '$' && !(end > at + 1 && char.IsDigit(text[at + 1])) ? text[at..(end + 1)] : null;
        }
    }
}
