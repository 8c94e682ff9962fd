using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CommandCenter.Tests.Hosting;

/// <summary>What a newcomer meets when the data folder is empty.</summary>
public class FirstStartTests
{
    [Fact]
    public async Task Start_EmptyFolder_FrameworkWarnsOfNothingAndKeysAreTheOwnersAlone()
    {
        using var warnings = new HeardWarnings("Microsoft.");
        await using var app = await AppHost.StartAsync(new AppHostOptions { ConfigureWorld = w => w.BackfillMinutes = 1, Services = s => s.AddSingleton<ILoggerProvider>(warnings) });
        using var client = app.CreateClient();
        (await AppHost.SignInAsync(client, "ops")).Dispose();

        Assert.Empty(warnings.Written);
        var keys = new DirectoryInfo(Path.Combine(app.Folder, "keys"));
        Assert.NotEmpty(keys.GetFiles("*.xml"));
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, keys.UnixFileMode);
    }
}
