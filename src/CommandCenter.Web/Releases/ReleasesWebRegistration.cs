namespace CommandCenter.Releases;

/// <summary>What this feature adds to the web host.</summary>
public static class ReleasesWebRegistration
{
    public static IEndpointRouteBuilder MapReleases(this IEndpointRouteBuilder routes)
    {
        ReleaseEndpoints.Map(routes);
        return routes;
    }
}
