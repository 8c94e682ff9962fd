using CommandCenter.Orders;

namespace CommandCenter.OrderExceptions;

/// <summary>How bad a case is. Numbers are stored: never reuse one.</summary>
public enum CaseSeverity
{
    Low = 1,
    Medium = 2,
    High = 3,
    Critical = 4,
}

/// <summary>Something that is wrong now and that a person must look at: what a case is made of. The same fingerprint is the same case, however often it is said.</summary>
public sealed record CaseSignal
{
    /// <summary>Stable as long as the trouble is the same, at most 200 characters: its rule, and the order or group that it is about.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>What it was found by, at most 120 characters; cases of one rule are shown together.</summary>
    public required string Rule { get; init; }

    public required ExceptionBucket Bucket { get; init; }

    public required OwnerTeam Team { get; init; }

    /// <summary>What is wrong, in a few words, such as <c>Cancelled on Legacy only</c>.</summary>
    public required string Title { get; init; }

    /// <summary>Why it counts as that, in a sentence or two.</summary>
    public required string Why { get; init; }

    /// <summary>The order that it is about; null where it is about several or none.</summary>
    public string? OrderKey { get; init; }

    public string? Lane { get; init; }

    /// <summary>The side that lacks something or is wrong; null where that is not known.</summary>
    public Side? Side { get; init; }

    public Stage? Stage { get; init; }

    /// <summary>Orders that it touches, at least 1; 0 where it is about none.</summary>
    public int Orders { get; init; } = 1;

    /// <summary>Minor units; null where no money is at stake or it is not known.</summary>
    public long? Money { get; init; }

    public string? Currency { get; init; }

    /// <summary>Since when it has been wrong.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>No less severe than this, whatever money, age and lane say.</summary>
    public CaseSeverity AtLeast { get; init; } = CaseSeverity.Low;

    /// <summary>The page that shows it, besides the order's own; null = none.</summary>
    public string? Link { get; init; }

    /// <summary>
    /// How often it has happened, for what happens and stays on record, such as a refusal: once a person has resolved it, it counts as there again only when this has grown. Null for what
    /// lasts until it is put right, such as a limit that has passed: that counts as there for as long as it is said.
    /// </summary>
    public long? Times { get; init; }
}

/// <summary>One kind of trouble that becomes cases. It says what is wrong now; what it no longer says has passed.</summary>
public interface ICaseSource
{
    /// <summary>Kebab-case, unique, stored with each case that came from here.</summary>
    string Name { get; }

    /// <summary>Everything that is wrong now. Null = cannot be told at the moment: then nothing of this source is counted as passed.</summary>
    Task<IReadOnlyList<CaseSignal>?> ReadAsync(CancellationToken cancel);
}
