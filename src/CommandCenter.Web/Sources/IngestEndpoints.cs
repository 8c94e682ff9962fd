using System.Buffers;
using CommandCenter.Shared;
using CommandCenter.Sources.Push;
using Microsoft.AspNetCore.Http.Features;

namespace CommandCenter.Sources;

/// <summary><c>POST /ingest/{source}</c>: signed by the sender, so it needs no person and no token.</summary>
public static class IngestEndpoints
{
    private const int MostAtOnce = 32;
    private static readonly TimeSpan readDeadline = TimeSpan.FromSeconds(15);

    /// <summary>Bodies are read before anybody has proved anything: their number is bounded as their size is.</summary>
    private static readonly SemaphoreSlim places = new(MostAtOnce, MostAtOnce);

    public static IEndpointRouteBuilder MapIngest(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/ingest/{source}", ReceiveAsync).AllowAnonymous().DisableAntiforgery().WithName("ingest").WithTags("sources")
            .WithSummary("Takes pushed records of a source, signed with HMAC-SHA256 over 't.source.rawBody' in X-Signature: t=UNIX,v1=HEX.")
            .Produces<IngestAnswer>().Produces<IngestAnswer>(StatusCodes.Status202Accepted)
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status408RequestTimeout).ProducesProblem(StatusCodes.Status413PayloadTooLarge).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        return routes;
    }

    private static async Task<IResult> ReceiveAsync(string source, HttpContext context, PushReceiver receiver, TimeProvider time, CancellationToken cancel)
    {
        if (receiver.MaxBytes(source) is not { } maxBytes) return Problem(StatusCodes.Status404NotFound, "source-not-found", "Nothing can be pushed to this source.");
        if (context.Request.ContentLength > maxBytes) return TooLarge(maxBytes);
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = maxBytes;

        using var deadline = new CancellationTokenSource(readDeadline, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancel);
        ReadOnlyMemory<byte>? body;
        try
        {
            await places.WaitAsync(both.Token);
            try
            {
                body = await ReadAsync(context.Request.Body, maxBytes, both.Token);
            }
            finally
            {
                places.Release();
            }
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return TooSlow();
        }
        catch (BadHttpRequestException e)
        {
            // the server has a limit of its own for bodies that drip
            return e.StatusCode switch
            {
                StatusCodes.Status413PayloadTooLarge => TooLarge(maxBytes),
                StatusCodes.Status408RequestTimeout => TooSlow(),
                _ => Problem(StatusCodes.Status400BadRequest, "broken-body", "The body broke off."),
            };
        }

        if (body is not { } whole) return TooLarge(maxBytes);
        // what was read whole is taken or refused whole, also when the sender hangs up now
        return Answer(context, await receiver.ReceiveAsync(source, context.Request.Headers[receiver.SignatureHeader(source)], whole, CancellationToken.None));
    }

    private static async Task<ReadOnlyMemory<byte>?> ReadAsync(Stream stream, long maxBytes, CancellationToken cancel)
    {
        var body = new ArrayBufferWriter<byte>();
        while (true)
        {
            var read = await stream.ReadAsync(body.GetMemory(16 * 1024), cancel);
            if (read == 0) return body.WrittenMemory;
            body.Advance(read);
            if (body.WrittenCount > maxBytes) return null;
        }
    }

    private static IResult Answer(HttpContext context, PushAnswer answer)
    {
        var counts = answer.Counts;
        var body = new IngestAnswer(answer.Code, counts.Records, counts.Applied, counts.Duplicates, counts.Conflicts, counts.Rejected);
        switch (answer.Status)
        {
            case PushStatus.Accepted:
                return TypedResults.Accepted((string?)null, body);
            case PushStatus.Repeated:
                return TypedResults.Ok(body);
            case PushStatus.Unavailable:
                context.Response.Headers.RetryAfter = "5";
                return Problem(StatusCodes.Status503ServiceUnavailable, answer.Code, answer.Message);
            case PushStatus.Unsigned:
                return Problem(StatusCodes.Status401Unauthorized, answer.Code, answer.Message);
            case PushStatus.UnknownSource:
                return Problem(StatusCodes.Status404NotFound, answer.Code, answer.Message);
            default:
                return Problem(StatusCodes.Status400BadRequest, answer.Code, answer.Message);
        }
    }

    private static IResult TooSlow() => Problem(StatusCodes.Status408RequestTimeout, "too-slow", $"The body did not come whole within {readDeadline.TotalSeconds:0} s.");

    private static IResult TooLarge(long maxBytes) => Problem(StatusCodes.Status413PayloadTooLarge, "too-large", $"A body of this source has at most {maxBytes} bytes.");

    private static IResult Problem(int status, string code, string message) => TypedResults.Problem(Problems.Details(status, code, message));
}

/// <param name="Code">accepted: something was new; repeated: everything was known.</param>
/// <param name="Records">Records in the body.</param>
/// <param name="Applied">Committed and new.</param>
/// <param name="Duplicates">Known with the same content.</param>
/// <param name="Conflicts">Known ids with another content; both kept.</param>
/// <param name="Rejected">Refused by the mapping and kept for a retry.</param>
public sealed record IngestAnswer(string Code, int Records, int Applied, int Duplicates, int Conflicts, int Rejected);
