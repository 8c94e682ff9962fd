using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CommandCenter.Plan;
using Microsoft.Extensions.DependencyInjection;

namespace CommandCenter.Tests.Access;

public class ApprovalEndpointTests
{
    private static readonly object half = new { percent = 50, reason = "the night is quiet", expectedRevision = 1 };

    [Fact]
    public async Task Move_OverTheLimit_TakesProposeApproveAndTheSameMoveAgain()
    {
        await using var host = await StartAsync();
        using var commander = await host.TokenClientAsync("commander");
        using var owner = await host.TokenClientAsync("owner");

        using var alone = await commander.PostAsJsonAsync("/api/v1/traffic", half);
        using var proposed = await commander.PostAsJsonAsync("/api/v1/traffic", new { percent = 50, reason = "the night is quiet", expectedRevision = 1, propose = true });
        var approval = (await proposed.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("approval");
        var id = approval.GetProperty("id").GetGuid();
        using var own = await commander.PostAsJsonAsync($"/api/v1/approvals/{id}/approve", new { reason = "my own" });
        using var early = await MoveAsync(commander, id, 50);
        var waiting = (await owner.GetFromJsonAsync<JsonElement>("/api/v1/approvals")).GetProperty("items")[0];
        using var agreed = await owner.PostAsJsonAsync($"/api/v1/approvals/{id}/approve", new { reason = "figures look good" });
        using var other = await MoveAsync(commander, id, 51);
        using var moved = await MoveAsync(commander, id, 50);
        using var replayed = await MoveAsync(commander, id, 50);

        Assert.Equal((HttpStatusCode.Conflict, "second-person-needed"), (alone.StatusCode, await CodeAsync(alone)));
        Assert.Contains("at most 10", await alone.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Accepted, proposed.StatusCode);
        Assert.True(approval.GetProperty("expiresAt").GetDateTimeOffset() > DateTimeOffset.UnixEpoch);
        Assert.Equal((HttpStatusCode.Forbidden, "self-approval"), (own.StatusCode, await CodeAsync(own)));
        Assert.Equal("approval-not-approved", await CodeAsync(early));
        Assert.Equal((true, "open", 5000), (waiting.GetProperty("waitsForYou").GetBoolean(), waiting.GetProperty("state").GetString(), waiting.GetProperty("content").GetProperty("hundredths").GetInt32()));
        Assert.Equal(HttpStatusCode.OK, agreed.StatusCode);
        Assert.Equal("approval-other-content", await CodeAsync(other));
        Assert.Equal(HttpStatusCode.OK, moved.StatusCode);
        Assert.Equal((HttpStatusCode.Conflict, "approval-used"), (replayed.StatusCode, await CodeAsync(replayed)));
    }

    [Fact]
    public async Task Refuse_ByAProgram_IsRefused()
    {
        await using var host = await StartAsync();
        using var commander = await host.TokenClientAsync("commander");
        using var proposed = await commander.PostAsJsonAsync("/api/v1/traffic", new { percent = 50, reason = "the night is quiet", expectedRevision = 1, propose = true });
        var id = (await proposed.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("approval").GetProperty("id").GetGuid();
        await using var scope = host.Services.CreateAsyncScope();
        var token = (await scope.ServiceProvider.GetRequiredService<CommandCenter.Identity.ApiTokens>().IssueAsync("robot", CommandCenter.Access.Role.BusinessOwner, 1, default)).Value.Token;
        using var robot = host.CreateClient();
        robot.DefaultRequestHeaders.Authorization = new("Bearer", token);

        using var answer = await robot.PostAsJsonAsync($"/api/v1/approvals/{id}/approve", new { reason = "beep" });
        using var unknown = await robot.PostAsJsonAsync("/api/v1/approvals/moon/approve", new { reason = "beep" });

        Assert.Equal("person-needed", await CodeAsync(answer));
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    [Fact]
    public async Task Move_ProposeAndApprovalTogether_IsRefused()
    {
        await using var host = await StartAsync();
        using var commander = await host.TokenClientAsync("commander");

        using var answer = await commander.PostAsJsonAsync("/api/v1/traffic", new { percent = 5, reason = "because", expectedRevision = 1, propose = true, approval = Guid.CreateVersion7() });

        Assert.Equal("propose", (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("field").GetString());
    }

    private static async Task<AppHost> StartAsync()
    {
        var host = await AppHost.StartAsync();
        var plan = host.Services.GetRequiredService<ActivePlan>();
        plan.Swap(plan.Required with { Traffic = new TrafficSettings(10, []) });
        return host;
    }

    private static Task<HttpResponseMessage> MoveAsync(HttpClient client, Guid approval, int percent) =>
        client.PostAsJsonAsync("/api/v1/traffic", new { percent, reason = "as agreed", expectedRevision = 1, approval });

    private static async Task<string?> CodeAsync(HttpResponseMessage answer) => (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString();
}
