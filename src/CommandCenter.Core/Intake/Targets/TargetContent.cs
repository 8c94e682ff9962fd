using System.Net;

namespace CommandCenter.Intake.Targets;

/// <summary>
/// The body of one call. It also tells whether anything can have left: the client keeps a request's head back until it asks for the body, so that before this no byte of the
/// request is on its way, and after this it is never sent a second time by the client itself. A call without a body therefore carries an empty one.
/// </summary>
internal sealed class TargetContent : HttpContent
{
    private static readonly ReadOnlyMemory<byte>[] none = [];
    private readonly ReadOnlyMemory<byte>[] pieces;
    private readonly long length;

    public TargetContent(TargetBody? body, TargetCall call)
    {
        pieces = body?.Fill(call, out length) ?? none;
        if (body is not null)
        {
            Headers.TryAddWithoutValidation("Content-Type", "application/json");
        }
    }

    /// <summary>Whether a byte of the request may have left.</summary>
    public bool Started { get; private set; }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        Started = true;
        foreach (var piece in pieces)
        {
            await stream.WriteAsync(piece, cancellationToken);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = this.length;
        return true;
    }
}
