using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace CommandCenter.Sources.Http;

/// <summary>One request and its answer under every limit: a deadline for the whole, decompressed bytes, JSON depth, redirects on the same host only.</summary>
internal sealed class HttpExchange(HttpMessageInvoker invoker, TimeSpan timeout, long maxBytes, TimeProvider time)
{
    public const int DeepestJson = 64;
    private const int MostRedirects = 3;

    /// <param name="make">Makes the request for an address; called again for a redirect.</param>
    public async Task<HttpAnswer> SendAsync(Uri address, Func<Uri, HttpRequestMessage> make, CancellationToken cancel)
    {
        // the deadline covers headers and body: a source that sends a byte a second runs into it
        using var deadline = new CancellationTokenSource(timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancel);
        try
        {
            for (var redirects = 0; ; redirects++)
            {
                using var request = make(address);
                using var response = await invoker.SendAsync(request, both.Token);
                if (response.StatusCode is HttpStatusCode.Moved or HttpStatusCode.Found or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect)
                {
                    if (Follow(address, response.Headers.Location, redirects) is { } next)
                    {
                        address = next;
                        continue;
                    }

                    return HttpAnswer.Failed("redirected", $"{Place(address)} sends us to another host or in circles; redirects are followed on the same host only.", transient: false);
                }

                return response.IsSuccessStatusCode ? await ReadAsync(address, response, both.Token) : Refusal(address, response);
            }
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return HttpAnswer.Failed("timeout", $"{Place(address)} did not answer whole within {timeout.TotalSeconds:0.###} s.", transient: true);
        }
        catch (OutboundRefusedException refused)
        {
            return HttpAnswer.Failed("outbound-refused", refused.Message, transient: false);
        }
        catch (HttpRequestException e) when (e.InnerException is OutboundRefusedException refused)
        {
            return HttpAnswer.Failed("outbound-refused", refused.Message, transient: false);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or InvalidDataException)
        {
            return HttpAnswer.Failed("unreachable", $"{Place(address)} cannot be read: {Why(e)}.", transient: true);
        }
    }

    /// <summary>Host and path: a query may carry what nobody should read in a log.</summary>
    public static string Place(Uri address) => address.Authority + address.AbsolutePath;

    private async Task<HttpAnswer> ReadAsync(Uri address, HttpResponseMessage response, CancellationToken cancel)
    {
        if (response.Content.Headers.ContentLength > maxBytes)
        {
            return TooLarge(address);
        }

        var body = new ArrayBufferWriter<byte>(64 * 1024);
        await using var stream = await response.Content.ReadAsStreamAsync(cancel);
        while (true)
        {
            var read = await stream.ReadAsync(body.GetMemory(16 * 1024), cancel);
            if (read == 0)
            {
                break;
            }

            body.Advance(read);
            if (body.WrittenCount > maxBytes)
            {
                return TooLarge(address);
            }
        }

        try
        {
            return new HttpAnswer { Document = JsonDocument.Parse(body.WrittenMemory, new JsonDocumentOptions { MaxDepth = DeepestJson }) };
        }
        catch (JsonException e)
        {
            var kind = response.Content.Headers.ContentType?.MediaType ?? "no content type";
            return HttpAnswer.Failed("not-json", $"The answer of {Place(address)} ({kind}, {body.WrittenCount} bytes) is not whole JSON at byte {e.BytePositionInLine} of line {e.LineNumber + 1}.", transient: false);
        }
    }

    private HttpAnswer TooLarge(Uri address) => HttpAnswer.Failed("too-large", $"The answer of {Place(address)} has more than {maxBytes} bytes.", transient: false);

    private HttpAnswer Refusal(Uri address, HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        var transient = status is 408 or 429 or >= 500;
        var wait = transient ? Wait(response.Headers.RetryAfter) : null;
        var words = wait is { } w ? $" and asks to wait {w.TotalSeconds:0} s" : "";
        return HttpAnswer.Failed("http-" + status, $"{Place(address)} answered {status} {response.StatusCode}{words}.", transient, wait) with { Status = status };
    }

    private TimeSpan? Wait(RetryConditionHeaderValue? header)
    {
        var wait = header?.Delta ?? (header?.Date is { } date ? date - time.GetUtcNow() : null);
        return wait is { } w ? w < TimeSpan.Zero ? TimeSpan.Zero : w : null;
    }

    private static Uri? Follow(Uri from, Uri? location, int redirects)
    {
        if (location is null || redirects >= MostRedirects)
        {
            return null;
        }

        var next = new Uri(from, location);
        return next.Scheme == from.Scheme && string.Equals(next.Authority, from.Authority, StringComparison.OrdinalIgnoreCase) ? next : null;
    }

    /// <summary>What broke, in words that follow a colon.</summary>
    public static string Why(Exception e) => e switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => "its name is not known",
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => "no secure connection could be made",
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => "nobody listens there",
        InvalidDataException => "the compressed body is damaged",
        _ => "the connection broke",
    };
}
