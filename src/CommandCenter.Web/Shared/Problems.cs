using Microsoft.AspNetCore.Mvc;

namespace CommandCenter.Shared;

/// <summary>The one way from a refusal to HTTP: RFC 9457 problem details with a stable <c>code</c>, and <c>field</c> where an input is to blame.</summary>
public static class Problems
{
    public static int Status(ErrorKind kind) => kind switch
    {
        ErrorKind.Validation => StatusCodes.Status400BadRequest,
        ErrorKind.NotFound => StatusCodes.Status404NotFound,
        ErrorKind.Conflict => StatusCodes.Status409Conflict,
        ErrorKind.Forbidden => StatusCodes.Status403Forbidden,
        _ => StatusCodes.Status503ServiceUnavailable,
    };

    public static IResult ToProblem(this Error error)
    {
        ArgumentNullException.ThrowIfNull(error);
        return TypedResults.Problem(Details(Status(error.Kind), error.Code, error.Message, error.Field));
    }

    /// <summary>200 with the value, or the refusal as a problem.</summary>
    public static IResult ToHttp<T>(this Result<T> result) => result.ToHttp(value => TypedResults.Ok(value));

    /// <summary>What <paramref name="succeeded"/> makes of the value, or the refusal as a problem.</summary>
    public static IResult ToHttp<T>(this Result<T> result, Func<T, IResult> succeeded)
    {
        ArgumentNullException.ThrowIfNull(succeeded);
        return result.Error is { } error ? error.ToProblem() : succeeded(result.Value);
    }

    public static ProblemDetails Details(int status, string code, string message, string? field = null)
    {
        var details = new ProblemDetails { Status = status, Title = Title(status), Detail = message };
        details.Extensions["code"] = code;
        if (field is not null) details.Extensions["field"] = field;
        return details;
    }

    private static string Title(int status) => status switch
    {
        StatusCodes.Status400BadRequest => "Not acceptable as it is",
        StatusCodes.Status401Unauthorized => "Not signed in",
        StatusCodes.Status403Forbidden => "Not permitted",
        StatusCodes.Status404NotFound => "Not found",
        StatusCodes.Status409Conflict => "Conflict",
        StatusCodes.Status413PayloadTooLarge => "Too large",
        StatusCodes.Status429TooManyRequests => "Too many tries",
        StatusCodes.Status503ServiceUnavailable => "Not available now",
        _ => "Failed",
    };
}
