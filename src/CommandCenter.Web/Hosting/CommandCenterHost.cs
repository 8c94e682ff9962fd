namespace CommandCenter.Hosting;

/// <summary>Builds the one process: pages, hub, API and jobs. Program and tests start it alike.</summary>
public static class CommandCenterHost
{
    /// <param name="args">Settings as <c>--Section:Key=value</c>.</param>
    /// <param name="configure">Last word over settings and services, for tests.</param>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = Prepare(args);
        builder.WebHost.UseStaticWebAssets();
        configure?.Invoke(builder);
        builder.Services.AddCommandCenter(builder.Configuration, builder.Environment);
        var app = builder.Build();
        app.UseCommandCenter();
        return app;
    }

    /// <summary>The settings and where they were found, without any service of the product.</summary>
    /// <param name="args">As of <see cref="Build"/>.</param>
    internal static WebApplicationBuilder Prepare(string[] args) => WebApplication.CreateBuilder(new WebApplicationOptions
    {
        // watching the settings would watch everything below the content root, also each write to a store in ./data
        Args = ["--hostBuilder:reloadConfigOnChange=false", .. args],
        ApplicationName = typeof(CommandCenterHost).Assembly.GetName().Name,
        ContentRootPath = args.Any(a => a.StartsWith("--contentRoot", StringComparison.OrdinalIgnoreCase)) ? null : ContentRoot.Find(),
    });
}
