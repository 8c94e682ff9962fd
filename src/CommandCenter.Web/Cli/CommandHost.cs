using System.Data.Common;
using CommandCenter.Hosting;
using CommandCenter.Identity.Oidc;
using CommandCenter.Persistence;

namespace CommandCenter.Cli;

/// <summary>Gives a command the product's services without starting anything: no listener, no pollers, no jobs.</summary>
internal static class CommandHost
{
    /// <param name="work">Its answer is the exit code.</param>
    public static Task<int> RunAsync(string[] settings, Func<IServiceProvider, Task<int>> work) => GuardAsync(async () =>
    {
        await using var app = CommandCenterHost.Build(settings, builder =>
        {
            // what a command prints may be read by a program: only errors, and those beside it
            builder.Logging.ClearProviders();
            builder.Logging.AddConsole(o => o.LogToStandardErrorThreshold = LogLevel.Trace);
            builder.Logging.AddFilter(level => level >= LogLevel.Error);
        });
        await using var scope = app.Services.CreateAsyncScope();
        return await work(scope.ServiceProvider);
    });

    /// <summary>Says in a sentence what the surroundings refused (a file, a port, a database); anything else is a bug and keeps its stack.</summary>
    public static async Task<int> GuardAsync(Func<Task<int>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or DbException or StorageUnusableException or BadSettingsException)
        {
            await Console.Error.WriteLineAsync($"Failed: {exception.Message}");
            return ExitCodes.Failed;
        }
    }
}
