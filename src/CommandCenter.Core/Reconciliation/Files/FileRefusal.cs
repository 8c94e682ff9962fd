using CommandCenter.Shared;

namespace CommandCenter.Reconciliation.Files;

/// <summary>Ends a comparison from deep within its reading; becomes the <see cref="Error"/> that it carries.</summary>
internal sealed class FileRefusal(Error error) : Exception(error.Message)
{
    public Error Error { get; } = error;
}
