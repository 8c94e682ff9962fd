namespace CommandCenter.Readiness.Deadlines;

/// <summary>What this feature adds to the web host.</summary>
public static class DeadlinesWebRegistration
{
    public static IEndpointRouteBuilder MapDeadlines(this IEndpointRouteBuilder routes)
    {
        DeadlineEndpoints.Map(routes);
        return routes;
    }
}
