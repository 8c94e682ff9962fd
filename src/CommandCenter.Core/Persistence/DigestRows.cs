namespace CommandCenter.Persistence;

/// <summary>A digest on its way to one place.</summary>
public sealed class DigestDeliveryRow
{
    /// <summary>Audience, time, date and way: one row each.</summary>
    public required string Id { get; set; }

    /// <summary>Day that it tells of, such as 2026-11-10.</summary>
    public required string Date { get; set; }
    public required string Audience { get; set; }

    /// <summary>Where it goes, as a person reads it.</summary>
    public required string Place { get; set; }
    public DateTimeOffset DueAt { get; set; }

    /// <summary>When it was taken; null while it was not.</summary>
    public DateTimeOffset? SentAt { get; set; }
    public int Failures { get; set; }
    public string? LastError { get; set; }

    /// <summary>Not tried before.</summary>
    public DateTimeOffset NextAt { get; set; }
}
