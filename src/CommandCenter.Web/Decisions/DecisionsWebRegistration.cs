namespace CommandCenter.Decisions;

/// <summary>What this feature adds to the web host.</summary>
public static class DecisionsWebRegistration
{
    public static IEndpointRouteBuilder MapDecisions(this IEndpointRouteBuilder routes)
    {
        DecisionEndpoints.Map(routes);
        return routes;
    }
}
