using System.Diagnostics;

namespace CommandCenter.Tests;

/// <summary>Programs that tests need from the system's packages. What is missing is installed where that is possible; else the tests that need it are skipped by name.</summary>
internal static class DebianPackage
{
    private const string Apt = "/usr/bin/apt-get";

    /// <summary>The first of <paramref name="executables"/> that exists, if need be after installing <paramref name="package"/>; null where it cannot be had.</summary>
    public static string? Find(string package, params string?[] executables)
    {
        if (First(executables) is { } here)
        {
            return here;
        }

        if (Environment.UserName == "root" && File.Exists(Apt))
        {
            // test programs run beside each other, and two apt-get would refuse one another
            using var alone = TakeTurn();
            if (First(executables) is null)
            {
                Run("update", "-qq");
                Run("install", "-y", "-qq", "--no-install-recommends", package);
            }
        }

        return First(executables);
    }

    private static string? First(IEnumerable<string?> paths) => paths.FirstOrDefault(p => p is not null && File.Exists(p));

    private static FileStream TakeTurn()
    {
        var deadline = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(Path.Combine(Path.GetTempPath(), "cc-apt.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (TimeProvider.System.GetElapsedTime(deadline) < TimeSpan.FromMinutes(5))
            {
                using var pause = new ManualResetEventSlim();
                pause.Wait(200);
            }
        }
    }

    private static void Run(params string[] arguments)
    {
        var start = new ProcessStartInfo(Apt, ["-o", "DPkg::Lock::Timeout=240", .. arguments]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DEBIAN_FRONTEND"] = "noninteractive";
        using var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        process.WaitForExit(TimeSpan.FromMinutes(4));
    }
}
