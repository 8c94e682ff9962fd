namespace CommandCenter.Live;

/// <summary>What live state takes from the configuration.</summary>
/// <param name="Rehearsal">The rehearsal world runs in this process; every page says so. Key <c>CommandCenter:Rehearsal:Enabled</c>.</param>
public sealed record LiveOptions(bool Rehearsal);
