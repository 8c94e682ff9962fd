using CommandCenter.Tests.Killing;
using CommandCenter.Tests.Persistence;
using Xunit.Runner.InProc.SystemConsole;

namespace CommandCenter.Tests;

/// <summary>Runs the tests; or, for the test that kills a process, is that process.</summary>
internal static class EntryPoint
{
    public static async Task<int> Main(string[] args)
    {
        if (args is [KilledIngest.Command, var directory, ..])
        {
            await KilledIngest.RunAsync(directory, args.Length > 2 ? args[2] : null);
        }

        if (args is [KilledRollback.Command, ..])
        {
            return await KilledRollback.RunAsync(args);
        }

        return await ConsoleRunner.Run(args);
    }
}
