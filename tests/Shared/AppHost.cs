using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using CommandCenter.Hosting;
using CommandCenter.Rehearsal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CommandCenter.Tests;

/// <summary>How a test's command center is started.</summary>
public sealed record AppHostOptions
{
    /// <summary>Runs a rehearsal world of its own beside the app, on free ports, and applies the demo plan against it. Off: no world and no plan file.</summary>
    public bool World { get; init; } = true;

    /// <summary>Changes the world before it starts.</summary>
    public Action<RehearsalOptions>? ConfigureWorld { get; init; }

    /// <summary>Changes the text of the demo plan, after its addresses were replaced.</summary>
    public Func<string, string>? EditPlan { get; init; }

    /// <summary>Settings such as <c>CommandCenter:Identity:SignInsPerMinute</c>.</summary>
    public IReadOnlyDictionary<string, string?> Settings { get; init; } = new Dictionary<string, string?>();

    /// <summary>Services registered before the product's own, which yield where they use TryAdd.</summary>
    public Action<IServiceCollection>? Services { get; init; }

    /// <summary>The time of the product and of its world.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Minimum level written to the console; null is silent.</summary>
    public LogLevel? Log { get; init; }
}

/// <summary>The real application on a real port with its own storage, and beside it the systems that it polls.</summary>
public sealed partial class AppHost : IAsyncDisposable
{
    private readonly AppHostOptions options;
    private readonly RehearsalOptions? worldOptions;
    private WebApplication running;

    private AppHost(AppHostOptions options, string folder, RehearsalOptions? worldOptions, RehearsalWorld? world, WebApplication app)
    {
        this.options = options;
        this.worldOptions = worldOptions;
        running = app;
        Folder = folder;
        World = world;
    }

    /// <summary>Storage, plan and ledgers of this host; removed with it.</summary>
    public string Folder { get; }

    /// <summary>The systems that this host polls; null while they are down.</summary>
    public RehearsalWorld? World { get; private set; }

    /// <summary>Such as <c>http://127.0.0.1:41234</c>.</summary>
    public Uri Url => new(running.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    public IServiceProvider Services => running.Services;

    public static async Task<AppHost> StartAsync(AppHostOptions? options = null)
    {
        options ??= new AppHostOptions();
        var folder = Directory.CreateTempSubdirectory("cc-test-").FullName;
        RehearsalWorld? world = null;
        RehearsalOptions? ofWorld = null;
        if (options.World)
        {
            ofWorld = new RehearsalOptions { LegacyUrl = FreeAddress(), OrchestrationUrl = FreeAddress(), Directory = Path.Combine(folder, "rehearsal"), BackfillMinutes = 5 };
            options.ConfigureWorld?.Invoke(ofWorld);
            world = await RehearsalWorld.StartAsync(ofWorld, options.Time);
            await WritePlanAsync(options, folder, world);
        }

        var app = await StartAppAsync(options, folder, world, FreePort.Next());
        return new AppHost(options, folder, ofWorld, world, app);
    }

    /// <summary>Stops the app, runs <paramref name="between"/>, and starts it again on the same storage and port.</summary>
    public async Task RestartAsync(Func<Task>? between = null)
    {
        var port = Url.Port;
        await StopAppAsync(running);
        if (between is not null) await between();
        running = await StartAppAsync(options, Folder, World, port);
    }

    /// <summary>Ends both systems that this host polls: nothing listens at their addresses any more.</summary>
    public async Task StopWorldAsync()
    {
        if (World is not null) await World.DisposeAsync();
        World = null;
    }

    /// <summary>Starts them again where they were, on their own ledgers.</summary>
    public async Task StartWorldAsync()
    {
        World = await RehearsalWorld.StartAsync(worldOptions!, options.Time);
        World.PushTo($"http://127.0.0.1:{Url.Port}");
    }

    /// <summary>A client without credentials that follows no redirect and keeps cookies.</summary>
    public HttpClient CreateClient() => new(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }) { BaseAddress = Url, Timeout = TimeSpan.FromSeconds(30) };

    /// <summary>A client with a bearer token of a demo person.</summary>
    public async Task<HttpClient> TokenClientAsync(string user, string password = "rehearsal")
    {
        var client = CreateClient();
        using var answer = await client.PostAsJsonAsync("/api/v1/session", new { user, password });
        answer.EnsureSuccessStatusCode();
        var session = await answer.Content.ReadFromJsonAsync<Session>();
        client.DefaultRequestHeaders.Authorization = new("Bearer", session!.Token);
        return client;
    }

