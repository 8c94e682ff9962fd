using System.Text.Json;
using CommandCenter.Orders;
using CommandCenter.Plan;
using CommandCenter.Shared;
using CommandCenter.Sources.Mapping;
using CommandCenter.Sources.Paging;
using CommandCenter.Sources.Polling;
using CommandCenter.Sources.Sweeping;

namespace CommandCenter.Sources.Sql;

/// <summary>Reads rows of a query as records, behind a (timestamp, id) that moves on. Each page is a query of its own; nothing is held open on the server between them.</summary>
internal sealed class SqlSource : IOrderSource, IOrderLookUp
{
    private readonly SqlSettings settings;
    private readonly ISqlDatabase database;
    private readonly ISqlDatabase? lookUp;
    private readonly CallPolicy<SqlAnswer> policy;
    private readonly HighWater water;
    private readonly KeysetPaging? keyset;
    private readonly SnapshotPaging snapshot;
    private readonly RowGroups? groups;
    private readonly TimeProvider time;

    /// <exception cref="ArgumentException">The plan's settings do not fit together; plan validation refuses them first.</exception>
    public SqlSource(SourceDefinition source, Func<SqlText, ISqlDatabase> open, TimeProvider time)
    {
        settings = source.Sql ?? throw new ArgumentException("A sql source needs sql settings.", nameof(source));
        this.time = time;
        var query = SqlText.Parse(settings.Query, settings.Provider, out var error) ?? throw new ArgumentException("The query must be " + error + ".", nameof(source));
        database = open(query);
        lookUp = settings.LookUp is not { } asked ? null
            : open(SqlText.Parse(asked.Query, settings.Provider, out var wrong, SqlText.OfLookUps) ?? throw new ArgumentException("The look-up's query must be " + wrong + ".", nameof(source)));
        policy = new CallPolicy<SqlAnswer>(settings.Attempts, time);
        var clock = new CursorClock(settings.CursorFormat, settings.CursorZone);
        water = new HighWater(clock, Column(settings.CursorTime), Column(settings.CursorId));
        groups = settings.GroupBy.Count == 0 ? null : new RowGroups(settings.GroupBy);
        snapshot = new SnapshotPaging(settings.Limit);
        keyset = !query.Placeholders.Contains("cursor") ? null : new KeysetPaging(
            new KeysetRules(
                query.Placeholders.Contains("cursorId"), TakesLimit: true, settings.Limit, settings.From ?? clock.Write(0), settings.FromId,
                $"a timestamp in {settings.CursorTime} written {settings.CursorFormat ?? "rfc3339"}", "without @cursorId in the query"),
            source.Overlap, water, null);
    }

    public SourceStanding Standing => new(policy.NotBefore, policy.IsOpen);

    public async Task<Result<SourcePage>> ReadAsync(SourceCursor cursor, CancellationToken cancel)
    {
        var stored = PagingPosition.Read(cursor.Position);
        var (request, position) = (keyset ?? (IPaging)snapshot).Ask(stored, time.GetUtcNow());
        var answer = await policy.CallAsync(token => database.QueryAsync(request, token), cancel);
        if (answer.Rows is not { } rows)
        {
            return Error.Unavailable(answer.Code, answer.Failure ?? "The source cannot be read.");
        }

        // what the walk may claim was decided by its first page
        position = stored.Walking ? position : position with { Earned = rows.Watermark is { } mark ? Instants.ToMicros(mark) : null, Began = Instants.ToMicros(rows.Clock) };
        var page = Interpret(rows, request, position);
        if (!page.Succeeded)
        {
            rows.Document.Dispose();
        }

        return page;
    }

    public bool CanLookUp => lookUp is not null;

    /// <summary>One: an order may be many rows, and a page of several could end inside one.</summary>
    public int MostKeys => 1;

    public bool BySideId => settings.LookUp?.BySideId == true;

