namespace CommandCenter.Readiness.Thresholds;

/// <summary>What this feature adds to the web host.</summary>
public static class ThresholdsWebRegistration
{
    public static IEndpointRouteBuilder MapThresholds(this IEndpointRouteBuilder routes)
    {
        ThresholdEndpoints.Map(routes);
        return routes;
    }
}
