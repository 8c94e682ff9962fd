using System.Globalization;
using System.Text.Json;
using CommandCenter.Orders;
using CommandCenter.Plan;
using CommandCenter.Shared;
using CommandCenter.Sources.Mapping;
using CommandCenter.Sources.Paging;
using CommandCenter.Sources.Sweeping;

namespace CommandCenter.Sources.Http;

/// <summary>Reads records over HTTP as JSON. Everything that it reads is untrusted; every call has a deadline and a size.</summary>
internal sealed class HttpJsonSource : IOrderSource, IOrderLookUp
{
    private readonly HttpSettings settings;
    private readonly TimeSpan overlap;
    private readonly SourceCalls calls;
    private readonly HttpLookUp? lookUp;
    private readonly CursorClock clock;
    private readonly IPaging paging;
    private readonly JsonPath items;
    private readonly JsonPath? clockPath;
    private readonly ValueParser? clockParser;
    private readonly ISecrets secrets;
    private readonly TimeProvider time;

    /// <exception cref="ArgumentException">The plan's settings do not fit together; plan validation refuses them first.</exception>
    public HttpJsonSource(SourceDefinition source, OutboundGuard guard, ISecrets secrets, TimeProvider time)
    {
        settings = source.Http ?? throw new ArgumentException("An http-json source needs http settings.", nameof(source));
        overlap = source.Overlap;
        this.secrets = secrets;
        this.time = time;
        calls = new SourceCalls(settings, guard, secrets, time);
        lookUp = settings.LookUp is { } asked ? new HttpLookUp(asked, calls, secrets, time) : null;
        clock = new CursorClock(settings.CursorFormat, settings.CursorZone);
        items = Path(settings.Items)!;
        clockPath = Path(settings.Watermark);
        clockParser = clockPath is null ? null : Clock(settings.WatermarkFormat);
        paging = ChoosePaging();
    }

    public SourceStanding Standing => calls.Standing;

    public async Task<Result<SourcePage>> ReadAsync(SourceCursor cursor, CancellationToken cancel)
    {
        var began = time.GetUtcNow();
        var (request, position) = paging.Ask(PagingPosition.Read(cursor.Position), began);
        if (!TryAddress(request, out var address))
        {
            return Error.Unavailable("redirected", "The next page lies on another host than the plan names.");
        }

        var body = Body(request, out var problem);
        if (problem.Length > 0)
        {
            return Error.Unavailable("bad-request", "The request cannot be made: " + problem);
        }

        var answer = await calls.CallAsync(address, body, cancel);
        if (answer.Document is not { } document)
        {
            return Error.Unavailable(answer.Code, secrets.Redact(answer.Failure ?? "The source cannot be read."));
        }

        var page = Interpret(document, request, position, began);
        if (!page.Succeeded)
        {
            document.Dispose();
        }

        return page;
    }

    public bool CanLookUp => lookUp is not null;

    public int MostKeys => settings.LookUp is { } asked && asked.Takes("keys") ? LookUpSettings.MostKeys : 1;

    public bool BySideId => settings.LookUp?.BySideId == true;

    public Task<Result<SourcePage>> LookUpAsync(IReadOnlyList<string> keys, CancellationToken cancel) =>
        lookUp?.AskAsync(keys, cancel) ?? throw new InvalidOperationException("The plan does not say how orders of this source are looked up.");

    public Task ForgetFailuresAsync() => calls.CloseAsync();

    public ValueTask DisposeAsync()
    {
        calls.Dispose();
        return ValueTask.CompletedTask;
    }

    private Result<SourcePage> Interpret(JsonDocument document, PageRequest request, PagingPosition position, DateTimeOffset began)
    {
        var root = document.RootElement;
        if (!items.TryFind(root, out var array) || array.ValueKind != JsonValueKind.Array)
        {
            return Error.Unavailable("no-items", $"The answer has no array at {items.Text}; it is not what this source used to send.");
        }

        var records = new List<JsonElement>(array.GetArrayLength());
        records.AddRange(array.EnumerateArray());
        var sourceClock = ReadClock(root, out var clockProblem);
        if (clockProblem is not null)
        {
            return Error.Unavailable("bad-watermark", clockProblem);
        }

        position = position with { Earned = position.Earned ?? Earn(sourceClock, began), Began = position.Began ?? Instants.ToMicros(sourceClock ?? began) };
        var step = paging.Follow(position, request, root, records);
        if (step.Error is { } stuck)
        {
            return stuck;
        }

        var next = step.Value.Next;
        var watermark = !step.Value.More && next.Earned is { } earned ? Instants.FromMicros(earned) : (DateTimeOffset?)null;
        return new SourcePage(document)
        {
            Records = records,
            Position = (step.Value.More ? next : next with { Earned = null, Began = null }).Write(),
            Watermark = watermark,
            More = step.Value.More,
            ReceivedAt = time.GetUtcNow(),
        };
    }

