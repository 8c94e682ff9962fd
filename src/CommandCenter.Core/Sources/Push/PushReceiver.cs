using System.Collections.Concurrent;
using System.Text.Json;
using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Shared;
using CommandCenter.Sources.Http;
using CommandCenter.Sources.Mapping;
using CommandCenter.Sources.Polling;

namespace CommandCenter.Sources.Push;

public enum PushStatus
{
    /// <summary>Committed, something was new.</summary>
    Accepted,

    /// <summary>Everything was known; nothing was applied.</summary>
    Repeated,

    /// <summary>No valid signature of now.</summary>
    Unsigned,
    UnknownSource,

    /// <summary>Signed, and not readable.</summary>
    Unreadable,

    /// <summary>Not committed: paused, or the store cannot be written. Send it again later.</summary>
    Unavailable,
}

/// <param name="Message">For the sender.</param>
public sealed record PushAnswer(PushStatus Status, string Code, string Message, BatchCounts Counts);

/// <summary>Takes what foreign systems push. Nothing is acknowledged that is not committed.</summary>
public sealed class PushReceiver : IDisposable
{
    /// <summary>How far the sender's clock may be off.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    private const int MostConflicts = 5;

    private readonly ActivePlan active;
    private readonly EventStore store;
    private readonly CommitLine line;
    private readonly ILiveFeed feed;
    private readonly SourcePauses pauses;
    private readonly MappingCatalog mappings;
    private readonly ISecrets secrets;
    private readonly TimeProvider time;
    private readonly ISourceHints hints;

    /// <summary>One push of a source at a time: the second would only lose the cursor's compare-and-set.</summary>
    private readonly ConcurrentDictionary<string, SemaphoreSlim> turns = new(StringComparer.Ordinal);

    internal PushReceiver(ActivePlan active, EventStore store, CommitLine line, ILiveFeed feed, SourcePauses pauses, MappingCatalog mappings, ISecrets secrets, TimeProvider time, ISourceHints hints)
    {
        (this.active, this.store, this.line, this.feed, this.pauses, this.mappings, this.secrets, this.time, this.hints) = (active, store, line, feed, pauses, mappings, secrets, time, hints);
    }

    /// <summary>Bytes that a body of this source may have; null when nothing may be pushed to it.</summary>
    public long? MaxBytes(string source) => active.Current?.Source(source) is { } definition ? definition.Push?.MaxBytes ?? definition.Hints?.MaxBytes : null;

    /// <summary>The header that a body of this source is signed in.</summary>
    public string SignatureHeader(string source) => active.Current?.Source(source)?.Hints?.Header ?? "X-Signature";

