namespace CommandCenter.Plan;

/// <summary>How a csv-folder source is read: files that appear in a folder, row by row.</summary>
public sealed record CsvSettings
{
    /// <summary>Absolute or relative to the content root, below an allowed folder; folders inside it are not looked into.</summary>
    public required string Folder { get; init; }

    /// <summary>Names of the files that are read, with <c>*</c> and <c>?</c>.</summary>
    public string Pattern { get; init; } = "*.csv";

    /// <summary>Where a file goes once all of it is committed, below an allowed folder; null: it stays, and how far it was read is remembered.</summary>
    public string? Done { get; init; }

    /// <summary>A file is left alone until its size and time have not changed for this long, 0 s to 1 h.</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A file is left alone until another one lies beside it that is named as it is, with this behind it, such as <c>.done</c>; null: no such file is waited for.</summary>
    public string? Marker { get; init; }

    /// <summary>Which of several files comes first.</summary>
    public CsvOrder Order { get; init; }

    /// <summary>IANA name; a byte order mark of UTF-8 wins over it.</summary>
    public string Encoding { get; init; } = "utf-8";

    /// <summary>One ASCII character.</summary>
    public char Delimiter { get; init; } = ',';

    /// <summary>The character around fields that contain delimiters or line breaks, doubled inside; null: none.</summary>
    public char? Quote { get; init; } = '"';

    /// <summary>Lines to pass over at the beginning of a file.</summary>
    public int SkipLines { get; init; }

    /// <summary>Whether the first row names the columns.</summary>
    public bool Header { get; init; } = true;

    /// <summary>The columns' names, instead of those of the header.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>Columns by which consecutive rows become one record: those of its first row, and all of them in <c>rows</c>.</summary>
    public IReadOnlyList<string> GroupBy { get; init; } = [];

    /// <summary>Rows that are committed at once, 1 to 10,000.</summary>
    public int Limit { get; init; } = 1000;

    /// <summary>Bytes of the file that are read at once, at most; 1 KiB to 256 MiB.</summary>
    public long MaxBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>For looking into the folder and reading one page, 100 ms to 10 min: network folders hang.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Attempts per page, 1 to 10, with exponential back-off and jitter.</summary>
    public int Attempts { get; init; } = 4;
}

public enum CsvOrder
{
    Name,
    Modified,
}
