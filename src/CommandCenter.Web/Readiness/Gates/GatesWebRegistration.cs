namespace CommandCenter.Readiness.Gates;

/// <summary>What this feature adds to the web host.</summary>
public static class GatesWebRegistration
{
    public static IEndpointRouteBuilder MapGates(this IEndpointRouteBuilder routes)
    {
        GateEndpoints.Map(routes);
        return routes;
    }
}
