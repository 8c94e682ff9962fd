namespace CommandCenter.Shared;

/// <summary>What kind of "no" an operation gave; decides the HTTP status and the wording on a page.</summary>
public enum ErrorKind
{
    /// <summary>The input is not acceptable; <see cref="Error.Field"/> names what to change.</summary>
    Validation,

    /// <summary>What was asked for does not exist.</summary>
    NotFound,

    /// <summary>The state it was asked in has changed, or another command holds it.</summary>
    Conflict,

    /// <summary>The actor lacks the permission; the message says which role has it.</summary>
    Forbidden,

    /// <summary>A store or a foreign system did not answer; the same call may go through later.</summary>
    Unavailable,
}

/// <summary>A refusal that a caller can act on.</summary>
/// <param name="Kind">Decides status and wording.</param>
/// <param name="Code">Stable, kebab-case, for programs.</param>
/// <param name="Message">One or two plain sentences for a person: what was found and what is allowed.</param>
/// <param name="Field">The input field, where one is to blame.</param>
public sealed record Error(ErrorKind Kind, string Code, string Message, string? Field = null)
{
    public static Error Validation(string code, string message, string? field = null) => new(ErrorKind.Validation, code, message, field);
    public static Error NotFound(string code, string message) => new(ErrorKind.NotFound, code, message);
    public static Error Conflict(string code, string message) => new(ErrorKind.Conflict, code, message);
    public static Error Forbidden(string code, string message) => new(ErrorKind.Forbidden, code, message);
    public static Error Unavailable(string code, string message) => new(ErrorKind.Unavailable, code, message);
}

/// <summary>Either a value or the reason why there is none. Exceptions are for bugs.</summary>
public readonly struct Result<T>
{
    private readonly T? value;

    private Result(T? value, Error? error)
    {
        this.value = value;
        Error = error;
    }

    /// <summary>The refusal, or null when the operation succeeded.</summary>
    public Error? Error { get; }

    public bool Succeeded => Error is null;

    /// <summary>The value of a success.</summary>
    /// <exception cref="InvalidOperationException">The result is a refusal.</exception>
    public T Value => Error is null ? value! : throw new InvalidOperationException($"No value: {Error.Code}: {Error.Message}");

    public static implicit operator Result<T>(T value) => new(value, null);
    public static implicit operator Result<T>(Error error) => new(default, error);
}
