namespace CommandCenter.Plan;

/// <summary>How a sql source is asked. Connections only read; the query is one SELECT.</summary>
public sealed record SqlSettings
{
    public required SqlProvider Provider { get; init; }

    /// <summary>postgres: name or address of the server; the outbound guard judges the address that is connected to.</summary>
    public string? Host { get; init; }

    /// <summary>postgres: 1 to 65535.</summary>
    public int Port { get; init; } = 5432;

    /// <summary>postgres: the database.</summary>
    public string? Database { get; init; }

    /// <summary>postgres: who signs in, and with what: <c>${env:CC_SECRET_NAME}</c> or <c>${file:NAME}</c>; the user may stand in clear.</summary>
    public string? User { get; init; }
    public string? Password { get; init; }

    /// <summary>postgres: how the connection is secured.</summary>
    public SqlTls Tls { get; init; } = SqlTls.Verify;

    /// <summary>sqlite: the database's file, absolute or relative to the content root, below an allowed folder.</summary>
    public string? File { get; init; }

    /// <summary>One SELECT with <c>@cursor</c>, <c>@cursorId</c> and <c>@limit</c>, ordered by <see cref="CursorTime"/>, then <see cref="CursorId"/>. Without <c>@cursor</c>: the whole of what there is, each time.</summary>
    public required string Query { get; init; }

    /// <summary>Columns: the timestamp that the cursor moves by and the id that breaks ties.</summary>
    public string? CursorTime { get; init; }
    public string? CursorId { get; init; }

    /// <summary>How the timestamp is written in the row: exact .NET format or rfc3339, unix-s, unix-ms.</summary>
    public string? CursorFormat { get; init; }
    public string? CursorZone { get; init; }

    /// <summary>Where reading starts the first time, in the timestamp's own writing; null = before every timestamp.</summary>
    public string? From { get; init; }

    /// <summary>The id that comes before every other one: 0 where ids are numbers.</summary>
    public string FromId { get; init; } = "";

    /// <summary>How single orders are asked for, for the sweep and for hints; null = they cannot be.</summary>
    public SqlLookUpSettings? LookUp { get; init; }

    /// <summary>Columns by which consecutive rows become one record: those of its first row, and all of them in <c>rows</c>.</summary>
    public IReadOnlyList<string> GroupBy { get; init; } = [];

    /// <summary>Rows asked for at once, 1 to 10,000.</summary>
    public int Limit { get; init; } = 500;

    /// <summary>For connecting and for the query, each, 100 ms to 2 min; the server ends the statement then.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Bytes of one page as JSON, at most; what does not fit is read with the next. 1 KiB to 256 MiB.</summary>
    public long MaxBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Attempts per page, 1 to 10, with exponential back-off and jitter.</summary>
    public int Attempts { get; init; } = 4;
}

public enum SqlProvider
{
    Postgres,
    Sqlite,
}

public enum SqlTls
{
    /// <summary>Encrypted, and the server's certificate names the host and is trusted by this machine.</summary>
    Verify,

    /// <summary>Encrypted, the certificate is not judged.</summary>
    Require,

    /// <summary>In clear.</summary>
    Off,
}

/// <summary>How a database is asked for one order. Connection, timeout, size and <c>groupBy</c> are those of the polls.</summary>
public sealed record SqlLookUpSettings
{
    /// <summary>One statement that reads, with <c>@key</c> and the columns of the poll's query.</summary>
    public required string Query { get; init; }

    /// <summary>The key is the side's own id (the fact <c>sideId</c>) instead of the order key.</summary>
    public bool BySideId { get; init; }
}
