using Radzen;

namespace CommandCenter.Layout;

/// <summary>The frame of all pages.</summary>
public static class LayoutWebRegistration
{
    public static IServiceCollection AddLayoutWeb(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddRadzenComponents();
        services.AddSingleton<Live.Views.LiveViews>();
        services.AddScoped<ViewerZone>();
        return services;
    }

    public static IEndpointRouteBuilder MapLayout(this IEndpointRouteBuilder routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        // frame-ancestors stands in the policy that SecurityHeaders sends with every answer
        routes.MapRazorComponents<App>().AddInteractiveServerRenderMode(o => o.ContentSecurityFrameAncestorsPolicy = "'none'");
        return routes;
    }
}
