using CommandCenter.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Json;

namespace CommandCenter.Tests.Hosting;

public class SettingsTests
{
    [Fact]
    public async Task Build_SettingsFiles_AreNotWatched()
    {
        // whoever watches the content root hears of each write to a store below it
        await using var app = CommandCenterHost.Build([]);

        var files = ((IConfigurationRoot)app.Configuration).Providers.OfType<JsonConfigurationProvider>().ToList();

        Assert.NotEmpty(files);
        Assert.All(files, f => Assert.False(f.Source.ReloadOnChange, f.Source.Path));
    }
}
