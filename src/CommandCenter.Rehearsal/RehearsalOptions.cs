namespace CommandCenter.Rehearsal;

/// <summary>How the built-in world is run. Section <c>CommandCenter:Rehearsal</c> of a host binds to it.</summary>
public sealed class RehearsalOptions
{
    /// <summary>Where the legacy stack listens; port 0 takes a free one. Loopback only.</summary>
    public string LegacyUrl { get; set; } = "http://127.0.0.1:5081";

    /// <summary>Where the orchestration platform listens; port 0 takes a free one. Loopback only.</summary>
    public string OrchestrationUrl { get; set; } = "http://127.0.0.1:5082";

    /// <summary>Folder of the two ledgers (<c>legacy.db</c>, <c>orchestration.db</c>) and of what the storefront has still to post (<c>storefront.db</c>); made where it is missing.</summary>
    public string Directory { get; set; } = "data/rehearsal";

    /// <summary>Divides gaps between orders and every latency, 0.01 to 1000. Times stay wall-clock.</summary>
    public double Speed { get; set; } = 10;

    /// <summary>Decides every order, latency and mishap. The same seed and the same start give the same world.</summary>
    public long Seed { get; set; } = 20261110;

    /// <summary>Base address that webhooks go to (<c>POST {IngestUrl}/ingest/{source}</c>); null sends none until <see cref="RehearsalWorld.PushTo"/>.</summary>
    public string? IngestUrl { get; set; }

    /// <summary>Id of the push source at the receiver.</summary>
    public string WebhookSource { get; set; } = "orch-webhook";

    /// <summary>
    /// Base address of an intake that the storefront posts its orders and changes to (<c>POST {IntakeUrl}/api/v1/orders</c>); null writes them straight into both ledgers until
    /// <see cref="RehearsalWorld.SendTo"/>.
    /// </summary>
    public string? IntakeUrl { get; set; }

    /// <summary>Bearer token for the intake.</summary>
    public string? IntakeToken { get; set; }

    /// <summary>Keeps orders for an intake from the end of the history on, though its address is not known yet.</summary>
    public bool PostOrders { get; set; }

    /// <summary>Minutes of wall-clock history that an empty ledger starts with, 0 to 1440.</summary>
    public double BackfillMinutes { get; set; } = 45;

    /// <summary>User of the legacy stack's sign-in.</summary>
    public string LegacyUser { get; set; } = "command-center";

    /// <summary>Password of the legacy stack's sign-in.</summary>
    public string LegacyPassword { get; set; } = "rehearsal-legacy";

    /// <summary>API key of the orchestration platform.</summary>
    public string OrchestrationApiKey { get; set; } = "rehearsal-orchestration";

    /// <summary>Key that webhooks are signed with.</summary>
    public string WebhookSecret { get; set; } = "rehearsal-webhook";

    /// <exception cref="ArgumentException">An option is outside its range.</exception>
    internal static void Check(RehearsalOptions options)
    {
        if (options.Speed is not (>= 0.01 and <= 1000))
        {
            throw new ArgumentException($"Speed: found {options.Speed}; allowed: 0.01 to 1000.", nameof(options));
        }

        if (options.BackfillMinutes is not (>= 0 and <= 1440))
        {
            throw new ArgumentException($"BackfillMinutes: found {options.BackfillMinutes}; allowed: 0 to 1440.", nameof(options));
        }

        if (string.IsNullOrWhiteSpace(options.Directory))
        {
            throw new ArgumentException("Directory: found nothing; allowed: a folder for the two ledgers.", nameof(options));
        }

        CheckAddress(options.IngestUrl, nameof(IngestUrl));
        CheckAddress(options.IntakeUrl, nameof(IntakeUrl));
    }

    internal static void CheckAddress(string? given, string option)
    {
        if (given is { } url && (!Uri.TryCreate(url, UriKind.Absolute, out var address) || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps)))
        {
            throw new ArgumentException($"{option}: found '{url}'; allowed: an absolute http or https address.", option);
        }
    }
}
