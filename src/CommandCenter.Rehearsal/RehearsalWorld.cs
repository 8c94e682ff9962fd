using CommandCenter.Rehearsal.Faults;
using CommandCenter.Rehearsal.Ledger;
using CommandCenter.Rehearsal.Legacy;
using CommandCenter.Rehearsal.Orchestration;
using CommandCenter.Rehearsal.Shop;
using Microsoft.Data.Sqlite;

namespace CommandCenter.Rehearsal;

/// <summary>
/// The built-in world while it runs: a legacy stack and an orchestration platform, two HTTP servers with a ledger each, that know nothing of what reads them.
/// </summary>
public sealed class RehearsalWorld : IAsyncDisposable
{
    private static readonly TimeSpan beat = TimeSpan.FromMilliseconds(200);
    private readonly WorldEngine engine;
    private readonly WebApplication legacy;
    private readonly WebApplication orchestration;
    private readonly Webhooks webhooks;
    private readonly ShopPoster poster;
    private readonly TimeProvider time;
    private readonly CancellationTokenSource stopping = new();
    private readonly FaultBoard[] boards;
    private Task flow = Task.CompletedTask;
    private volatile string? trouble;

    private RehearsalWorld(RehearsalOptions options, TimeProvider time, WorldEngine engine)
    {
        this.time = time;
        this.engine = engine;
        boards = [new FaultBoard(time), new FaultBoard(time)];
        engine.BurstFactor = () => boards.Max(b => b.Find(FaultIds.Burst) is { } burst ? burst.Factor ?? 5 : 1);
        engine.CommitsLate = ledger => boards[ledger == engine.Legacy ? 0 : 1].Find(FaultIds.LateCommit) is not null;
        webhooks = new Webhooks(options, engine, boards[1], time);
        poster = new ShopPoster(engine.Shop, time);
        if (options.PostOrders || options.IntakeUrl is not null)
        {
            engine.StartPosting();
            poster.SendTo(options.IntakeUrl, options.IntakeToken);
        }

        legacy = ServerHost.Build(options.LegacyUrl, nameof(options.LegacyUrl));
        var access = new LegacyAccess(options.LegacyUser, options.LegacyPassword, new WmsSessions(time));
        var key = new PlatformKey(options.OrchestrationApiKey);
        new LegacyServer(engine, access, boards[0], key).Map(legacy);
        orchestration = ServerHost.Build(options.OrchestrationUrl, nameof(options.OrchestrationUrl));
        new OrchestrationServer(engine, key, boards[1], webhooks, access).Map(orchestration);
        Secrets = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["CC_SECRET_LEGACY_USER"] = options.LegacyUser,
            ["CC_SECRET_LEGACY_PASSWORD"] = options.LegacyPassword,
            ["CC_SECRET_ORCH_API_KEY"] = options.OrchestrationApiKey,
            ["CC_SECRET_ORCH_WEBHOOK"] = options.WebhookSecret,
        };
    }

    /// <summary>Where the legacy stack listens, with its real port and without a slash at the end.</summary>
    public string LegacyUrl { get; private set; } = "";

    /// <summary>Where the orchestration platform listens, with its real port and without a slash at the end.</summary>
    public string OrchestrationUrl { get; private set; } = "";

    /// <summary>Why the ledgers cannot be written at the moment, or null.</summary>
    public string? Trouble => trouble;

    /// <summary>The credentials that the world expects, by the names that the demo plan reads them under.</summary>
    public IReadOnlyDictionary<string, string> Secrets { get; }

    /// <summary>Opens or creates the ledgers, back-fills empty ones and starts both servers and the flow of orders.</summary>
    /// <exception cref="ArgumentException">An option is outside its range; the message names it.</exception>
    public static async Task<RehearsalWorld> StartAsync(RehearsalOptions options, TimeProvider? time = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        RehearsalOptions.Check(options);
        var clock = time ?? TimeProvider.System;
        var ledgers = await Task.Run(
            () =>
            {
                var opened = WorldEngine.Open(options, clock);
                opened.CatchUp();
                return opened;
            },
            cancel);
        try
        {
            var world = new RehearsalWorld(options, clock, ledgers);
            await world.ListenAsync(cancel);
            return world;
        }
        catch
        {
            await ledgers.DisposeAsync();
            throw;
        }
    }

    /// <summary>Sends webhooks to this base address from now on; null stops sending (they wait in a bounded queue).</summary>
    public void PushTo(string? ingestUrl) => webhooks.PushTo(ingestUrl);

    /// <summary>
    /// The storefront posts its orders to this base address from now on; the ledgers then hear of orders only through what others send to the two sides. Null stops posting: orders wait.
    /// </summary>
    /// <exception cref="ArgumentException">No absolute http or https address.</exception>
    public void SendTo(string? intakeUrl, string? token)
    {
        RehearsalOptions.CheckAddress(intakeUrl, nameof(intakeUrl));
        engine.StartPosting();
        poster.SendTo(intakeUrl, token);
    }

    /// <summary>Brings both ledgers up to the clock at once, without waiting for the next beat (a fifth of a second).</summary>
    public void CatchUp() => engine.CatchUp();

    /// <summary>Stops the flow and both servers; the ledgers stay.</summary>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await flow.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await legacy.DisposeAsync();
        await orchestration.DisposeAsync();
        await webhooks.DisposeAsync();
        await poster.DisposeAsync();
        await engine.DisposeAsync();
        stopping.Dispose();
    }

    private async Task ListenAsync(CancellationToken cancel)
    {
        try
        {
            await legacy.StartAsync(cancel);
            await orchestration.StartAsync(cancel);
        }
        catch
        {
            await legacy.DisposeAsync();
            await orchestration.DisposeAsync();
            await webhooks.DisposeAsync();
            await poster.DisposeAsync();
            throw;
        }

        LegacyUrl = ServerHost.UrlOf(legacy);
        OrchestrationUrl = ServerHost.UrlOf(orchestration);
        flow = Task.WhenAll(
            Task.Run(() => FlowAsync(stopping.Token), CancellationToken.None),
            Task.Run(() => RepeatAsync(webhooks.SendAsync, stopping.Token), CancellationToken.None),
            Task.Run(() => RepeatAsync(poster.SendAsync, stopping.Token), CancellationToken.None));
    }

    private async Task FlowAsync(CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(beat, time);
        while (await timer.WaitForNextTickAsync(cancel))
        {
            try
            {
                engine.CatchUp();
                trouble = null;
            }
            catch (SqliteException failed)
            {
                // a full disk or a locked file: nothing was committed, the next beat takes it up again
                trouble = failed.Message;
            }
        }
    }

    private async Task RepeatAsync(Func<CancellationToken, Task<TimeSpan>> send, CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            var pause = TimeSpan.FromSeconds(1);
            try
            {
                pause = await send(cancel);
            }
            catch (SqliteException failed)
            {
                trouble = failed.Message;
            }

            if (pause > TimeSpan.Zero)
            {
                await Task.Delay(pause, time, cancel);
            }
        }
    }
}
