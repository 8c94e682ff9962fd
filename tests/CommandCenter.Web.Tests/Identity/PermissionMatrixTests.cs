using System.Net;
using System.Text;
using CommandCenter.Access;
using CommandCenter.Identity;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace CommandCenter.Tests.Identity;

/// <summary>Every role against every call of the API, as the running application maps them.</summary>
public class PermissionMatrixTests(QuietApp app) : IClassFixture<QuietApp>
{
    [Fact]
    public async Task Api_EveryRoleOnEveryCall_AnswersByTheTable()
    {
        var calls = Calls();
        Assert.True(calls.Count > 5, "the API has calls");
        var wrong = new List<string>();
        foreach (var (name, role) in DemoPeople.Roles)
        {
            using var client = await app.Host.TokenClientAsync(name);
            foreach (var (method, url, permission) in calls)
            {
                if (permission.Roles.Contains(role) && method != HttpMethod.Get) continue; // would carry the command out; whether it is let through shows on reads and in each feature's tests
                using var answer = await SendAsync(client, method, url);
                var refused = answer.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized;
                var text = refused ? await answer.Content.ReadAsStringAsync() : "";
                if (refused == permission.Roles.Contains(role)) wrong.Add($"{role} {method} {url}: {(int)answer.StatusCode}");
                else if (refused && !permission.Roles.All(r => text.Contains(r.ToString(), StringComparison.Ordinal))) wrong.Add($"{role} {method} {url}: does not name {string.Join(", ", permission.Roles)}: {text}");
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public async Task Api_Anonymous_Is401OnEveryCall()
    {
        using var client = app.Host.CreateClient();
        var wrong = new List<string>();
        foreach (var (method, url, _) in Calls())
        {
            using var answer = await SendAsync(client, method, url);
            if (answer.StatusCode != HttpStatusCode.Unauthorized) wrong.Add($"{method} {url}: {(int)answer.StatusCode}");
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public async Task Api_UnknownCall_Is401ThenNotFound()
    {
        using var anonymous = app.Host.CreateClient();
        using var signedIn = await app.Host.TokenClientAsync("exec");

        using var first = await anonymous.GetAsync("/api/v1/nothing");
        using var second = await signedIn.GetAsync("/api/v1/nothing");

        Assert.Equal(HttpStatusCode.Unauthorized, first.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, second.StatusCode);
        Assert.Equal("application/problem+json", second.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public void Api_OnlySignIn_IsOpenToAll()
    {
        var open = ApiEndpoints().Where(e => e.Metadata.GetMetadata<IAllowAnonymous>() is not null).Select(e => e.RoutePattern.RawText!).Distinct().ToArray();

        Assert.Equal(["/api/v1/session"], open);
    }

    [Fact]
    public void Api_EveryChangingCall_NamesItsPermission()
    {
        var silent = ApiEndpoints().Where(e => Method(e) != HttpMethod.Get && e.RoutePattern.RawText != "/api/v1/session" && e.Metadata.GetMetadata<PermissionRequired>() is null)
            .Select(e => e.RoutePattern.RawText).ToArray();

        // reading by POST (a body is validated or tried) is seeing
        Assert.All(silent, route => Assert.True(route!.EndsWith("/validate", StringComparison.Ordinal) || route.EndsWith("/try", StringComparison.Ordinal), route));
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, HttpMethod method, string url)
    {
        using var request = new HttpRequestMessage(method, url);
        if (method != HttpMethod.Get) request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
        return await client.SendAsync(request);
    }

    private List<(HttpMethod Method, string Url, Permission Permission)> Calls() =>
    [
        .. ApiEndpoints().Where(e => e.Metadata.GetMetadata<IAllowAnonymous>() is null && e.RoutePattern.RawText != "/api/v1/session")
            .Select(e => (Method(e), UrlOf(e), e.Metadata.GetMetadata<PermissionRequired>()?.Permission ?? Permissions.See)),
    ];

    private IEnumerable<RouteEndpoint> ApiEndpoints() => app.Host.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
        .Where(e => e.RoutePattern.RawText?.StartsWith("/api/", StringComparison.Ordinal) == true);

    private static HttpMethod Method(RouteEndpoint endpoint) => HttpMethod.Parse(endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods[0]);

    private static string UrlOf(RouteEndpoint endpoint) => string.Join('/', endpoint.RoutePattern.PathSegments.Select(s => s.Parts is [Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal] ? literal.Content : "x").Prepend(""));
}