    public async Task<Result<SourcePage>> LookUpAsync(IReadOnlyList<string> keys, CancellationToken cancel)
    {
        var request = new PageRequest("", keys[0], "", 0);
        var answer = await policy.CallAsync(token => lookUp!.QueryAsync(request, token), cancel);
        if (answer.Rows is not { } found)
        {
            return Error.Unavailable(answer.Code, answer.Failure ?? "The source cannot be asked for single orders.");
        }

        if (found.Cut)
        {
            found.Document.Dispose();
            return Error.Unavailable("too-large", $"What the look-up brings of {keys[0]} is more than {settings.MaxBytes} bytes.");
        }

        return Page(found.Document, [.. found.Document.RootElement.EnumerateArray()], found.Unread, new PageStep(PagingPosition.Read(null), false));
    }

    public Task ForgetFailuresAsync() => policy.CloseAsync();

    public async ValueTask DisposeAsync()
    {
        await database.DisposeAsync();
        if (lookUp is not null)
        {
            await lookUp.DisposeAsync();
        }
    }

    private Result<SourcePage> Interpret(SqlRows answer, PageRequest request, PagingPosition position)
    {
        var root = answer.Document.RootElement;
        var rows = new List<JsonElement>(root.GetArrayLength());
        rows.AddRange(root.EnumerateArray());
        if (SqlOrder.Problem(rows, answer.Unread, settings, water, keyset is not null) is { } wrong)
        {
            return wrong;
        }

        var full = answer.Cut || (keyset is not null && rows.Count >= request.Limit);
        if (full && keyset is null)
        {
            return Error.Unavailable("too-large", $"The query brings more than {settings.MaxBytes} bytes and has no @cursor to go on behind them.");
        }

        if (full && groups is not null && DropLast(rows, answer, request) is { } larger)
        {
            // nothing of it is used: the record may not be whole
            return larger.Error is { } tooLarge ? tooLarge : Page(answer.Document, [], new Dictionary<int, UnreadRecord>(), KeysetPaging.Widen(position, request));
        }

        var step = keyset is null ? snapshot.Follow(position, request, root, rows) : keyset.Follow(position, request, root, rows, full);
        return step.Error is { } stuck ? stuck : Page(answer.Document, rows, answer.Unread, step.Value);
    }

    /// <summary>Takes the last record off a page that ended inside it, perhaps. Null when that is done; else whether a larger page can help.</summary>
    private Result<bool>? DropLast(List<JsonElement> rows, SqlRows answer, PageRequest request)
    {
        var last = groups!.LastLength(rows);
        if (last < rows.Count)
        {
            rows.RemoveRange(rows.Count - last, last);
            return null;
        }

        return answer.Cut || request.Limit >= KeysetPaging.LargestLimit
            ? Error.Unavailable("group-too-large", $"One record of {settings.CursorTime} {water.LastOf(rows)?.Time} has more rows than {(answer.Cut ? $"{settings.MaxBytes} bytes" : $"{KeysetPaging.LargestLimit} rows")}; is groupBy right?")
            : true;
    }

    private SourcePage Page(JsonDocument document, List<JsonElement> rows, IReadOnlyDictionary<int, UnreadRecord> unread, PageStep step)
    {
        var records = unread.Count == 0 ? rows : [.. rows.Where((_, i) => !unread.ContainsKey(i))];
        var joined = groups?.Join(records);
        if (joined is not null)
        {
            document.Dispose();
        }

        return new SourcePage(joined ?? document)
        {
            Records = joined is null ? records : [.. joined.RootElement.EnumerateArray()],
            Unread = [.. unread.Where(u => u.Key < rows.Count).Select(u => u.Value)],
            Position = (step.More ? step.Next : step.Next with { Earned = null, Began = null }).Write(),
            Watermark = !step.More && step.Next.Earned is { } earned ? Instants.FromMicros(earned) : null,
            More = step.More,
            ReceivedAt = time.GetUtcNow(),
        };
    }

    private static JsonPath? Column(string? name) =>
        name is null ? null : JsonPath.TryParse($"$['{name}']", out var path, out var error) ? path : throw new ArgumentException($"{name}: {error}", nameof(name));
}
