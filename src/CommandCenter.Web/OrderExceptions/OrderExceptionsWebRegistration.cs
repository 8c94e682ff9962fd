namespace CommandCenter.OrderExceptions;

/// <summary>What this feature adds to the web host.</summary>
public static class OrderExceptionsWebRegistration
{
    public static IServiceCollection AddOrderExceptionsWeb(this IServiceCollection services)
    {
        services.AddSingleton<CaseSections>();
        return services;
    }

    public static IEndpointRouteBuilder MapOrderExceptions(this IEndpointRouteBuilder routes)
    {
        CaseEndpoints.Map(routes);
        return routes;
    }
}
