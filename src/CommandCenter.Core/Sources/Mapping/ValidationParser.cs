using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace CommandCenter.Sources.Mapping;

/// <summary>Reads a validation rule by recursive descent.</summary>
internal sealed class ValidationParser(string text)
{
    private const int LongestRule = 500;
    private const int DeepestNesting = 20;
    private static readonly TimeSpan matchTime = TimeSpan.FromMilliseconds(100);

    private readonly List<string> fields = [];
    private int at;
    private int depth;

    public IReadOnlyList<string> Fields => fields;

    /// <summary>Null and an error, or the rule.</summary>
    public ValidationNode? Parse(out string error)
    {
        error = "";
        try
        {
            if (text.Length > LongestRule)
            {
                throw Wrong($"a rule of at most {LongestRule} characters");
            }

            var root = Or();
            Skip();
            return at == text.Length ? root : throw Wrong("'and', 'or' or the end");
        }
        catch (FormatException problem)
        {
            error = problem.Message;
            return null;
        }
    }

    private ValidationNode Or()
    {
        var left = And();
        while (Word("or"))
        {
            left = new JunctionNode(and: false, left, And());
        }

        return left;
    }

    private ValidationNode And()
    {
        var left = Not();
        while (Word("and"))
        {
            left = new JunctionNode(and: true, left, Not());
        }

        return left;
    }

    private ValidationNode Not()
    {
        if (++depth > DeepestNesting)
        {
            throw Wrong($"at most {DeepestNesting} levels of nesting");
        }

        var node = Word("not") ? new NotNode(Not()) : Sign("(") ? Inside() : Comparison();
        depth--;
        return node;
    }

    private ValidationNode Inside()
    {
        var inner = Or();
        return Sign(")") ? inner : throw Wrong("')'");
    }

    private ValidationNode Comparison()
    {
        var left = ReadOperand(out var field);
        if (Word("in"))
        {
            return new InNode(left, List());
        }

        if (Word("matches"))
        {
            return new MatchesNode(left, Pattern());
        }

        foreach (var sign in (ReadOnlySpan<string>)["!=", "<=", ">=", "=", "<", ">"])
        {
            if (Sign(sign))
            {
                return new CompareNode(left, sign, ReadOperand(out _));
            }
        }

        return field is not null ? new FlagNode(field) : throw Wrong("a comparison (= != < <= > >=), 'in' or 'matches'");
    }

    private Operand ReadOperand(out string? field)
    {
        field = null;
        Skip();
        if (at < text.Length && text[at] is '"' or '\'')
        {
            return Operand.Literal(Comparand.OfText(Quoted()));
        }

        if (at < text.Length && (char.IsAsciiDigit(text[at]) || text[at] is '-' or '.'))
        {
            return Operand.Literal(Comparand.Number(Number()));
        }

        var name = Name();
        if (name is "count" or "sum" && Sign("("))
        {
            return Function(name);
        }

        fields.Add(name);
        field = name;
        return Operand.Field(name);
    }

    private Operand Function(string name)
    {
        var inside = Name();
        var parts = inside.Split('.', 2);
        if (!Orders.FactPath.Collections.ContainsKey(parts[0]) || (parts.Length == 1) != (name == "count"))
        {
            var names = string.Join(", ", Orders.FactPath.Collections.Keys);
            throw Wrong(name == "count" ? $"count() of one of {names}" : $"sum() of a field of one of {names}, such as sum(lines.quantity)");
        }

        if (!Sign(")"))
        {
            throw Wrong("')'");
        }

        fields.Add(inside);
        return name == "count" ? Operand.Count(parts[0]) : Operand.Sum(parts[0], parts[1]);
    }

    private List<Comparand> List()
    {
        var items = new List<Comparand>();
        if (!Sign("["))
        {
            throw Wrong("a list such as [USD, CAD]");
        }

        do
        {
            Skip();
            items.Add(at >= text.Length ? throw Wrong("a value")
                : text[at] is '"' or '\'' ? Comparand.OfText(Quoted())
                : char.IsAsciiDigit(text[at]) || text[at] == '-' ? Comparand.Number(Number())
                : Comparand.OfText(Name()));
        }
        while (Sign(","));
        return Sign("]") ? items : throw Wrong("',' or ']'");
    }

    private Regex Pattern()
    {
        Skip();
        if (at >= text.Length || text[at] is not ('"' or '\''))
        {
            throw Wrong("a quoted pattern");
        }

        var pattern = Quoted();
        try
        {
            return new Regex(pattern, RegexOptions.CultureInvariant, matchTime);
        }
        catch (ArgumentException problem)
        {
            throw Wrong("a regular expression (" + problem.Message + ")");
        }
    }

    private string Quoted()
    {
        var quote = text[at++];
        var value = new StringBuilder();
        while (at < text.Length && text[at] != quote)
        {
            // only the quote itself is escaped: patterns keep their backslashes
            if (text[at] == '\\' && at + 1 < text.Length && text[at + 1] == quote)
            {
                at++;
            }

            value.Append(text[at++]);
        }

        if (at >= text.Length)
        {
            throw Wrong($"a closing {quote}");
        }

        at++;
        return value.ToString();
    }

    private decimal Number()
    {
        var start = at;
        while (at < text.Length && (char.IsAsciiDigit(text[at]) || text[at] is '-' or '.'))
        {
            at++;
        }

        return decimal.TryParse(text.AsSpan(start, at - start), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Wrong("a number");
    }

    private string Name()
    {
        Skip();
        var start = at;
        while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] is '_' or '-' or '.'))
        {
            at++;
        }

        return at > start && (char.IsAsciiLetter(text[start]) || text[start] == '_') ? text[start..at] : throw Wrong("a field, a number or a quoted text");
    }

    private bool Word(string word)
    {
        Skip();
        var end = at + word.Length;
        if (end > text.Length || !text.AsSpan(at, word.Length).Equals(word, StringComparison.Ordinal)
            || (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is '_' or '-' or '.')))
        {
            return false;
        }

        at = end;
        return true;
    }

    private bool Sign(string sign)
    {
        Skip();
        if (!text.AsSpan(at).StartsWith(sign, StringComparison.Ordinal))
        {
            return false;
        }

        at += sign.Length;
        return true;
    }

    private void Skip()
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
        {
            at++;
        }
    }

    private FormatException Wrong(string expected) => new($"expected {expected} at character {Math.Min(at, text.Length) + 1}");
}
