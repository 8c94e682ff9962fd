namespace CommandCenter.Orders;

/// <summary>Orders over HTTP.</summary>
public static class OrdersWebRegistration
{
    public static IServiceCollection AddOrdersWeb(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return services;
    }

    public static IEndpointRouteBuilder MapOrders(this IEndpointRouteBuilder routes)
    {
        OrderEndpoints.Map(routes);
        return routes;
    }
}
