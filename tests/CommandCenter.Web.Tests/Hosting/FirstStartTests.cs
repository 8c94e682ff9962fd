using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CommandCenter.Tests.Hosting;

/// <summary>What a newcomer meets when the data folder is empty.</summary>
public class FirstStartTests
{
    [Fact]
    public async Task Start_EmptyFolder_FrameworkWarnsOfNothingAndKeysAreTheOwnersAlone()
    {
        using var warnings = new Warnings();
        await using var app = await AppHost.StartAsync(new AppHostOptions { ConfigureWorld = w => w.BackfillMinutes = 1, Services = s => s.AddSingleton<ILoggerProvider>(warnings) });
        using var client = app.CreateClient();
        (await AppHost.SignInAsync(client, "ops")).Dispose();

        Assert.Empty(warnings.Written);
        var keys = new DirectoryInfo(Path.Combine(app.Folder, "keys"));
        Assert.NotEmpty(keys.GetFiles("*.xml"));
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, keys.UnixFileMode);
    }

    /// <summary>Keeps what the framework, not the product, complains of.</summary>
    private sealed class Warnings : ILoggerProvider
    {
        public ConcurrentQueue<string> Written { get; } = new();

        public ILogger CreateLogger(string categoryName) => new Keeper(categoryName, Written);

        public void Dispose()
        {
        }

        private sealed class Keeper(string category, ConcurrentQueue<string> written) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning && category.StartsWith("Microsoft.", StringComparison.Ordinal);

            public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            {
                if (IsEnabled(logLevel)) written.Enqueue($"{category}: {formatter(state, exception)}");
            }
        }
    }
}
