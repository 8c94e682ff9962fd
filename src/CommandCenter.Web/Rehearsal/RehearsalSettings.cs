using CommandCenter.Hosting;

namespace CommandCenter.Rehearsal;

/// <summary>Section <c>CommandCenter:Rehearsal</c>, as this host reads it.</summary>
/// <param name="Enabled">Whether this is a rehearsal at all: demo people, the badge, the world's credentials.</param>
/// <param name="InProcess">Whether the world runs here; otherwise it is a process of its own.</param>
/// <param name="World">How the world is run.</param>
public sealed record RehearsalSettings(bool Enabled, bool InProcess, RehearsalOptions World)
{
    /// <summary>What the demo plan signs in with, by name; empty for real use.</summary>
    public IReadOnlyDictionary<string, string> Secrets { get; } = !Enabled ? new Dictionary<string, string>(StringComparer.Ordinal) : new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["CC_SECRET_LEGACY_USER"] = World.LegacyUser,
        ["CC_SECRET_LEGACY_PASSWORD"] = World.LegacyPassword,
        ["CC_SECRET_ORCH_API_KEY"] = World.OrchestrationApiKey,
        ["CC_SECRET_ORCH_WEBHOOK"] = World.WebhookSecret,
    };

    public static RehearsalSettings Read(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var section = configuration.GetSection("CommandCenter:Rehearsal");
        var world = section.Get<RehearsalOptions>() ?? new RehearsalOptions();
        if (section["Directory"] is null) world.Directory = Path.Combine(StorageFolder.Of(configuration), "rehearsal");
        return new RehearsalSettings(section.GetValue("Enabled", false), section.GetValue("InProcess", true), world);
    }
}
