namespace CommandCenter.Identity.Sessions;

/// <summary>How long a session of the pages lasts at most, however busy it is.</summary>
/// <param name="ByPassword"><c>CommandCenter:Identity:SessionHours</c>, 1 to 24, default 12.</param>
/// <param name="ByProvider"><c>CommandCenter:Identity:Oidc:SessionHours</c>, 1 to 24, default 8: as long may roles live that the provider has taken away since.</param>
public sealed record SessionLimits(TimeSpan ByPassword, TimeSpan ByProvider)
{
    public static SessionLimits Read(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return new SessionLimits(Hours(configuration, "CommandCenter:Identity:SessionHours", 12), Hours(configuration, "CommandCenter:Identity:Oidc:SessionHours", 8));
    }

    private static TimeSpan Hours(IConfiguration configuration, string key, int otherwise) =>
        TimeSpan.FromHours(Math.Clamp(int.TryParse(configuration[key], System.Globalization.CultureInfo.InvariantCulture, out var hours) ? hours : otherwise, 1, 24));
}
