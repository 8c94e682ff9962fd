namespace CommandCenter.Orders;

/// <summary>What this feature adds to the web host.</summary>
public static class OrdersWebRegistration
{
    public static IServiceCollection AddOrdersWeb(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return services;
    }

    public static IEndpointRouteBuilder MapOrders(this IEndpointRouteBuilder routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        return routes;
    }
}
