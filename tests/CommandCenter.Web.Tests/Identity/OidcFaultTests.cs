using System.Net;
using CommandCenter.Access;
using CommandCenter.Identity.Oidc;

namespace CommandCenter.Tests.Identity;

/// <summary>A provider that is away or lies, and settings that cannot be used.</summary>
public class OidcFaultTests
{
    [Fact]
    public async Task Provider_AwayThenBackThenWithForeignKeys_IsSaidEachTime()
    {
        var port = FreePort.Next();
        await using var app = new OidcAppOf(await AppHost.StartAsync(OidcApp.Options(port)));
        using var client = app.Host.CreateClient();
        using var away = await client.GetAsync("/sign-in/provider?returnUrl=%2Fjobs");
        var page = await client.GetStringAsync(away.Headers.Location);
        Assert.Equal("/sign-in?problem=unreachable&returnUrl=%2Fjobs", away.Headers.Location!.ToString());
        Assert.Contains("Retail ID does not answer", page, StringComparison.Ordinal);

        await using var provider = await OidcProvider.StartAsync(port, app.Host.Url);
        Assert.SkipWhen(provider is null, "no oidc-provider: node and the npm registry are needed");
        var answer = await app.ToAnswerAsync(client, "t-1|ann|cutover-leads");
        await provider.StopAsync();
        using var lost = await client.GetAsync(answer);
        Assert.Contains("problem=unreachable", lost.Headers.Location!.ToString(), StringComparison.Ordinal);

        // keys that were not there when the product read the provider's: the same id, another key
        await provider.StartAsync();
        using var fresh = app.Host.CreateClient();
        using var signedIn = await app.SignInAsync(fresh, "t-1|ann|cutover-leads");
        Assert.Contains("problem=failed", signedIn.Headers.Location!.ToString(), StringComparison.Ordinal);
        using var inside = await fresh.GetAsync("/api/v1/jobs");
        Assert.Equal(HttpStatusCode.Unauthorized, inside.StatusCode);
    }

    [Theory]
    [InlineData("Authority", "http://login.example", "Authority")]
    [InlineData("Authority", "https://user@login.example", "Authority")]
    [InlineData("ClientId", "", "ClientId is missing")]
    [InlineData("ClientSecret", "hunter22", "ClientSecret holds a value")]
    [InlineData("RoleMap:0:Role", "Emperor", "RoleMap:0:Role is 'Emperor'; roles are IncidentCommander")]
    [InlineData("RoleMap:0:Value", "", "RoleMap:0:Value is empty")]
    [InlineData("SessionHours", "48", "SessionHours is 48; allowed are 1 to 24")]
    [InlineData("Scopes:0", "a b", "a scope is one word")]
    [InlineData("Authorty", "x", "Authorty is not known; known are Authority")]
    public async Task Start_WithUnusableSettings_SaysWhichAndWhatIsAllowed(string key, string value, string said)
    {
        var options = OidcApp.Options(1);
        var settings = new Dictionary<string, string?>(options.Settings, StringComparer.Ordinal) { [$"{OidcSettings.Section}:{key}"] = value };

        var failure = await Assert.ThrowsAsync<BadSettingsException>(() => AppHost.StartAsync(options with { Settings = settings }));

        Assert.Contains(said, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter22", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_SecretThatIsNotThere_NamesTheReference()
    {
        var options = OidcApp.Options(1);

        var failure = await Assert.ThrowsAsync<BadSettingsException>(() => AppHost.StartAsync(options with { Services = null }));

        Assert.Contains("ClientSecret: The secret ${env:CC_SECRET_OIDC} is not set", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RolesOf_Values_AreComparedExactly()
    {
        var settings = new OidcSettings { RoleMap = [new() { Value = "leads", Role = "TechnicalLead" }, new() { Value = "leads", Role = "Operations" }, new() { Value = "money", Role = "Finance" }] };

        Assert.Equal([Role.TechnicalLead, Role.Operations], settings.RolesOf(["leads", "Money", "Finance", "leads "]).Order());
    }
}