    /// <param name="signature">The header as it came.</param>
    /// <param name="body">The raw bytes: the signature is over them, not over what they mean.</param>
    public async Task<PushAnswer> ReceiveAsync(string source, string? signature, ReadOnlyMemory<byte> body, CancellationToken cancel)
    {
        if (active.Current?.Source(source) is { Push: null, Hints: { } hinted } polled)
        {
            return await TakeHintAsync(polled, hinted, signature, body, cancel);
        }

        if (Find(source) is not { } definition)
        {
            return Refuse(PushStatus.UnknownSource, "source-not-found", "Nothing can be pushed to this source.");
        }

        if (await VerifyAsync(definition, definition.Push!.Secrets, signature, body, cancel) is { } unsigned)
        {
            return unsigned;
        }

        if (pauses.Contains(source))
        {
            return Refuse(PushStatus.Unavailable, "source-paused", "The source is paused. Send it again later.");
        }

        var mapping = mappings.Of(active.Required, definition);
        if (mapping.Error is { } unusable)
        {
            await FailAsync(source, unusable.Message, cancel);
            return Refuse(PushStatus.Unavailable, "mapping-invalid", "What is sent cannot be mapped at the moment. Send it again later.");
        }

        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = HttpExchange.DeepestJson });
        }
        catch (JsonException e)
        {
            await FailAsync(source, $"A signed body of {body.Length} bytes is not whole JSON.", cancel);
            return Refuse(PushStatus.Unreadable, "not-json", $"The body is not whole JSON at byte {e.BytePositionInLine} of line {e.LineNumber + 1}.");
        }

        using (document)
        {
            return await TakeAsync(definition, mapping.Value, document.RootElement, cancel);
        }
    }

    public void Dispose()
    {
        foreach (var turn in turns.Values)
        {
            turn.Dispose();
        }
    }

    /// <summary>Whatever the hint says of the order is not looked at: the source itself is asked.</summary>
    private async Task<PushAnswer> TakeHintAsync(SourceDefinition definition, HintSettings settings, string? signature, ReadOnlyMemory<byte> body, CancellationToken cancel)
    {
        if (settings.Header is null)
        {
            if (await VerifyAsync(definition, settings.Secrets, signature, body, cancel) is { } unsigned)
            {
                return unsigned;
            }
        }
        else if (!settings.Secrets.Take(2).Select(secrets.Resolve).Any(s => s.Succeeded && HintSignature.IsBy(settings, s.Value, signature, body.Span)))
        {
            return Refuse(PushStatus.Unsigned, "bad-signature", $"{settings.Header}: an HMAC-SHA256 of the body is missing or does not fit.");
        }

        if (pauses.Contains(definition.Id))
        {
            return Refuse(PushStatus.Unavailable, "source-paused", "The source is paused. Send it again later.");
        }

        if (!TryReadKey(settings, body, out var key))
        {
            return Refuse(PushStatus.Unreadable, "no-key", $"The body is not JSON with a key of 1 to 200 characters at {settings.Key}.");
        }

        return hints.Hint(definition.Id, key)
            ? new PushAnswer(PushStatus.Accepted, "hint-taken", "The source is asked for it.", default)
            : Refuse(PushStatus.Unavailable, "not-polled-here", "Nothing polls this source at the moment. Send it again later.");
    }

    private static bool TryReadKey(HintSettings settings, ReadOnlyMemory<byte> body, out string? key)
    {
        key = null;
        if (settings.Key is null)
        {
            return true;
        }

        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = HttpExchange.DeepestJson });
            // a key of dots alone would climb out of the address that it is put into
            return JsonPath.TryParse(settings.Key, out var path, out _) && path.TryFind(document.RootElement, out var found) && JsonScalar.TryRead(found, out key, out _)
                && key is { Length: >= 1 and <= 200 } && !key.Any(char.IsControl) && key.Any(c => c != '.');
        }
        catch (JsonException)
        {
            return false;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private async Task<PushAnswer?> VerifyAsync(SourceDefinition definition, IReadOnlyList<string> references, string? header, ReadOnlyMemory<byte> body, CancellationToken cancel)
    {
        var signature = PushSignature.Parse(header);
        var matches = false;
        foreach (var reference in references.Take(2))
        {
            var secret = secrets.Resolve(reference);
            if (secret.Error is { } missing)
            {
                await FailAsync(definition.Id, missing.Message, cancel);
                continue;
            }

            matches |= signature?.IsBy(secret.Value, definition.Id, body.Span) == true;
        }

        if (signature is null || !matches)
        {
            return Refuse(PushStatus.Unsigned, "bad-signature", "X-Signature: t=UNIX,v1=HMAC-SHA256 of 't.source.body' is missing or does not fit.");
        }

        var off = time.GetUtcNow() - DateTimeOffset.UnixEpoch - TimeSpan.FromSeconds(Math.Min(signature.Seconds, 253_402_300_799));
        if (off.Duration() <= Tolerance)
        {
            return null;
        }

        // signed rightly, so it is the sender's clock (or an old message sent again), not a stranger
        await FailAsync(definition.Id, $"The sender's clock is {off.Duration().TotalSeconds:0} s {(off > TimeSpan.Zero ? "behind" : "ahead")}; at most {Tolerance.TotalSeconds:0} s are accepted.", cancel);
        return Refuse(PushStatus.Unsigned, "clock-off", $"The signature's time differs from ours by {off.Duration().TotalSeconds:0} s; at most {Tolerance.TotalSeconds:0} s are accepted.");
    }

    private async Task<PushAnswer> TakeAsync(SourceDefinition definition, CompiledMapping mapping, JsonElement root, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var heartbeat = ReadHeartbeat(definition.Push!, root, now);
        if (FindRecords(definition.Push!, root, heartbeat is not null) is not { } records)
        {
            await FailAsync(definition.Id, $"A signed body has no records at {definition.Push!.Items}.", cancel);
            return Refuse(PushStatus.Unreadable, "no-items", $"The body has no array of records at {definition.Push!.Items}.");
        }

        var batch = new RecordBatch(mapping, new MappingScope(definition.Id, definition.Side, now), null);
        foreach (var record in records)
        {
            batch.Add(record);
        }

        var turn = turns.GetOrAdd(definition.Id, _ => new SemaphoreSlim(1, 1));
        await turn.WaitAsync(cancel);
        try
        {
            return await CommitAsync(definition, batch, heartbeat, now, cancel);
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task<PushAnswer> CommitAsync(SourceDefinition definition, RecordBatch batch, DateTimeOffset? heartbeat, DateTimeOffset now, CancellationToken cancel)
    {
        Result<CommittedBatch> done = Error.Conflict("cursor-moved", "The cursor moved.");
        for (var tries = 0; tries < MostConflicts && done.Error?.Kind == ErrorKind.Conflict; tries++)
        {
            // only a heartbeat moves the cursor; records alone need none, their ids make them harmless twice
            var cursor = heartbeat is null ? null : await store.ReadCursorAsync(definition.Id, cancel);
            done = await line.CommitAsync(batch.Make(cursor is null ? null : new CursorMove(cursor.Revision, cursor.Position, heartbeat)), cancel);
        }

        if (done.Error is { } error)
        {
            await FailAsync(definition.Id, error.Message, cancel);
            return Refuse(PushStatus.Unavailable, "store-unavailable", "It could not be written down. Send it again later.");
        }

        var counts = done.Value.Counts;
        await feed.PublishAsync(new SourceHealthReport(definition.Id, now, true, null, null, false, false, heartbeat ?? done.Value.Cursor?.Watermark, true), cancel);
        return counts.Applied + counts.Conflicts + counts.Rejected > 0
            ? new PushAnswer(PushStatus.Accepted, "accepted", "Committed.", counts)
            : new PushAnswer(PushStatus.Repeated, "repeated", "Everything was known; nothing was applied.", counts);
    }

    private static IReadOnlyList<JsonElement>? FindRecords(PushSettings push, JsonElement root, bool isHeartbeat)
    {
        if (!JsonPath.TryParse(push.Items, out var path, out _) || !path.TryFind(root, out var found))
        {
            return isHeartbeat ? [] : null;
        }

        return found.ValueKind switch
        {
            JsonValueKind.Array => [.. found.EnumerateArray()],
            JsonValueKind.Object when path.Segments.Count == 0 && isHeartbeat => [],
            JsonValueKind.Object => [found],
            _ => isHeartbeat ? [] : null,
        };
    }

    /// <summary>What the sender says it has sent everything up to; never later than now.</summary>
    private static DateTimeOffset? ReadHeartbeat(PushSettings push, JsonElement root, DateTimeOffset now)
    {
        if (!JsonPath.TryParse(push.Heartbeat, out var path, out _) || !path.TryFind(root, out var found) || !JsonScalar.TryRead(found, out var text, out _) || text is null)
        {
            return null;
        }

        ValueParser.TryCompile(null, FactType.Instant, out var parser, out _);
        return parser.TryParse(text, out var value, out _, out _, out _) && value.AsInstant() is { } at ? at < now ? at : Instants.ToStored(now) : null;
    }

    private ValueTask FailAsync(string source, string error, CancellationToken cancel) =>
        feed.PublishAsync(new SourceHealthReport(source, time.GetUtcNow(), false, secrets.Redact(error), null, false, false, null, false), cancel);

    private SourceDefinition? Find(string source) => active.Current?.Source(source) is { Adapter: "push", Push: not null } definition ? definition : null;

    private static PushAnswer Refuse(PushStatus status, string code, string message) => new(status, code, message, default);
}
