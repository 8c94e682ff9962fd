using CommandCenter.Orders;
using CommandCenter.Plan;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace CommandCenter.Tests.Browser;

/// <summary>One command center with its world and one browser for all tests of a collection.</summary>
public class BrowserHost : IAsyncLifetime
{
    private IPlaywright? playwright;
    private IBrowser? browser;

    // cookies of people who signed in before: most tests are about something else
    private readonly Dictionary<string, string> signedIn = new(StringComparer.Ordinal);

    public AppHost App { get; private set; } = null!;

    public string Url => App.Url.ToString().TrimEnd('/');

    /// <summary>Key of an order that has been read.</summary>
    public string FirstOrder { get; private set; } = "";

    /// <summary>Id of the plan's first source.</summary>
    public string FirstSource => App.Services.GetRequiredService<ActivePlan>().Required.Sources[0].Id;

    public virtual async ValueTask InitializeAsync()
    {
        if (Chromium.Path is null) return;
        playwright = await Playwright.CreateAsync();
        browser = await Chromium.LaunchAsync(playwright);
        App = await AppHost.StartAsync(Options);
        await AppHost.UntilAsync(async () =>
        {
            var found = await App.Services.GetRequiredService<IOrderQueries>().SearchAsync(new OrderSearch(Limit: 10), CancellationToken.None);
            if (found is not { Succeeded: true, Value.Items.Count: >= 3 }) return false;
            FirstOrder = found.Value.Items[0].OrderKey;
            return true;
        }, "orders of the rehearsal world are read", TimeSpan.FromSeconds(30));
    }

    /// <summary>How the collection's command center is started.</summary>
    protected virtual AppHostOptions Options => new();

    /// <summary>A new window, signed in as a demo person, with everything that its console complained about.</summary>
    /// <param name="fresh">Signs in by the form even where the person's cookie is known.</param>
    public async Task<Window> OpenAsync(string? user = "commander", string path = "/", string theme = "dark", int width = 1440, int height = 900, bool fresh = false)
    {
        Assert.SkipWhen(Chromium.Path is null, Chromium.Missing);
        var context = await browser!.NewContextAsync(new()
        {
            StorageState = user is not null && !fresh ? signedIn.GetValueOrDefault(user) : null,
            BaseURL = Url, ViewportSize = new() { Width = width, Height = height }, ColorScheme = theme == "light" ? ColorScheme.Light : ColorScheme.Dark, TimezoneId = "America/Los_Angeles",
        });
        var page = await context.NewPageAsync();
        page.SetDefaultTimeout(20_000);
        var window = new Window(context, page);
        if (user is null)
        {
            await page.GotoAsync(path);
        }
        else if (!fresh && signedIn.ContainsKey(user))
        {
            await window.GoToAsync(path);
        }
        else
        {
            await window.SignInAsync(user, path);
            if (!fresh) signedIn[user] = await context.StorageStateAsync();
        }

        return window;
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null) await browser.DisposeAsync();
        playwright?.Dispose();
        if (App is not null) await App.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}

/// <summary>One browser window of a test.</summary>
public sealed class Window : IAsyncDisposable
{
    private readonly IBrowserContext context;
    private readonly List<string> complaints = [];

    public Window(IBrowserContext context, IPage page)
    {
        ArgumentNullException.ThrowIfNull(page);
        this.context = context;
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type == "error") complaints.Add(message.Text);
        };
        page.PageError += (_, error) => complaints.Add(error);
    }

    public IPage Page { get; }

    /// <summary>Errors of console and scripts since the window was opened.</summary>
    public IReadOnlyList<string> Complaints => complaints;

    public async Task SignInAsync(string user, string path)
    {
        await Page.GotoAsync("/sign-in?returnUrl=" + Uri.EscapeDataString(path));
        await Page.GetByLabel("User").FillAsync(user);
        await Page.GetByLabel("Password").FillAsync("rehearsal");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Page.WaitForURLAsync(url => !url.Contains("/sign-in", StringComparison.Ordinal));
        await InteractiveAsync();
    }

    public async Task GoToAsync(string path)
    {
        await Page.GotoAsync(path);
        await InteractiveAsync();
    }

    /// <summary>Until the circuit is up: before, buttons are only painted.</summary>
    public Task InteractiveAsync() => Page.Locator("[data-interactive=true]").WaitForAsync(new() { State = WaitForSelectorState.Attached });

    public async ValueTask DisposeAsync() => await context.DisposeAsync();
}

/// <summary>Tests that share one command center, one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class Pages : ICollectionFixture<BrowserHost>
{
    public const string Name = "pages";
}
