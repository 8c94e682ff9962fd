using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using CommandCenter.Plan;
using CommandCenter.Shared;
using CommandCenter.Sources.Mapping;

namespace CommandCenter.Sources.Http;

/// <summary>Puts credentials on requests; for session tokens, signs in and remembers the token until the source refuses it.</summary>
internal sealed class SourceSignIn(AuthSettings? auth, ISecrets secrets, HttpExchange exchange)
{
    private string? session;

    public bool CanSignInAgain => auth?.Kind == "session-token";

    /// <summary>The token that the source refused is worth nothing any more.</summary>
    public void Forget() => session = null;

    /// <summary>Signs in where that is needed. Null when requests can be made.</summary>
    public async Task<HttpAnswer?> PrepareAsync(CancellationToken cancel)
    {
        if (!CanSignInAgain || session is not null)
        {
            return null;
        }

        var user = secrets.Resolve(auth!.User ?? "");
        var password = secrets.Resolve(auth.Password ?? "");
        if ((user.Error ?? password.Error) is { } missing)
        {
            return HttpAnswer.Failed("no-credentials", missing.Message, transient: false);
        }

        var body = (auth.SignInBody ?? """{"user":"{user}","password":"{password}"}""")
            .Replace("{user}", Escape(user.Value), StringComparison.Ordinal).Replace("{password}", Escape(password.Value), StringComparison.Ordinal);
        var address = new Uri(auth.SignInUrl!);
        var answer = await exchange.SendAsync(address, a => new HttpRequestMessage(HttpMethod.Post, a) { Content = new StringContent(body, Encoding.UTF8, "application/json") }, cancel);
        if (answer.Document is null)
        {
            return answer with { Failure = "Signing in failed: " + answer.Failure, IsUnauthorised = false };
        }

        using (answer.Document)
        {
            if (!JsonPath.TryParse(auth.TokenPath ?? "$.token", out var path, out _) || !path.TryFind(answer.Document.RootElement, out var found)
                || !JsonScalar.TryRead(found, out var token, out _) || token is null)
            {
                return HttpAnswer.Failed("no-token", $"Signing in at {HttpExchange.Place(address)} brought no token at {auth.TokenPath}.", transient: false);
            }

            secrets.Resolve(token); // from now on it is redacted
            session = token;
            return null;
        }
    }

    /// <summary>Adds the credentials; an error names the one that is missing.</summary>
    public Error? Sign(HttpRequestMessage request)
    {
        switch (auth?.Kind)
        {
            case null or "none":
                return null;
            case "session-token":
                return Add(request, auth.Header, session ?? "");
            case "bearer":
                var bearer = secrets.Resolve(auth.Token ?? "");
                return bearer.Error ?? Add(request, null, bearer.Value);
            case "api-key":
                var key = secrets.Resolve(auth.Token ?? auth.Password ?? "");
                return key.Error ?? Add(request, auth.Header ?? "X-Api-Key", key.Value);
            default:
                var user = secrets.Resolve(auth.User ?? "");
                var password = secrets.Resolve(auth.Password ?? "");
                if ((user.Error ?? password.Error) is { } missing)
                {
                    return missing;
                }

                var pair = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user.Value}:{password.Value}"));
                secrets.Resolve(pair);
                request.Headers.Authorization = new AuthenticationHeaderValue("Basic", pair);
                return null;
        }
    }

    private static Error? Add(HttpRequestMessage request, string? header, string token)
    {
        var bearer = header is null || string.Equals(header, "Authorization", StringComparison.OrdinalIgnoreCase);
        var added = bearer
            ? request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + token)
            : request.Headers.TryAddWithoutValidation(header!, token);
        return added ? null : Error.Validation("bad-header", $"The header {header ?? "Authorization"} cannot be sent.");
    }

    private static string Escape(string value) => JsonEncodedText.Encode(value).ToString();
}
