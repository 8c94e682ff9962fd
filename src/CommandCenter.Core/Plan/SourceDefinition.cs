using CommandCenter.Orders;

namespace CommandCenter.Plan;

/// <summary>A configured place that events come from.</summary>
public sealed record SourceDefinition
{
    /// <summary>Kebab-case, unique.</summary>
    public required string Id { get; init; }

    /// <summary>The system of the landscape that it reads.</summary>
    public required string System { get; init; }

    public required Side Side { get; init; }

    /// <summary>http-json, sql, csv-folder or push.</summary>
    public required string Adapter { get; init; }

    /// <summary>Polling cadence, 250 ms to 1 day; for push the expected heartbeat.</summary>
    public required TimeSpan Every { get; init; }

    /// <summary>Read again this far back, 0 s to 1 day.</summary>
    public TimeSpan Overlap { get; init; }

    /// <summary>Id of the mapping.</summary>
    public required string Mapping { get; init; }

    /// <summary>Stages that this source can report; what no source of a side reports and is not declared is refused by validation.</summary>
    public IReadOnlyList<Stage> Reports { get; init; } = [];

    public HttpSettings? Http { get; init; }
    public SqlSettings? Sql { get; init; }
    public CsvSettings? Csv { get; init; }
    public PushSettings? Push { get; init; }

    /// <summary>How a polled source may be pushed hints that it is worth asking; null = it may not.</summary>
    public HintSettings? Hints { get; init; }

    /// <summary>How open orders are re-read whatever the cursor says; null = they are not.</summary>
    public SweepSettings? Sweep { get; init; }

    /// <summary>Stale after max(3 × cadence, 60 s); 7-semantics.</summary>
    public TimeSpan StaleAfter => Every * 3 > TimeSpan.FromSeconds(60) ? Every * 3 : TimeSpan.FromSeconds(60);
}

/// <summary>How hints of a polled source are taken at <c>POST /ingest/{source}</c>.</summary>
public sealed record HintSettings
{
    /// <summary>One or two secrets; two while they are rotated.</summary>
    public required IReadOnlyList<string> Secrets { get; init; }

    /// <summary>Paths in the hint of what the source is to be asked for; null = every hint is only worth a poll.</summary>
    public string? Key { get; init; }

    /// <summary>The header of a foreign signature, HMAC-SHA256 over the raw body; null = X-Signature as for pushes.</summary>
    public string? Header { get; init; }

    /// <summary>What stands before a foreign signature, such as <c>sha256=</c>.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>A foreign signature is written in base64 instead of hexadecimal digits.</summary>
    public bool IsBase64 { get; init; }

    /// <summary>Bytes of one hint, at most.</summary>
    public long MaxBytes { get; init; } = 256 * 1024;
}

/// <summary>How often the open orders of a source are re-read, and how fast.</summary>
public sealed record SweepSettings
{
    /// <summary>From the end of one walk over all open orders to the next, 10 s to 1 day.</summary>
    public required TimeSpan Every { get; init; }

    /// <summary>Only orders that nothing was heard of for so long, 0 s to 7 days: the others were read just now.</summary>
    public TimeSpan OlderThan { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Orders asked for at once, 1 to 200, where the look-up takes several.</summary>
    public int Batch { get; init; } = 50;

    /// <summary>Look-ups in a second, at most; 1 to 100.</summary>
    public int PerSecond { get; init; } = 5;
}

/// <summary>How an http-json source is asked for single orders. Headers, sign-in, timeout and size are those of its polls.</summary>
public sealed record LookUpSettings
{
    public const int MostKeys = 200;

    /// <summary>With <c>{key}</c>, or with <c>{keys}</c> for several: joined with commas, or with what stands behind the colon of <c>{keys:&amp;id=}</c>.</summary>
    public required string Url { get; init; }

    /// <summary>A JSON document to be posted; null = GET.</summary>
    public string? Body { get; init; }

    /// <summary>Path of the array of records, or of one record.</summary>
    public required string Items { get; init; }

    /// <summary>The key is the side's own id (the fact <c>sideId</c>) instead of the order key.</summary>
    public bool BySideId { get; init; }

    public bool Takes(string name) => Sources.Http.RequestTemplate.Mentions(Url, name) || Sources.Http.RequestTemplate.Mentions(Body, name);
}

/// <summary>How an http-json source is asked.</summary>
public sealed record HttpSettings
{
    /// <summary>With <c>{cursor}</c> (encoded), <c>{cursorId}</c>, <c>{limit}</c>, <c>{page}</c>, <c>{offset}</c>. The host must be named here: redirects elsewhere are refused.</summary>
    public required string Url { get; init; }

    /// <summary>
    /// The JSON document that is posted, with the url's placeholders in its texts; null = GET. A text that is a placeholder as a whole may be sent as a number
    /// (<c>{cursorId|number}</c>) or as null where it is empty (<c>{page|null}</c>).
    /// </summary>
    public string? Body { get; init; }

    /// <summary>Media type of <see cref="Body"/>; a form is made of its members where it says so.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>Paths of errors that come with HTTP 200: what stands there fails the poll with its own words.</summary>
    public IReadOnlyList<string> Errors { get; init; } = [];

    /// <summary>Path of a flag in the answer: false = this was the last page, whatever token came with it.</summary>
    public string? HasMore { get; init; }

