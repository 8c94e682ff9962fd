namespace CommandCenter.Rollback;

/// <summary>What this feature adds to the web host.</summary>
public static class RollbackWebRegistration
{
    public static IEndpointRouteBuilder MapRollback(this IEndpointRouteBuilder routes)
    {
        RollbackEndpoints.Map(routes);
        return routes;
    }
}
