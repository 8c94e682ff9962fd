using CommandCenter.Decisions;
using CommandCenter.Plan;
using CommandCenter.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CommandCenter.Sources.Polling;

/// <summary>Runs a loop for every polled source of the plan; another plan stops them all and starts its own.</summary>
internal sealed partial class SourcePollers(ActivePlan active, OrderSources sources, LoopParts parts, IRejectedRetry retry, CommandRunner commands, ILogger<SourcePollers> log) : BackgroundService, ISourceControl, ISourceHints
{
    private readonly WakeSignal planChanged = new(parts.Time);
    private volatile IReadOnlyList<SourceLoop> loops = [];

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        active.Applied += OnApplied;
        return base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        active.Applied -= OnApplied;
        await base.StopAsync(cancellationToken);
    }

    public Task<Result<bool>> PauseAsync(string source, CommandRequest request, CancellationToken cancel) => SetPausedAsync(source, true, request, cancel);

    public Task<Result<bool>> ResumeAsync(string source, CommandRequest request, CancellationToken cancel) => SetPausedAsync(source, false, request, cancel);

    public async Task<Result<bool>> PollNowAsync(string source, CommandRequest request, CancellationToken cancel)
    {
        if (active.Current?.Source(source) is not { } definition)
        {
            return NotFound(source);
        }

        if (definition.Adapter == "push")
        {
            return Error.Validation("not-polled", $"The source '{source}' sends by itself; it cannot be polled.", "source");
        }

        if (parts.Pauses.Contains(source))
        {
            return Error.Conflict("source-paused", $"The source '{source}' is paused. Resume it first.");
        }

        var asked = await commands.RunAsync<bool>(
            request, (_, _) => Task.FromResult<Result<Decided<bool>>>(new Decided<bool>(true, new DecisionDraft("poll-source", $"Source {source} polled by hand.", null, ["source:" + source]))), cancel);
        if (asked.Succeeded)
        {
            Wake(source);
        }

        return asked;
    }

    public void Wake(string source) => Find(source)?.PollNow();

    public bool Hint(string source, string? key)
    {
        if (Find(source) is not { } loop)
        {
            return false;
        }

        loop.Hint(key);
        return true;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // the host goes on starting while sources are called
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            if (active.Current is { } plan)
            {
                await RunPlanAsync(plan, stoppingToken);
            }
            else
            {
                await planChanged.WaitAsync(Timeout.InfiniteTimeSpan, stoppingToken);
            }
        }
    }

    private async Task RunPlanAsync(CutoverPlan plan, CancellationToken stopping)
    {
        await LoadPausesAsync(stopping);
        foreach (var pushed in plan.Sources.Where(s => s.Adapter == "push" && parts.Pauses.Contains(s.Id)))
        {
            await parts.Feed.PublishAsync(new SourceHealthReport(pushed.Id, parts.Time.GetUtcNow(), false, null, null, false, true, null, false), stopping);
        }

        using var planEnds = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var running = Open(plan);
        loops = running;
        var tasks = running.Select(l => l.RunAsync(planEnds.Token)).Append(RetryRejectedAsync(planEnds.Token)).ToArray();
        LogStarted(log, running.Count, plan.Hash[..Math.Min(12, plan.Hash.Length)]);
        try
        {
            do
            {
                await planChanged.WaitAsync(Timeout.InfiniteTimeSpan, stopping);
            }
            while (ReferenceEquals(plan, active.Current));
        }
        catch (OperationCanceledException)
        {
            // the loops below still release what they hold
        }

        await planEnds.CancelAsync();
        await Task.WhenAll(tasks);
        loops = [];
        foreach (var loop in running)
        {
            await loop.DisposeAsync();
        }
    }

    private List<SourceLoop> Open(CutoverPlan plan)
    {
        var opened = new List<SourceLoop>();
        foreach (var source in plan.Sources)
        {
            try
            {
                if (sources.Open(source) is { } reader)
                {
                    opened.Add(new SourceLoop(plan, source, reader, parts));
                }
            }
            catch (Exception e) when (e is ArgumentException or InvalidOperationException or TimeZoneNotFoundException)
            {
                // plan validation should have refused it; the others must not suffer
                LogUnusable(log, source.Id, e.Message);
            }
        }

        return opened;
    }

    private async Task LoadPausesAsync(CancellationToken cancel)
    {
        while (true)
        {
            try
            {
                await parts.Pauses.LoadAsync(cancel);
                break;
            }
            catch (System.Data.Common.DbException e)
            {
                LogStore(log, e.Message);
                await Task.Delay(TimeSpan.FromSeconds(1), parts.Time, cancel);
            }
        }
    }

    /// <summary>A new plan may bring mappings under which refused records become good.</summary>
    private async Task RetryRejectedAsync(CancellationToken cancel)
    {
        try
        {
            await retry.RetryAsync(null, null, cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // the next plan, or the next start, tries again
        }
        catch (Exception e) when (e is System.Data.Common.DbException or DbUpdateException or IOException)
        {
            LogStore(log, e.Message);
        }
    }

    private async Task<Result<bool>> SetPausedAsync(string source, bool pause, CommandRequest request, CancellationToken cancel)
    {
        if (active.Current?.Source(source) is not { } definition)
        {
            return NotFound(source);
        }

        if (await parts.Pauses.SetAsync(source, pause, request, cancel) is { Succeeded: false } refused)
        {
            return refused;
        }

        pause = parts.Pauses.Contains(source);
        if (Find(source) is { } loop)
        {
            loop.Wake();
        }

        if (definition.Adapter == "push" || pause)
        {
            await parts.Feed.PublishAsync(new SourceHealthReport(source, parts.Time.GetUtcNow(), false, null, null, false, pause, null, false), cancel);
        }

        return true;
    }

    private SourceLoop? Find(string source) => loops.FirstOrDefault(l => l.Source == source);

    private void OnApplied(CutoverPlan plan) => planChanged.Wake();

    private static Error NotFound(string source) => Error.NotFound("source-not-found", $"The plan has no source '{source}'.");

    public override void Dispose()
    {
        planChanged.Dispose();
        base.Dispose();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Polling {Count} sources of plan {Plan}.")]
    private static partial void LogStarted(ILogger log, int count, string plan);

    [LoggerMessage(Level = LogLevel.Error, Message = "Source {Source} cannot be polled: {Reason}")]
    private static partial void LogUnusable(ILogger log, string source, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The store does not answer: {Reason}")]
    private static partial void LogStore(ILogger log, string reason);
}