    // what was committed after the walk's first request may have landed behind it: only that moment is earned. Without the source's own clock the
    // overlap is taken off ours, for clocks differ
    private long Earn(DateTimeOffset? sourceClock, DateTimeOffset began) => Instants.ToMicros(sourceClock ?? began - overlap);

    private DateTimeOffset? ReadClock(JsonElement root, out string? problem)
    {
        problem = null;
        if (clockPath is null || clockParser is null || !clockPath.TryFind(root, out var found) || !JsonScalar.TryRead(found, out var text, out _, TaggedValues.Compile(settings.Tagged)) || text is null)
        {
            return null;
        }

        if (!clockParser.TryParse(text, out var value, out _, out _, out var allowed))
        {
            problem = $"The watermark '{FieldProgram.Shorten(text)}' at {clockPath.Text} cannot be read; allowed: {allowed}.";
            return null;
        }

        return value.AsInstant();
    }

    /// <summary>The template filled in; or, where the source hands out whole addresses, the handed one if it lies on the plan's host.</summary>
    private bool TryAddress(PageRequest request, out Uri address)
    {
        address = new Uri(RequestTemplate.FillAddress(settings.Url, Values(request)));
        var handed = request.Page.Length > 0 ? request.Page : request.Cursor;
        var isAddress = settings.Paging == PagingMode.Token
            && (handed.StartsWith("http://", StringComparison.Ordinal) || handed.StartsWith("https://", StringComparison.Ordinal) || (handed.StartsWith('/') && handed.Contains('?', StringComparison.Ordinal)));
        if (!isAddress)
        {
            return true;
        }

        if (!Uri.TryCreate(address, handed, out var next) || next.Scheme != address.Scheme || !string.Equals(next.Authority, address.Authority, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        address = next;
        return true;
    }

    private string? Body(PageRequest request, out string problem)
    {
        problem = "";
        return settings.Body is not { } template ? null
            : RequestTemplate.IsForm(settings.ContentType) ? RequestTemplate.FillForm(template, Values(request), out problem)
            : RequestTemplate.FillJson(template, Values(request), out problem);
    }

    private PlaceholderValues Values(PageRequest request) => (name, format) => name switch
    {
        "cursor" => new PlaceholderValue(format.Length > 0 ? clock.Rewrite(request.Cursor, format) : request.Cursor),
        "cursorId" => new PlaceholderValue(request.CursorId),
        "page" => new PlaceholderValue(request.Page),
        "limit" => new PlaceholderValue(request.Limit.ToString(CultureInfo.InvariantCulture), IsNumber: true),
        "offset" => new PlaceholderValue(Offset(request).ToString(CultureInfo.InvariantCulture), IsNumber: true),
        _ => null,
    };

    private static long Offset(PageRequest request) => int.TryParse(request.Page, NumberStyles.None, CultureInfo.InvariantCulture, out var page) ? (long)(page - 1) * request.Limit : 0;

    private IPaging ChoosePaging()
    {
        var water = new HighWater(clock, Path(settings.CursorTime), Path(settings.CursorId), TaggedValues.Compile(settings.Tagged));
        var next = Path(settings.NextPage);
        var handedOut = Path(settings.NextCursor);
        if (settings.Paging == PagingMode.Keyset && !settings.Takes("cursor"))
        {
            return new SnapshotPaging(settings.Limit);
        }

        return settings.Paging switch
        {
            PagingMode.Token => new TokenPaging(settings, overlap, water, next ?? handedOut ?? throw new InvalidOperationException("Token paging needs nextPage."), Path(settings.HasMore)),
            PagingMode.PageNumber => new PageNumberPaging(settings, overlap, water),
            _ => new KeysetPaging(KeysetRules(), overlap, water, handedOut),
        };
    }

    private KeysetRules KeysetRules() => new(
        settings.Takes("cursorId"), settings.Takes("limit"), settings.Limit, settings.From ?? "", null,
        $"a timestamp at {settings.CursorTime} written {settings.CursorFormat ?? "rfc3339"}", "without {cursorId} in the request");

    private static ValueParser Clock(ParseRule? rule)
    {
        // the watermark must not claim too much: of two readings the earlier one counts
        var known = (rule ?? new ParseRule { Kind = ParseKind.Instant }) with { Ambiguous = AmbiguousTime.Earlier, Nonexistent = NonexistentTime.Shift };
        return ValueParser.TryCompile(known, FactType.Instant, out var parser, out var error) ? parser : throw new ArgumentException(error, nameof(rule));
    }

    private static JsonPath? Path(string? text) =>
        text is not { Length: > 0 } ? null : JsonPath.TryParse(text, out var path, out var error) ? path : throw new ArgumentException($"{text}: {error}", nameof(text));
}
