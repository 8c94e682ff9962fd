using CommandCenter.Access.Approvals;

namespace CommandCenter.Access;

/// <summary>What this feature adds to the web host.</summary>
public static class AccessWebRegistration
{
    public static IServiceCollection AddAccessWeb(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.Configure<ApprovalOptions>(configuration.GetSection("CommandCenter:Approvals"));
        services.AddApprovalWatch();
        return services;
    }

    public static IEndpointRouteBuilder MapAccess(this IEndpointRouteBuilder routes)
    {
        ApprovalEndpoints.Map(routes);
        return routes;
    }
}
