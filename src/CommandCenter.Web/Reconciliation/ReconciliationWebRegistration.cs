namespace CommandCenter.Reconciliation;

/// <summary>What this feature adds to the web host.</summary>
public static class ReconciliationWebRegistration
{
    public static IEndpointRouteBuilder MapReconciliation(this IEndpointRouteBuilder routes)
    {
        ReconciliationEndpoints.Map(routes);
        return routes;
    }
}
