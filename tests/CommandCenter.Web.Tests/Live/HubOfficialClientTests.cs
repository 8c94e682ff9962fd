using System.Text.Json;

namespace CommandCenter.Tests.Live;

/// <summary>The hub with the client that its users will take.</summary>
public class HubOfficialClientTests
{
    private const string Script = """
        import { HubConnectionBuilder, LogLevel } from "@microsoft/signalr";
        const [url, token] = process.argv.slice(2);
        const hub = new HubConnectionBuilder().withUrl(url + "/hubs/live", { accessTokenFactory: () => token }).configureLogging(LogLevel.Error).build();
        const got = [];
        const enough = new Promise(resolve => hub.on("live", message => { got.push(message); if (got.length === 3) resolve(); }));
        await hub.start();
        await hub.invoke("Subscribe", "live");
        await enough;
        let refused = "";
        try { await hub.invoke("Subscribe", "no-such-topic"); } catch (e) { refused = e.message; }
        await hub.stop();
        console.log(JSON.stringify({ numbers: got.map(m => m.number), topics: got.map(m => m.topic), refused }));
        process.exit(0);
        """;

    [Fact]
    public async Task Hub_OfficialJavaScriptClient_GetsSnapshotThenChanges()
    {
        var folder = await NodePackage.InstallAsync("@microsoft/signalr@9.0.6");
        Assert.SkipWhen(folder is null, "no npm package @microsoft/signalr: node and npm are needed, and a registry");
        await using var host = await AppHost.StartAsync();
        using var client = await host.TokenClientAsync("ops");

        var (code, output) = await NodePackage.RunScriptAsync(folder, Script, host.Url.GetLeftPart(UriPartial.Authority), client.DefaultRequestHeaders.Authorization!.Parameter!);

        Assert.True(code == 0, output);
        var said = JsonDocument.Parse(output.Trim().Split('\n')[^1]).RootElement;
        Assert.Equal([0, 1, 2], said.GetProperty("numbers").EnumerateArray().Select(n => n.GetInt64()));
        Assert.All(said.GetProperty("topics").EnumerateArray(), t => Assert.Equal("live", t.GetString()));
        Assert.Contains("There is no such topic", said.GetProperty("refused").GetString(), StringComparison.Ordinal);
    }
}
