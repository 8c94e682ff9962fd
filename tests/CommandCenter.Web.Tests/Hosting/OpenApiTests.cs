using System.Text.Json;
using CommandCenter.Tests.Identity;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace CommandCenter.Tests.Hosting;

public class OpenApiTests(QuietApp app) : IClassFixture<QuietApp>
{
    [Fact]
    public async Task Document_EveryCallOfTheApi_IsInIt()
    {
        using var client = app.Host.CreateClient();
        using var document = JsonDocument.Parse(await client.GetStringAsync("/openapi/v1.json"));
        var described = document.RootElement.GetProperty("paths").EnumerateObject().SelectMany(p => p.Value.EnumerateObject().Select(o => $"{o.Name.ToUpperInvariant()} {p.Name}")).ToHashSet(StringComparer.Ordinal);

        var mapped = app.Host.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
            .Where(e => e.RoutePattern.RawText?.StartsWith("/api/v1", StringComparison.Ordinal) == true)
            .SelectMany(e => e.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods.Select(m => $"{m} {Path(e)}")).ToArray();

        Assert.NotEmpty(mapped);
        Assert.Empty(mapped.Except(described, StringComparer.Ordinal));
    }

    [Fact]
    public async Task Document_GuardedCall_NamesRoleAndToken()
    {
        using var client = app.Host.CreateClient();
        using var document = JsonDocument.Parse(await client.GetStringAsync("/openapi/v1.json"));
        var run = document.RootElement.GetProperty("paths").GetProperty("/api/v1/jobs/{id}/run").GetProperty("post");
        var signIn = document.RootElement.GetProperty("paths").GetProperty("/api/v1/session").GetProperty("post");

        Assert.Equal("Needs the role TechnicalLead or Administrator.", run.GetProperty("description").GetString());
        Assert.True(run.GetProperty("security")[0].TryGetProperty("token", out _));
        Assert.False(signIn.TryGetProperty("security", out _));
    }

    /// <summary>Without constraints, as the document writes routes.</summary>
    private static string Path(RouteEndpoint endpoint) => "/" + string.Join('/', endpoint.RoutePattern.PathSegments.Select(s => string.Concat(s.Parts.Select(p => p switch
    {
        Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal => literal.Content,
        Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart parameter => $"{{{parameter.Name}}}",
        _ => "",
    }))));
}
