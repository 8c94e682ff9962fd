using System.Net;
using System.Text.RegularExpressions;
using CommandCenter.Sources;

namespace CommandCenter.Tests.Identity;

/// <summary>A product with a real identity provider beside it.</summary>
public sealed class OidcApp : OidcDriver, IAsyncLifetime
{
    internal OidcProvider? Provider { get; private set; }

    public async ValueTask InitializeAsync()
    {
        var port = FreePort.Next();
        Host = await AppHost.StartAsync(Options(port));
        Provider = await OidcProvider.StartAsync(port, Host.Url);
    }

    public async ValueTask DisposeAsync()
    {
        if (Provider is not null) await Provider.DisposeAsync();
        await Host.DisposeAsync();
    }

    internal static AppHostOptions Options(int port) => new()
    {
        World = false,
        Settings = OidcProvider.Settings(port),
        Services = services => Microsoft.Extensions.DependencyInjection.ServiceCollectionServiceExtensions.AddSingleton(
            services, new KnownSecrets(new Dictionary<string, string>(StringComparer.Ordinal) { ["CC_SECRET_OIDC"] = OidcProvider.Secret })),
    };

}

/// <summary>Takes the steps that a person at a browser takes.</summary>
public abstract partial class OidcDriver
{
    public AppHost Host { get; protected set; } = null!;

    /// <summary>Goes to the provider, signs in and agrees there, and stops before the product gets the answer.</summary>
    /// <param name="person"><c>SUBJECT|NAME|GROUP,GROUP</c>.</param>
    /// <returns>The address with code and state that the provider sends the browser to.</returns>
    public async Task<Uri> ToAnswerAsync(HttpClient client, string person, string returnUrl = "/jobs")
    {
        ArgumentNullException.ThrowIfNull(client);
        var start = await client.GetAsync("/sign-in/provider?returnUrl=" + Uri.EscapeDataString(returnUrl));
        var subject = await OidcProvider.TellAsync(start.Headers.Location!.Port, person);
        return await FollowAsync(client, start, subject, stop: to => to.AbsolutePath == "/sign-in/oidc");
    }

    /// <summary>The whole way.</summary>
    /// <returns>What the product answered in the end: a redirect.</returns>
    public async Task<HttpResponseMessage> SignInAsync(HttpClient client, string person, string returnUrl = "/jobs")
    {
        ArgumentNullException.ThrowIfNull(client);
        return await client.GetAsync(await ToAnswerAsync(client, person, returnUrl));
    }

    /// <summary>Follows redirects and sends the provider's forms, as a person at a browser would.</summary>
    internal static async Task<Uri> FollowAsync(HttpClient client, HttpResponseMessage answer, string person, Func<Uri, bool> stop)
    {
        for (var steps = 0; steps < 20; steps++)
        {
            var at = answer.RequestMessage!.RequestUri!;
            if (answer.Headers.Location is { } location)
            {
                var to = new Uri(at, location);
                if (stop(to)) return to;
                answer = await client.GetAsync(to);
                continue;
            }

            var html = await answer.Content.ReadAsStringAsync();
            var action = Action().Match(html);
            Assert.True(action.Success, $"{at}: no form in {html}");
            var fields = Field().Matches(html).Select(m => new KeyValuePair<string, string>(m.Groups["name"].Value, WebUtility.HtmlDecode(m.Groups["value"].Value)))
                .Where(f => f.Key is not ("login" or "password")).Append(new("login", person)).Append(new("password", "any"));
            if (html.Contains("logout", StringComparison.Ordinal) && html.Contains("xsrf", StringComparison.Ordinal)) fields = fields.Append(new("logout", "yes"));
            answer = await client.PostAsync(new Uri(at, WebUtility.HtmlDecode(action.Groups["to"].Value)), new FormUrlEncodedContent(fields));
        }

        throw new InvalidOperationException("The provider leads nowhere.");
    }

    [GeneratedRegex("<form[^>]* action=\"(?<to>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Action();

    [GeneratedRegex("<input[^>]* name=\"(?<name>[^\"]+)\"( value=\"(?<value>[^\"]*)\")?", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Field();
}

/// <summary>For a product that a test started by itself.</summary>
internal sealed class OidcAppOf : OidcDriver, IAsyncDisposable
{
    public OidcAppOf(AppHost host) => Host = host;

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}
