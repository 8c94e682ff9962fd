using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using CommandCenter.Plan;
using CommandCenter.Shared;
using CommandCenter.Sources.Mapping;

namespace CommandCenter.Sources.Http;

/// <summary>The header that says who asks.</summary>
/// <param name="Name">Null where nobody signs in.</param>
internal readonly record struct CredentialHeader(string? Name, string Value);

/// <summary>Puts credentials on requests; for session tokens, signs in and remembers the session until the source says that it is over.</summary>
internal sealed class SourceSignIn
{
    private static readonly AnswerErrors usualErrors = new([.. new[] { "$.error", "$.errors" }.Select(p => JsonPath.TryParse(p, out var path, out _) ? path : JsonPath.Root)]);

    private readonly AuthSettings? auth;
    private readonly ISecrets secrets;
    private readonly HttpExchange exchange;
    private readonly JsonPath? signedOut;
    private readonly Regex? signedOutWords;

    /// <summary>What the header says while the session stands.</summary>
    private volatile string? session;

    public SourceSignIn(AuthSettings? auth, ISecrets secrets, HttpExchange exchange)
    {
        (this.auth, this.secrets, this.exchange) = (auth, secrets, exchange);
        signedOut = auth?.SignedOutWhen.Path is { } path && JsonPath.TryParse(path, out var found, out _) ? found : null;
        signedOutWords = auth?.SignedOutWhen.Matches is { } words ? new Regex(words, RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)) : null;
    }

    private bool CanSignInAgain => auth?.Kind == "session-token";

    /// <summary>Requests cannot be made before <see cref="PrepareAsync"/>.</summary>
    public bool MustSignIn => CanSignInAgain && session is null;

    /// <summary>The session that the source refused is worth nothing any more.</summary>
    public void Forget() => session = null;

    /// <summary>Forgets the session that <paramref name="refused"/> was made of; one that another call began meanwhile stays.</summary>
    public void Forget(CredentialHeader refused)
    {
        if (ReferenceEquals(session, refused.Value))
        {
            session = null;
        }
    }

    /// <summary>True when the answer says that the session is over; for kinds without a session never.</summary>
    public bool SaysSignedOut(HttpAnswer answer)
    {
        if (!CanSignInAgain || auth!.SignedOutWhen.Status.Contains(answer.Status))
        {
            return CanSignInAgain;
        }

        if (signedOut is null || answer.Document is not { } document || !signedOut.TryFind(document.RootElement, out var found)
            || found.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined)
        {
            return false;
        }

        try
        {
            return signedOutWords is null || signedOutWords.IsMatch(JsonScalar.TryRead(found, out var text, out _) ? text ?? "" : found.GetRawText());
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }

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

        var values = new Dictionary<string, string>(StringComparer.Ordinal) { ["user"] = user.Value, ["password"] = password.Value };
        var template = auth.SignInBody ?? """{"user":"{user}","password":"{password}"}""";
        PlaceholderValue? Of(string name, string format) => values.TryGetValue(name, out var value) ? new PlaceholderValue(value) : null;
        var body = RequestTemplate.IsForm(auth.SignInContentType) ? RequestTemplate.FillForm(template, Of, out var problem) : RequestTemplate.FillJson(template, Of, out problem);
        if (body is null)
        {
            return HttpAnswer.Failed("bad-sign-in", "The sign-in's body cannot be made: " + problem, transient: false);
        }

        var address = new Uri(auth.SignInUrl!);
        var answer = await exchange.SendAsync(address, a => new HttpRequestMessage(HttpMethod.Post, a) { Content = SourceCalls.Content(body, auth.SignInContentType) }, cancel);
        if (answer.Document is null)
        {
            // no status: a refused sign-in is no reason to sign in again
            return answer with { Failure = "Signing in failed: " + answer.Failure, Status = 0 };
        }

        using (answer.Document)
        {
            return Take(answer.Document.RootElement, values, address);
        }
    }

    /// <summary>Adds the credentials; an error names the one that is missing.</summary>
    public Error? Sign(HttpRequestMessage request)
    {
        var credentials = Credentials();
        return credentials.Error ?? (credentials.Value is { Name: { } name } header && !request.Headers.TryAddWithoutValidation(name, header.Value) ? Unsendable(name) : null);
    }

    /// <summary>The header that <see cref="Sign"/> adds; an error names the credential that is missing.</summary>
    public Result<CredentialHeader> Credentials()
    {
        switch (auth?.Kind)
        {
            case null or "none":
                return default(CredentialHeader);
            case "session-token":
                return Header(auth.Header ?? "Authorization", session ?? "");
            case "bearer":
                var bearer = secrets.Resolve(auth.Token ?? "");
                return bearer.Error ?? Header("Authorization", "Bearer " + bearer.Value);
            case "api-key":
                var key = secrets.Resolve(auth.Token ?? auth.Password ?? "");
                return key.Error ?? Header(auth.Header ?? "X-Api-Key", IsAuthorization(auth.Header) ? "Bearer " + key.Value : key.Value);
            default:
                var user = secrets.Resolve(auth.User ?? "");
                var password = secrets.Resolve(auth.Password ?? "");
                if ((user.Error ?? password.Error) is { } missing)
                {
                    return missing;
                }

                var pair = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user.Value}:{password.Value}"));
                secrets.Resolve(pair);
                return Header("Authorization", "Basic " + pair);
        }
    }

    private HttpAnswer? Take(JsonElement answer, Dictionary<string, string> values, Uri address)
    {
        // a second factor and the like come as errors with HTTP 200: their words help more than "no token"
        var words = usualErrors.Find(answer) is { } error ? " It answered with an error: " + error : "";
        var wanted = auth!.Values.Select(v => (Name: v.Key, Path: v.Value)).Append((Name: "token", Path: auth.TokenPath ?? "$.token"));
        foreach (var (name, path) in wanted)
        {
            if (!JsonPath.TryParse(path, out var place, out _) || !place.TryFind(answer, out var found) || !JsonScalar.TryRead(found, out var value, out _) || value is null)
            {
                return HttpAnswer.Failed("no-token", $"Signing in at {HttpExchange.Place(address)} brought no {name} at {path}.{words}", transient: false);
            }

            secrets.Resolve(value); // from now on it is redacted
            values[name] = value;
        }

        var derived = new List<string>();
        session = auth.HeaderValue is { } template ? HeaderTemplate.Fill(template, values, derived)
            : IsAuthorization(auth.Header ?? "Authorization") ? "Bearer " + values["token"] : values["token"];
        foreach (var piece in derived.Append(session))
        {
            secrets.Resolve(piece);
        }

        return null;
    }

    private static bool IsAuthorization(string? header) => string.Equals(header, "Authorization", StringComparison.OrdinalIgnoreCase);

    private static Result<CredentialHeader> Header(string name, string value) => value.Any(char.IsControl) ? Unsendable(name) : new CredentialHeader(name, value);

    private static Error Unsendable(string header) => Error.Validation("bad-header", $"The header {header} cannot be sent.");
}
