namespace CommandCenter.Plan;

/// <summary>What carries a traffic table out.</summary>
public enum ActuatorKind
{
    /// <summary>The intake of this process; it decides with the transaction that makes the table.</summary>
    BuiltIn,

    /// <summary>HAProxy: a map that is changed over the runtime socket, and the Lua file that the product ships.</summary>
    HaProxy,

    /// <summary>A file that flagd, or whoever evaluates its format, watches.</summary>
    FlagdFile,

    /// <summary>A receiver that is told by signed POST.</summary>
    Webhook,
}

/// <summary>One actuator of the plan. Of the settings the one of its kind is there.</summary>
/// <param name="Id">Kebab-case, unique.</param>
/// <param name="VerifyEvery">How often an actuator that agreed is looked at again, 1 s to 10 min.</param>
/// <param name="Timeout">For one conversation with it, 100 ms to 30 s.</param>
public sealed record ActuatorDefinition(string Id, ActuatorKind Kind, TimeSpan VerifyEvery, TimeSpan Timeout)
{
    public HaProxySettings? HaProxy { get; init; }
    public FlagdSettings? Flagd { get; init; }
    public ActuatorWebhook? Webhook { get; init; }

    /// <summary>Whether it lies outside of this process, so that it can differ from what was commanded.</summary>
    public bool IsOutside => Kind != ActuatorKind.BuiltIn;
}

/// <summary>How HAProxy's runtime interface is reached.</summary>
/// <param name="Socket">Path of the UNIX socket, or <c>ADDRESS:PORT</c> on loopback.</param>
/// <param name="Map">The map's file as haproxy.cfg names it.</param>
public sealed record HaProxySettings(string Socket, string Map);

/// <param name="Path">The file; it is the product's alone.</param>
/// <param name="Flag">Key of the flag in it.</param>
public sealed record FlagdSettings(string Path, string Flag);

/// <param name="Url">Told by POST, asked by GET.</param>
/// <param name="Secret">Reference of the key that both are signed with.</param>
public sealed record ActuatorWebhook(string Url, string Secret);
