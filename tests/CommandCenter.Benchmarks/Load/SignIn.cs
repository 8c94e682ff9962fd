using System.Net;
using System.Text.RegularExpressions;

namespace CommandCenter.Benchmarks.Load;

/// <summary>Signs in on the page, as a person does.</summary>
internal static partial class SignIn
{
    /// <returns>The <c>Cookie</c> header of a signed-in person.</returns>
    /// <exception cref="InvalidDataException">The sign-in was refused.</exception>
    public static async Task<string> AsAsync(Uri server, string user, string password, CancellationToken cancel)
    {
        var cookies = new CookieContainer();
        using var handler = new SocketsHttpHandler { CookieContainer = cookies, AllowAutoRedirect = false };
        using var http = new HttpClient(handler) { BaseAddress = server };
        var html = await http.GetStringAsync(new Uri("/sign-in", UriKind.Relative), cancel);
        var fields = HiddenInputs().Matches(html).ToDictionary(m => m.Groups["name"].Value, m => WebUtility.HtmlDecode(m.Groups["value"].Value), StringComparer.Ordinal);
        fields["Input.User"] = user;
        fields["Input.Password"] = password;
        using var form = new FormUrlEncodedContent(fields);
        using var answer = await http.PostAsync(new Uri("/sign-in", UriKind.Relative), form, cancel);
        var header = cookies.GetCookieHeader(server);
        return header.Contains("cc-session=", StringComparison.Ordinal) ? header : throw new InvalidDataException($"Signing in as {user} was answered {(int)answer.StatusCode} without a session.");
    }

    [GeneratedRegex("<input[^>]*type=\"hidden\"[^>]*name=\"(?<name>[^\"]+)\"[^>]*value=\"(?<value>[^\"]*)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex HiddenInputs();
}
