using System.Diagnostics;

namespace CommandCenter.Tests;

/// <summary>Packages of the npm registry that the product is tried against, each in a folder of its own that later runs use again.</summary>
internal static class NodePackage
{
    public const string Node = "/usr/bin/node";
    private const string Npm = "/usr/bin/npm";

    /// <summary>A folder whose node_modules holds <paramref name="package"/>; null where node or the registry cannot be had.</summary>
    /// <param name="package">Name and exact version, such as <c>@microsoft/signalr@9.0.6</c>.</param>
    public static async Task<string?> InstallAsync(string package)
    {
        if (!File.Exists(Node) || !File.Exists(Npm))
        {
            return null;
        }

        var name = package[..package.LastIndexOf('@')];
        var folder = Path.Combine(Path.GetTempPath(), "cc-npm-" + package.Replace('/', '-').Replace("@", "", StringComparison.Ordinal));
        var marker = Path.Combine(folder, "installed");
        if (!File.Exists(marker))
        {
            Directory.CreateDirectory(folder);
            await RunAsync(Npm, folder, "init", "-y");
            if (await RunAsync(Npm, folder, "install", "--no-audit", "--no-fund", "--loglevel=error", package) is { Code: 0 } && Directory.Exists(Path.Combine(folder, "node_modules", name)))
            {
                await File.WriteAllTextAsync(marker, package);
            }
        }

        return File.Exists(marker) ? folder : null;
    }

    /// <summary>Runs <paramref name="script"/> as an ES module that finds the packages of <paramref name="folder"/>.</summary>
    public static async Task<(int Code, string Output)> RunScriptAsync(string folder, string script, params string[] arguments)
    {
        var file = Path.Combine(folder, $"{Guid.CreateVersion7():N}.mjs");
        await File.WriteAllTextAsync(file, script);
        try
        {
            return await RunAsync(Node, folder, [file, .. arguments]);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task<(int Code, string Output)> RunAsync(string program, string folder, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }

        return (process.ExitCode, await output + await errors);
    }
}
