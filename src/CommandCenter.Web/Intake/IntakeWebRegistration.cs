namespace CommandCenter.Intake;

/// <summary>What this feature adds to the web host.</summary>
public static class IntakeWebRegistration
{
    public static IEndpointRouteBuilder MapIntake(this IEndpointRouteBuilder routes)
    {
        IntakeEndpoints.Map(routes);
        return routes;
    }
}
