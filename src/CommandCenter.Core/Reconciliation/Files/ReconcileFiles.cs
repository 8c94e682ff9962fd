namespace CommandCenter.Reconciliation.Files;

/// <summary>What two files are to be compared by; the defaults fit two exports of one table.</summary>
/// <param name="Left">Path of the left file.</param>
/// <param name="Right">Path of the right file.</param>
public sealed record ReconcileFiles(string Left, string Right)
{
    /// <summary>Bytes that the rows of both files may take in memory; larger files are cut into parts by key, on disk.</summary>
    public const long SmallestMemory = 16L << 20;

    /// <summary>Key columns by the left file's name; empty: found by <see cref="ColumnPairing"/>.</summary>
    public IReadOnlyList<string> Keys { get; init; } = [];

    /// <summary>Columns that are named otherwise on the right.</summary>
    public IReadOnlyList<(string Left, string Right)> Maps { get; init; } = [];

    /// <summary>Columns of either file that are not compared.</summary>
    public IReadOnlyList<string> Ignored { get; init; } = [];

    /// <summary>The types that columns have, instead of recognised ones.</summary>
    public IReadOnlyList<(string Column, ValueKind Kind)> Types { get; init; } = [];

    /// <summary>How far values may be apart; the column is a name, or <c>*</c> with a type; later ones win, names win over types.</summary>
    public IReadOnlyList<ColumnTolerance> Tolerances { get; init; } = [];

    /// <summary>Texts that mean that there is no value, beside nothing at all.</summary>
    public IReadOnlyList<string> Empties { get; init; } = [];

    /// <summary>Spaces and tabs around keys and values do not count.</summary>
    public bool Trim { get; init; }

    /// <summary>The delimiter of both files; null: found in each by itself, among <c>, ; tab |</c>.</summary>
    public char? Delimiter { get; init; }

    /// <summary>A name of .NET's, for files without a byte order mark.</summary>
    public string Encoding { get; init; } = "utf-8";

    /// <summary>The zone of times that carry none.</summary>
    public TimeZoneInfo LeftZone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>As <see cref="LeftZone"/>.</summary>
    public TimeZoneInfo RightZone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>At least <see cref="SmallestMemory"/>.</summary>
    public long Memory { get; init; } = Math.Max(SmallestMemory, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2);

    /// <summary>Where parts are kept while they are compared; readable by this user alone, deleted at the end.</summary>
    public string TemporaryFolder { get; init; } = Path.GetTempPath();

    /// <summary>Parts to cut into, whatever the size; 0: as <see cref="Memory"/> asks, 1: none.</summary>
    internal int Parts { get; init; }
}
