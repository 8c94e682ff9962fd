namespace CommandCenter.Sources.Http;

/// <summary>Section <c>CommandCenter:Outbound</c>.</summary>
public sealed class OutboundOptions
{
    /// <summary><c>host:port</c> entries that may lie at private or loopback addresses; everything else must be public. Never in the plan.</summary>
    public IList<string> AllowedPrivateHosts { get; } = [];
}