    /// <summary>Sends the sign-in form as a browser would.</summary>
    public static async Task<HttpResponseMessage> SignInAsync(HttpClient client, string user, string password = "rehearsal", string url = "/sign-in")
    {
        ArgumentNullException.ThrowIfNull(client);
        var html = await client.GetStringAsync(new Uri(url, UriKind.Relative));
        var fields = HiddenField().Matches(html).ToDictionary(m => m.Groups["name"].Value, m => WebUtility.HtmlDecode(m.Groups["value"].Value));
        fields["Input.User"] = user;
        fields["Input.Password"] = password;
        return await client.PostAsync(new Uri(url, UriKind.Relative), new FormUrlEncodedContent(fields));
    }

    /// <summary>Waits until <paramref name="condition"/> holds.</summary>
    /// <exception cref="TimeoutException">It did not within <paramref name="within"/> (10 s); the message names it.</exception>
    public static async Task UntilAsync(Func<Task<bool>> condition, string what, TimeSpan? within = null)
    {
        ArgumentNullException.ThrowIfNull(condition);
        var deadline = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(deadline) > (within ?? TimeSpan.FromSeconds(10))) throw new TimeoutException($"Did not happen in time: {what}");
            await Task.Delay(50);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAppAsync(running);
        if (World is not null) await World.DisposeAsync();
        try
        {
            Directory.Delete(Folder, recursive: true);
        }
        catch (IOException)
        {
            // a file that is still being closed stays in the temporary folder
        }
    }

    private static async Task<WebApplication> StartAppAsync(AppHostOptions options, string folder, RehearsalWorld? world, int port)
    {
        var settings = new Dictionary<string, string?>
        {
            ["urls"] = $"http://127.0.0.1:{port}",
            ["CommandCenter:Storage:Directory"] = folder,
            ["CommandCenter:Plan:File"] = Path.Combine(folder, "plan.yaml"),
            ["CommandCenter:Rehearsal:InProcess"] = "false",
            ["CommandCenter:Identity:SignInsPerMinute"] = "100000",
        };
        if (world is not null)
        {
            settings["CommandCenter:Rehearsal:LegacyUrl"] = world.LegacyUrl;
            settings["CommandCenter:Rehearsal:OrchestrationUrl"] = world.OrchestrationUrl;
            settings["CommandCenter:Outbound:AllowedPrivateHosts:0"] = new Uri(world.LegacyUrl).Authority;
            settings["CommandCenter:Outbound:AllowedPrivateHosts:1"] = new Uri(world.OrchestrationUrl).Authority;
        }

        foreach (var (key, value) in options.Settings) settings[key] = value;
        var app = CommandCenterHost.Build([], builder =>
        {
            builder.Configuration.AddInMemoryCollection(settings);
            builder.Logging.ClearProviders();
            if (options.Log is { } level) builder.Logging.SetMinimumLevel(level).AddSimpleConsole();
            builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(2));
            builder.Services.AddSingleton(options.Time);
            options.Services?.Invoke(builder.Services);
        });
        await app.StartAsync();
        world?.PushTo($"http://127.0.0.1:{new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port}");
        return app;
    }

    private static async Task StopAppAsync(WebApplication app)
    {
        await app.StopAsync();
        await app.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
    }

    private static async Task WritePlanAsync(AppHostOptions options, string folder, RehearsalWorld world)
    {
        var text = await File.ReadAllTextAsync(Path.Combine(ContentRoot.Find(), "plans", "demo.yaml"));
        text = text.Replace("127.0.0.1:5081", new Uri(world.LegacyUrl).Authority, StringComparison.Ordinal).Replace("127.0.0.1:5082", new Uri(world.OrchestrationUrl).Authority, StringComparison.Ordinal);
        await File.WriteAllTextAsync(Path.Combine(folder, "plan.yaml"), options.EditPlan?.Invoke(text) ?? text);
    }

    private static string FreeAddress() => $"http://127.0.0.1:{FreePort.Next()}";

    [GeneratedRegex("<input type=\"hidden\" name=\"(?<name>[^\"]+)\" value=\"(?<value>[^\"]*)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex HiddenField();

    private sealed record Session(string Token);
}
