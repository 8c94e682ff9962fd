using CommandCenter.Traffic.Shifts;

namespace CommandCenter.Traffic;

/// <summary>What this feature adds to the web host.</summary>
public static class TrafficWebRegistration
{
    public static IEndpointRouteBuilder MapTraffic(this IEndpointRouteBuilder routes)
    {
        TrafficEndpoints.Map(routes);
        ActuatorEndpoints.Map(routes);
        ShiftEndpoints.Map(routes);
        return routes;
    }
}
