namespace CommandCenter.Reconciliation.Files;

/// <summary>How the values of a column are compared.</summary>
public enum ValueKind
{
    /// <summary>Character by character.</summary>
    Text,

    /// <summary>true and false, yes and no, t and f, y and n; 1 and 0 where the type is given.</summary>
    Boolean,

    /// <summary>Whole numbers; compared as <see cref="Number"/>.</summary>
    Whole,

    /// <summary>Numbers of up to 28 digits, compared exactly: 10 is 10.00.</summary>
    Number,

    /// <summary>Days, such as 2026-11-10.</summary>
    Date,

    /// <summary>Points in time, with or without a zone.</summary>
    Instant,
}

/// <summary>The types as people write them.</summary>
public static class ValueKinds
{
    public const string Allowed = "text, boolean, number, date or instant";

    public static string Word(ValueKind kind) => kind switch
    {
        ValueKind.Whole => "whole number",
        _ => kind.ToString().ToLowerInvariant(),
    };

    /// <summary>Null where it is none.</summary>
    public static ValueKind? Read(string word) => word.ToLowerInvariant() switch
    {
        "text" => ValueKind.Text,
        "boolean" => ValueKind.Boolean,
        "number" => ValueKind.Number,
        "date" => ValueKind.Date,
        "instant" => ValueKind.Instant,
        _ => null,
    };
}
