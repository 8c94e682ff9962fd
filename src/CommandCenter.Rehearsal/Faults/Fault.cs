namespace CommandCenter.Rehearsal.Faults;

/// <summary>Ids of the faults that a server can be told to have.</summary>
internal static class FaultIds
{
    public const string Error500 = "error-500";
    public const string Error503 = "error-503";
    public const string Throttle = "throttle-429";
    public const string Hang = "hang";
    public const string SlowDrip = "slow-drip";
    public const string TruncatedJson = "truncated-json";
    public const string ChangedSchema = "changed-schema";
    public const string GarbageRecords = "garbage-records";
    public const string GzipBomb = "gzip-bomb";
    public const string HugeBody = "huge-body";
    public const string ExpireSessions = "expire-sessions";
    public const string FreezeCursor = "freeze-cursor";
    public const string PageMissing = "page-missing";
    public const string RowsMoving = "rows-moving";
    public const string LateCommit = "late-commit";
    public const string Burst = "burst";
    public const string WebhooksStopped = "webhooks-stopped";
    public const string DuplicateEvents = "duplicate-events";
    public const string Shuffle = "shuffle";
    public const string Unreachable = "unreachable";
    public const string LostAnswer = "lost-answer";
    public const string SlowAnswer = "slow-answer";
    public const string Refuse = "refuse-422";
    public const string NoStock = "no-stock";

    /// <summary>Faults and what each does, in words for a person.</summary>
    public static IReadOnlyList<(string Id, string Does)> All { get; } =
    [
        (Error500, "Answers 500."),
        (Error503, "Answers 503."),
        (Throttle, "Answers 429 with Retry-After (factor = its seconds, 2 unless told)."),
        (Hang, "Takes the request and never answers."),
        (SlowDrip, "Sends the answer one byte every half second."),
        (TruncatedJson, "Ends the answer in the middle."),
        (ChangedSchema, "Renames fields as a new release would."),
        (GarbageRecords, "Puts a nonsense record among the good ones of every page."),
        (GzipBomb, "Answers a gigabyte, packed into one megabyte."),
        (HugeBody, "Answers a gigabyte, unpacked."),
        (ExpireSessions, "Forgets every session at once (legacy)."),
        (FreezeCursor, "Lets the cursor field stand still while states move on."),
        (PageMissing, "Skips one page of records."),
        (RowsMoving, "Touches rows while they are paged, so that they move to the end (legacy)."),
        (LateCommit, "Holds back commits of every third order: they land 12 s behind the cursor."),
        (Burst, "Takes in several times the orders (factor, 5 unless told)."),
        (WebhooksStopped, "Sends no webhooks (orchestration)."),
        (DuplicateEvents, "Sends every record ten times."),
        (Shuffle, "Sends the records of a page or webhook in another order."),
        (Unreachable, "Cuts the connection before anything is read or done."),
        (LostAnswer, "Does what is asked and cuts the connection before it answers (requests that change orders)."),
        (SlowAnswer, "Does what is asked after some seconds (factor, 5 unless told), though the caller may have gone by then (requests that change orders)."),
        (Refuse, "Answers 422 and does nothing (requests that change orders)."),
        (NoStock, "Finds no stock to set aside (reserve)."),
        .. Capabilities.All.Select(c => (Capabilities.Off(c), $"Does not offer {c}: answers 501.")),
    ];
}

/// <summary>What a side can be asked to do with orders; as names of feeds, faults can be meant for one of them.</summary>
internal static class Capabilities
{
    public const string Create = "create";
    public const string CreateCopy = "create-copy";
    public const string Activate = "activate";
    public const string Withdraw = "withdraw";
    public const string Recall = "recall";
    public const string Reserve = "reserve";
    public const string Unreserve = "unreserve";
    public const string Cancel = "cancel";
    public const string Change = "change";
    public const string Hold = "hold";
    public const string Resume = "resume";
    public const string Shipped = "shipped";
    public const string Block = "block";
    public const string Unblock = "unblock";
    public const string LookUp = "look-up";
    public const string Ledger = "ledger";

    public static IReadOnlyList<string> All { get; } =
        [Create, CreateCopy, Activate, Withdraw, Recall, Reserve, Unreserve, Cancel, Change, Hold, Resume, Shipped, Block, Unblock, LookUp, Ledger];

    /// <summary>The fault that takes a capability away.</summary>
    public static string Off(string capability) => "off-" + capability;
}

/// <summary>A fault that is on.</summary>
/// <param name="Feed">Only this feed, or null for all.</param>
/// <param name="Factor">What the fault makes of it: times, seconds.</param>
/// <param name="Until">Ends at this instant, or null.</param>
/// <param name="Remaining">Ends after so many requests, or null.</param>
/// <param name="Since">When it was switched on.</param>
internal sealed record ActiveFault(string Id, string? Feed, double? Factor, DateTimeOffset? Until, int? Remaining, DateTimeOffset Since);
