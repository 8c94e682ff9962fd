using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CommandCenter.Plan;

namespace CommandCenter.Sources.Mapping;

/// <summary>One compiled transform of a text.</summary>
public sealed class TransformStep
{
    private const int LongestPad = 1000;

    private readonly Func<string, string?> apply;
    private readonly Func<IReadOnlyList<string>, string>? gather;

    private TransformStep(Transform transform, Func<string, string?> apply)
    {
        Name = transform.Arguments.Count == 0 ? transform.Name : $"{transform.Name}({string.Join(",", transform.Arguments)})";
        gather = transform.Name switch
        {
            "join" => texts => string.Join(transform.Arguments[0], texts),
            "min" => texts => texts.Min(StringComparer.Ordinal)!,
            "max" => texts => texts.Max(StringComparer.Ordinal)!,
            _ => null,
        };
        IsHash = transform.Name == "hash";
        this.apply = apply;
    }

    /// <summary>As the plan writes it.</summary>
    public string Name { get; }

    /// <summary>It makes one text of several, and so stands first.</summary>
    internal bool IsJoin => gather is not null;
    internal bool IsHash { get; }

    /// <summary>One text of several; only where <see cref="IsJoin"/>.</summary>
    internal string Gather(IReadOnlyList<string> texts) => gather!(texts);

    /// <summary>Null means that the value counts as absent.</summary>
    /// <exception cref="FormatException">The text is not what the transform works on; the message says what is.</exception>
    public string? Apply(string text) => apply(text);

    /// <summary>Compiles a transform; <paramref name="error"/> names the one that is unknown or its arguments that do not fit.</summary>
    public static bool TryCompile(Transform transform, MappingSalt salt, out TransformStep step, out string error)
    {
        ArgumentNullException.ThrowIfNull(transform);
        ArgumentNullException.ThrowIfNull(salt);
        var made = Find(transform.Name, transform.Arguments, salt, out error);
        step = made is null ? null! : new TransformStep(transform, made);
        return made is not null;
    }

    private static Func<string, string?>? Find(string name, IReadOnlyList<string> args, MappingSalt salt, out string error)
    {
        error = "";
        switch (name)
        {
            case "trim" when args.Count == 0: return t => t.Trim();
            case "upper" when args.Count == 0: return t => t.ToUpperInvariant();
            case "lower" when args.Count == 0: return t => t.ToLowerInvariant();
            case "digits" when args.Count == 0: return t => string.Concat(t.Where(char.IsAsciiDigit));
            case "negate" when args.Count == 0: return Negate;
            case "hash" when args.Count == 0: return salt.Hash;
            case "prefix" when args.Count == 1: return t => args[0] + t;
            case "suffix" when args.Count == 1: return t => t + args[0];
            case "join" when args.Count == 1: return t => t;
            case "min" or "max" when args.Count == 0: return t => t;
            case "replace" when args.Count == 2 && args[0].Length > 0: return t => t.Replace(args[0], args[1], StringComparison.Ordinal);
            case "map-empty" when args.Count > 0: return t => args.Contains(t, StringComparer.Ordinal) ? null : t;
            case "pad-left" when args.Count == 2 && Whole(args[0], 1, LongestPad, out var left) && args[1].Length == 1: return t => t.PadLeft(left, args[1][0]);
            case "pad-right" when args.Count == 2 && Whole(args[0], 1, LongestPad, out var right) && args[1].Length == 1: return t => t.PadRight(right, args[1][0]);
            case "substring" when args.Count == 2 && Whole(args[0], 0, 10_000, out var start) && Whole(args[1], 1, 10_000, out var length):
                return t => start >= t.Length ? null : t.Substring(start, Math.Min(length, t.Length - start));
            case "split" when args.Count == 2 && args[0].Length > 0 && Whole(args[1], -1000, 1000, out var index): return t => Split(t, args[0], index);
            case "multiply" when args.Count == 1 && decimal.TryParse(args[0], NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var factor):
                return t => Multiply(t, factor);
        }

        error = Usage(name);
        return null;
    }

    private static string Usage(string name) => name switch
    {
        "trim" or "upper" or "lower" or "digits" or "negate" or "hash" or "min" or "max" => $"{name} takes no arguments",
        "prefix" or "suffix" or "join" => $"{name}(TEXT) takes one text",
        "replace" => "replace(OLD,NEW) takes two texts, the first not empty",
        "map-empty" => "map-empty(VALUE,…) takes at least one value that counts as absent",
        "pad-left" or "pad-right" => $"{name}(WIDTH,CHARACTER) takes a width of 1 to {LongestPad} and one character",
        "substring" => "substring(START,LENGTH) takes a start from 0 and a length from 1",
        "split" => "split(SEPARATOR,INDEX) takes a text and an index, negative from the end",
        "multiply" => "multiply(FACTOR) takes a decimal number",
        _ => $"'{name}' is not one of trim, upper, lower, digits, pad-left, pad-right, substring, replace, prefix, suffix, split, hash, map-empty, negate, multiply, join, min, max",
    };

    private static bool Whole(string text, int low, int high, out int value) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value) && value >= low && value <= high;

    private static string? Split(string text, string separator, int index)
    {
        var parts = text.Split(separator, StringSplitOptions.None);
        var at = index < 0 ? parts.Length + index : index;
        return at >= 0 && at < parts.Length ? parts[at] : null;
    }

    private static string Negate(string text) => text[0] switch
    {
        '-' => text[1..],
        '+' => "-" + text[1..],
        _ => "-" + text,
    };

    private static string Multiply(string text, decimal factor)
    {
        if (!decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            throw new FormatException("multiply works on a decimal number");
        }

        try
        {
            return (number * factor).ToString(CultureInfo.InvariantCulture);
        }
        catch (OverflowException problem)
        {
            throw new FormatException("multiply made a number that is too large", problem);
        }
    }
}

/// <summary>What personal values are hashed with, so that the same person is the same hash on both sides and nobody can try names against it.</summary>
public sealed class MappingSalt
{
    private readonly byte[] key;

    /// <param name="key">At least 16 bytes, secret, the same on every node.</param>
    public MappingSalt(byte[] key)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (key.Length < 16)
        {
            throw new ArgumentException("A salt has at least 16 bytes.", nameof(key));
        }

        this.key = key;
    }

    /// <summary>For trials and validation, where nothing is kept.</summary>
    public static MappingSalt OfTrial { get; } = new(new byte[16]);

    /// <summary>First 16 bytes of HMAC-SHA256, lower-case hex.</summary>
    public string Hash(string text) => Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
}
