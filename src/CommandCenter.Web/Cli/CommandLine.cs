using CommandCenter.Hosting;

namespace CommandCenter.Cli;

/// <summary>Decides between serving and a command: nothing, or only settings such as <c>--urls …</c>, means serve.</summary>
public static class CommandLine
{
    public static async Task<int> RunAsync(string[] args)
    {
        ArgumentNullException.ThrowIfNull(args);
        await using var app = CommandCenterHost.Build(args);
        await app.RunAsync();
        return ExitCodes.Fine;
    }
}