    /// <summary>Path of the array of records, <c>$</c> = the answer itself.</summary>
    public required string Items { get; init; }

    /// <summary>Path of the next page's token or URL within one poll; null = one page.</summary>
    public string? NextPage { get; init; }

    /// <summary>How pages are walked.</summary>
    public PagingMode Paging { get; init; } = PagingMode.Keyset;

    /// <summary>Path (in the answer) of the next cursor, where the source hands one out; otherwise the cursor is (timestamp, id) of the last record.</summary>
    public string? NextCursor { get; init; }

    /// <summary>Paths in a record: the timestamp that the cursor moves by and the id that breaks ties.</summary>
    public string? CursorTime { get; init; }
    public string? CursorId { get; init; }

    /// <summary>How the cursor's timestamp is written and read: exact .NET format or rfc3339, unix-s, unix-ms; a local one goes back as it came.</summary>
    public string? CursorFormat { get; init; }
    public string? CursorZone { get; init; }

    /// <summary>Where reading starts the first time: a timestamp in the cursor's own form, or empty for the beginning.</summary>
    public string? From { get; init; }

    /// <summary>Records asked for at once, 1 to 10,000.</summary>
    public int Limit { get; init; } = 500;

    /// <summary>For the whole request, 100 ms to 2 min.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Decompressed bytes of one answer, at most; 1 KiB to 256 MiB.</summary>
    public long MaxBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Attempts per request, 1 to 10, with exponential back-off and jitter.</summary>
    public int Attempts { get; init; } = 4;

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
    public AuthSettings? Auth { get; init; }

    /// <summary>Path of the source's own clock or watermark in the answer, where it gives one.</summary>
    public string? Watermark { get; init; }

    /// <summary>How <see cref="Watermark"/> is written.</summary>
    public ParseRule? WatermarkFormat { get; init; }

    /// <summary>How single orders are asked for; null = they cannot be.</summary>
    public LookUpSettings? LookUp { get; init; }

    /// <summary>As the source's mapping says it: the cursor's values may be wrapped too.</summary>
    public TaggedRule? Tagged { get; init; }

    /// <summary>True when the address or the body asks for the placeholder <paramref name="name"/>.</summary>
    public bool Takes(string name) => Sources.Http.RequestTemplate.Mentions(Url, name) || Sources.Http.RequestTemplate.Mentions(Body, name);
}

public enum PagingMode
{
    /// <summary>Each page asks for what lies behind the last (timestamp, id): rows that move while paged are not lost.</summary>
    Keyset,

    /// <summary>The answer hands out the next page's token (<see cref="HttpSettings.NextPage"/>).</summary>
    Token,

    /// <summary>Page numbers; rows may move, so a page is asked again until two passes agree.</summary>
    PageNumber,
}

/// <summary>How a source is signed in to. Values may be <c>${env:CC_SECRET_NAME}</c> or <c>${file:NAME}</c>, only here.</summary>
public sealed record AuthSettings
{
    /// <summary>none, bearer, basic, api-key, session-token.</summary>
    public required string Kind { get; init; }
    public string? Token { get; init; }
    public string? User { get; init; }
    public string? Password { get; init; }

    /// <summary>api-key: the header's name. session-token: the header that carries the token (default Authorization, as Bearer).</summary>
    public string? Header { get; init; }

    /// <summary>
    /// session-token: what the header says, such as <c>Session {base64({user}:{userId}:{token})}</c>; null = the token, as Bearer in Authorization. Names are
    /// user, password, token and those of <see cref="Values"/>.
    /// </summary>
    public string? HeaderValue { get; init; }

    /// <summary>session-token: where to sign in (POST), the JSON body with <c>{user}</c> and <c>{password}</c>, and the path of the token in the answer.</summary>
    public string? SignInUrl { get; init; }
    public string? SignInBody { get; init; }
    public string SignInContentType { get; init; } = "application/json";
    public string? TokenPath { get; init; }

    /// <summary>session-token: further values of the sign-in's answer, name → path.</summary>
    public IReadOnlyDictionary<string, string> Values { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>session-token: how an answer says that the session is over. Signed in again once, then it is a failure.</summary>
    public SignedOutSettings SignedOutWhen { get; init; } = new();
}

/// <summary>How a source says that a session is over.</summary>
public sealed record SignedOutSettings
{
    /// <summary>HTTP statuses that say so.</summary>
    public IReadOnlyList<int> Status { get; init; } = [401];

    /// <summary>Path in an answer of any status below 400 that says so, where <see cref="Matches"/> fits what stands there; null = statuses only.</summary>
    public string? Path { get; init; }

    /// <summary>Regular expression; null = anything at <see cref="Path"/>.</summary>
    public string? Matches { get; init; }
}

/// <summary>How a push source is accepted at <c>POST /ingest/{source}</c>.</summary>
public sealed record PushSettings
{
    /// <summary>One or two secrets; two while they are rotated.</summary>
    public required IReadOnlyList<string> Secrets { get; init; }

    /// <summary>Path of the array of records in the body; <c>$</c> = the body is the array or one record.</summary>
    public string Items { get; init; } = "$";

    /// <summary>Path of a heartbeat's instant: a body with it and without records moves the watermark.</summary>
    public string? Heartbeat { get; init; }

    /// <summary>Bytes of one body, at most.</summary>
    public long MaxBytes { get; init; } = 4 * 1024 * 1024;
}
