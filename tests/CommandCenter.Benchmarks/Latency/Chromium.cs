using Microsoft.Playwright;

namespace CommandCenter.Benchmarks.Latency;

/// <summary>The Chromium of this machine.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    public const string Missing = "Chromium (Debian: apt-get install chromium)";
    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
    private readonly IPlaywright playwright;
    private readonly IBrowser browser;

    private Chromium(IPlaywright playwright, IBrowser browser) => (this.playwright, this.browser) = (playwright, browser);

    /// <summary>Null when there is none.</summary>
    public static string? Find() => Places.FirstOrDefault(File.Exists);

    public static async Task<Chromium> StartAsync(string path)
    {
        var driver = await Playwright.CreateAsync();
        return new Chromium(driver, await driver.Chromium.LaunchAsync(new() { ExecutablePath = path, Args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"] }));
    }

    /// <summary>An empty page of its own, 1920 × 1080.</summary>
    public async Task<IPage> OpenAsync()
    {
        var context = await browser.NewContextAsync(new() { ViewportSize = new() { Width = 1920, Height = 1080 } });
        return await context.NewPageAsync();
    }

    public string Version => browser.Version;

    public async ValueTask DisposeAsync()
    {
        await browser.DisposeAsync();
        playwright.Dispose();
    }
}
