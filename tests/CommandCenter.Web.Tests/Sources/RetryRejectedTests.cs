using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace CommandCenter.Tests.Sources;

public class RetryRejectedTests
{
    [Fact]
    public async Task Retry_ByHand_NeedsAReasonAndStandsInTheLog()
    {
        await using var host = await AppHost.StartAsync(new AppHostOptions { World = false });
        using var ops = await host.TokenClientAsync("ops");

        using var silent = await ops.PostAsJsonAsync("/api/v1/rejected/retry", new { source = "legacy-pos" });
        using var tried = await ops.PostAsJsonAsync("/api/v1/rejected/retry", new { source = "legacy-pos", reason = "the mapping is mended" });
        var entry = (await ops.GetFromJsonAsync<JsonElement>("/api/v1/decisions?subject=source:legacy-pos")).GetProperty("items").EnumerateArray().Single();

        Assert.Equal((HttpStatusCode.BadRequest, "reason"), (silent.StatusCode, (await silent.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("field").GetString()));
        Assert.Equal(0, (await tried.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("tried").GetInt32());
        Assert.Equal(("retry-rejected", "ops", "the mapping is mended"), (entry.GetProperty("command").GetString(), entry.GetProperty("actor").GetString(), entry.GetProperty("reason").GetString()));
    }
}
