using Microsoft.Playwright;

namespace CommandCenter.Tests.Browser;

/// <summary>The system's Chromium. Where it is missing it is installed; where that is not possible the tests are skipped by name.</summary>
internal static class Chromium
{
    private static readonly string[] Flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"];
    private static readonly Lazy<string?> Found = new(() => DebianPackage.Find("chromium", Environment.GetEnvironmentVariable("CC_CHROMIUM"), "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"), LazyThreadSafetyMode.ExecutionAndPublication);

    public const string Missing = "no Chromium: install the package 'chromium' or set CC_CHROMIUM to an executable";

    public static string? Path => Found.Value;

    public static Task<IBrowser> LaunchAsync(IPlaywright playwright) => playwright.Chromium.LaunchAsync(new() { ExecutablePath = Path, Args = Flags });
}
