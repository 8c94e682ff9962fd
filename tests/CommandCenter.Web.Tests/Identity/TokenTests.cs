using System.Net;
using System.Net.Http.Json;
using CommandCenter.Access;
using CommandCenter.Identity;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace CommandCenter.Tests.Identity;

public class TokenTests(QuietApp app) : IClassFixture<QuietApp>
{
    [Fact]
    public async Task Token_Stored_IsHashedOnly()
    {
        var issued = await IssueAsync(Role.Operations, 1);

        await using var scope = app.Host.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDb>();
        // while one connection is open the files stay as they are: the last one that is closed folds them into one
        await db.Database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        var kept = await db.ApiTokens.AsNoTracking().SingleAsync(t => t.Id == issued.Id);
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(issued.Token))), kept.Hash);
        foreach (var file in Directory.EnumerateFiles(app.Host.Folder, "commands.db*"))
        {
            await using var open = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(open, System.Text.Encoding.Latin1);
            Assert.DoesNotContain(issued.Token, await reader.ReadToEndAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Token_Expired_Is401()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var token = await IssueAsync(Role.Operations, 1);
        await using var scope = app.Host.Services.CreateAsyncScope();
        var tokens = new ApiTokens(scope.ServiceProvider.GetRequiredService<IdentityDb>(), clock);

        var now = await tokens.FindAsync(token.Token, CancellationToken.None);
        clock.Advance(TimeSpan.FromDays(1) + TimeSpan.FromMinutes(1));
        var later = await tokens.FindAsync(token.Token, CancellationToken.None);

        Assert.NotNull(now);
        Assert.Null(later);
    }

    [Fact]
    public async Task Token_Revoked_Is401AtOnce()
    {
        using var client = await app.Host.TokenClientAsync("ops");
        using var before = await client.GetAsync("/api/v1/jobs");

        using var ended = await client.DeleteAsync("/api/v1/session");
        using var after = await client.GetAsync("/api/v1/jobs");

        Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, after.StatusCode);
    }

    [Theory]
    [InlineData("Bearer cc_nothing")]
    [InlineData("Bearer ")]
    [InlineData("Basic b3BzOnJlaGVhcnNhbA==")]
    public async Task Token_Unknown_Is401(string header)
    {
        using var client = app.Host.CreateClient();
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", header);

        using var answer = await client.GetAsync("/api/v1/jobs");

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task Token_OfOneRole_HasThatRoleOnly()
    {
        var token = await IssueAsync(Role.Executive, 1);
        using var client = app.Host.CreateClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", token.Token);

        using var sees = await client.GetAsync("/api/v1/jobs");
        using var commands = await client.PostAsync("/api/v1/jobs/check-storage/run", null);

        Assert.Equal(HttpStatusCode.OK, sees.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, commands.StatusCode);
    }

    [Fact]
    public async Task Right_TakenAway_EndsWithTheNextCall()
    {
        using var client = await app.Host.TokenClientAsync("recon");
        using var cookie = app.Host.CreateClient();
        (await AppHost.SignInAsync(cookie, "recon")).Dispose();
        using var before = await client.PostAsJsonAsync("/api/v1/rejected/retry", new { ids = Enumerable.Repeat(Guid.Empty, 1001) });

        await using var scope = app.Host.Services.CreateAsyncScope();
        var people = scope.ServiceProvider.GetRequiredService<UserManager<Person>>();
        var recon = (await people.FindByNameAsync("recon"))!;
        await people.RemoveFromRoleAsync(recon, nameof(Role.ReconciliationLead));
        await people.AddToRoleAsync(recon, nameof(Role.Executive));
        using var after = await client.PostAsJsonAsync("/api/v1/rejected/retry", new { ids = Enumerable.Repeat(Guid.Empty, 1001) });
        using var byCookie = await cookie.PostAsJsonAsync("/api/v1/rejected/retry", new { ids = Enumerable.Repeat(Guid.Empty, 1001) });

        Assert.NotEqual(HttpStatusCode.Forbidden, before.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, after.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, byCookie.StatusCode);
    }

    private async Task<IssuedToken> IssueAsync(Role role, int days)
    {
        await using var scope = app.Host.Services.CreateAsyncScope();
        return (await scope.ServiceProvider.GetRequiredService<ApiTokens>().IssueAsync("test", role, days, CancellationToken.None)).Value;
    }
}
