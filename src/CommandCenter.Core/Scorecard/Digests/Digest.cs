namespace CommandCenter.Scorecard.Digests;

/// <summary>For whom a digest is written.</summary>
public enum DigestAudience
{
    Executive,
    Finance,
    CustomerCare,
    Operations,
}

/// <summary>The day on one page.</summary>
/// <param name="Date">Of the plan's zone.</param>
/// <param name="Cutover">What the plan calls it.</param>
/// <param name="Zone">IANA.</param>
/// <param name="From">When the day began.</param>
/// <param name="To">When it ended or will end.</param>
/// <param name="AsOf">When it was written.</param>
/// <param name="Lead">The day in a few sentences, the most important first.</param>
public sealed record Digest(
    DateOnly Date, DigestAudience Audience, string Cutover, string Zone, DateTimeOffset From, DateTimeOffset To, DateTimeOffset AsOf, IReadOnlyList<string> Lead, IReadOnlyList<DigestSection> Sections)
{
    /// <summary>Whether the whole day is in it.</summary>
    public bool IsOver => AsOf >= To;
}

/// <param name="Rows">None: <paramref name="Otherwise"/> stands there.</param>
/// <param name="Otherwise">What it means that there are none, as a sentence.</param>
public sealed record DigestSection(string Heading, IReadOnlyList<DigestRow> Rows, string Otherwise);

/// <param name="Value">As it is read, with its unit; null where the row has none.</param>
/// <param name="Note">Null where there is nothing to add.</param>
/// <param name="Link">Inside the product; null where there is nowhere to go.</param>
public sealed record DigestRow(string Text, string? Value = null, string? Note = null, string? Link = null);

/// <summary>Audiences in words.</summary>
public static class DigestAudiences
{
    /// <summary>As plan and API write it.</summary>
    public static string Key(this DigestAudience audience) => audience switch
    {
        DigestAudience.CustomerCare => "customer-care",
        _ => audience.ToString().ToLowerInvariant(),
    };

    /// <summary>As a person reads it.</summary>
    public static string Words(this DigestAudience audience) => audience switch
    {
        DigestAudience.CustomerCare => "Customer care",
        _ => audience.ToString(),
    };

    /// <summary>Null where none is called so.</summary>
    public static DigestAudience? Of(string? key) => Enum.GetValues<DigestAudience>().Where(a => a.Key() == key).Cast<DigestAudience?>().FirstOrDefault();
}
