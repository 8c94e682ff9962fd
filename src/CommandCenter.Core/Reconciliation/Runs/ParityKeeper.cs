using System.Collections.Concurrent;
using CommandCenter.Live;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Reconciliation.Classes;
using CommandCenter.Reconciliation.Parity;
using CommandCenter.Reconciliation.Understanding;
using CommandCenter.Sources.Polling;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CommandCenter.Reconciliation.Runs;

/// <summary>Compares both sides for as long as the product runs: everything at its beginning, at the plan's times and when somebody asks; otherwise what changed. A store that does not answer leaves the last picture, with a word.</summary>
public sealed partial class ParityKeeper : BackgroundService
{
    private static readonly TimeSpan pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan noteEvery = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan marksEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan breather = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan keepFull = TimeSpan.FromDays(90);
    private static readonly TimeSpan keepIncremental = TimeSpan.FromDays(3);

    private readonly Reconciler reconciler;
    private readonly ParityStore store;
    private readonly RunStore runs;
    private readonly UnderstoodQueries understood;
    private readonly ParityBoard board;
    private readonly ActivePlan plan;
    private readonly TimeProvider time;
    private readonly ILogger<ParityKeeper> log;
    private readonly WakeSignal woken;
    private readonly ConcurrentQueue<Asked> asked = new();
    private UnderstoodNow marks = UnderstoodNow.None;
    private DateTimeOffset marksReadAt, notedAt, forgotAt, restsUntil;
    private long shownRevision = -1;
    private RunProgress? running;
    private string? trouble;

    internal ParityKeeper(Reconciler reconciler, ParityStore store, RunStore runs, UnderstoodQueries understood, ParityBoard board, ActivePlan plan, TimeProvider time, ILogger<ParityKeeper> log)
    {
        (this.reconciler, this.store, this.runs, this.understood, this.board, this.plan, this.time, this.log) = (reconciler, store, runs, understood, board, plan, time, log);
        woken = new WakeSignal(time);
    }

    /// <summary>Puts a full run in the queue.</summary>
    /// <param name="scope">Null = every order.</param>
    /// <returns>The id that the run will have.</returns>
    public Guid Ask(ParityScope? scope, string requestedBy)
    {
        var id = Guid.CreateVersion7(time.GetUtcNow());
        asked.Enqueue(new Asked(id, scope is { IsEverything: true } ? null : scope, requestedBy, time.GetUtcNow()));
        woken.Wake();
        return id;
    }

    /// <summary>Compares what changed at once, and reads again what is understood.</summary>
    public void Wake()
    {
        marksReadAt = default;
        woken.Wake();
    }

    /// <summary>One turn: what is due is done and shown.</summary>
    internal async Task TurnAsync(CancellationToken cancel)
    {
        if (plan.Current is not { } current)
        {
            return;
        }

        try
        {
            if (reconciler.Rules is { } rules && !ReferenceEquals(rules.Plan, current))
            {
                reconciler.Forget();
            }

            await ReadMarksAsync(cancel);
            while (asked.TryPeek(out var next))
            {
                await RunAskedAsync(current, next, cancel);
            }

            if (time.GetUtcNow() < restsUntil)
            {
                return;
            }

            if (reconciler.Full is not { } full || IsDue(current, full) || reconciler.WasTooEarly || await reconciler.StepAsync(cancel) is null)
            {
                await RunAsync(current, new Asked(Guid.CreateVersion7(time.GetUtcNow()), null, "", time.GetUtcNow()), cancel);
            }

            trouble = null;
            Show();
            await KeepBooksAsync(cancel);
        }
        catch (Exception e) when (StorageErrors.IsFailure(e))
        {
            Tell($"The store does not answer ({(e.InnerException ?? e).Message}): what is shown is from before.");
            LogStore(log, e.Message);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // such as a stored state that cannot be read: the product goes on without this comparison, and tries again a little later
            restsUntil = time.GetUtcNow() + breather;
            Tell($"The comparison broke off ({e.Message}): what is shown is from before.");
            LogBroken(log, e);
        }
    }

    /// <summary>A run that was asked for and has not begun; null where none of this id waits.</summary>
    public ParityRun? Waiting(Guid id) => asked.FirstOrDefault(a => a.Id == id) is { } run
        ? new ParityRun(run.Id, ParityRunKind.Full, ParityRunState.Waiting, run.By, plan.Current?.Hash ?? "", run.At, null, null, null, run.Scope, 0, 0, 0, null)
        : null;

    public override void Dispose()
    {
        woken.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        var stopped = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            if (!stopped && plan.Current is not null)
            {
                stopped = (await StoreReads.TryAsync(async () =>
                {
                    await runs.StopOrphansAsync(time.GetUtcNow(), stoppingToken);
                    return true;
                })).Succeeded;
            }

            await TurnAsync(stoppingToken);
            await woken.WaitAsync(pause, stoppingToken);
        }
    }

    /// <summary>What the store could not take stays asked for; what breaks off by itself is recorded as failed and not tried again.</summary>
    private async Task RunAskedAsync(CutoverPlan current, Asked next, CancellationToken cancel)
    {
        try
        {
            await RunAsync(current, next, cancel);
        }
        catch (Exception e) when (StorageErrors.IsFailure(e))
        {
            throw;
        }
        catch
        {
            asked.TryDequeue(out _);
            throw;
        }

        asked.TryDequeue(out _);
        restsUntil = default;
    }

    private void Tell(string words)
    {
        (trouble, running, shownRevision) = (words, null, -1);
        board.Show(board.Current with { Trouble = trouble, Running = null });
    }

    private async Task RunAsync(CutoverPlan current, Asked next, CancellationToken cancel)
    {
        try
        {
            await reconciler.RunFullAsync(current, next.Id, next.Scope, next.By, p =>
            {
                running = p;
                board.Show(board.Current with { Running = p });
            }, cancel);
        }
        finally
        {
            running = null;
            shownRevision = -1;
        }
    }

    private async Task ReadMarksAsync(CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        if (now - marksReadAt < marksEvery)
        {
            return;
        }

        marks = new UnderstoodNow(await understood.ReadAsync(ended: false, cancel));
        marksReadAt = now;
        shownRevision = -1;
    }

    private void Show()
    {
        if (reconciler.Rules is not { } rules || (shownRevision == reconciler.Book.Revision && board.Current.ReadTo == reconciler.ReadTo && board.Current.Trouble is null))
        {
            return;
        }

        var now = time.GetUtcNow();
        var open = new List<OpenMismatch>();
        foreach (var mismatch in reconciler.Book.Open.Values.SelectMany(m => m))
        {
            open.Add(new OpenMismatch(mismatch, store.FirstSeen(mismatch) ?? mismatch.Difference.Since, marks.Covers(mismatch)));
        }

        shownRevision = reconciler.Book.Revision;
        board.Show(ParityPicture.Of(reconciler.Book, rules, reconciler.ReadTo, now, open) with { Full = reconciler.Full, Running = running, Trouble = trouble });
    }

    private async Task KeepBooksAsync(CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        if (now - notedAt >= noteEvery && board.Current.Lanes.Count > 0)
        {
            await reconciler.NoteAsync(board.Current, cancel);
            notedAt = now;
        }

        if (now - forgotAt >= TimeSpan.FromHours(1))
        {
            await runs.ForgetAsync(now - keepFull, now - keepIncremental, cancel);
            forgotAt = now;
        }
    }

    /// <summary>After the plan's interval, and once behind each of its times of day.</summary>
    private bool IsDue(CutoverPlan current, DateTimeOffset full)
    {
        var now = time.GetUtcNow();
        var settings = current.Reconciliation;
        if (now - full >= settings.Full)
        {
            return true;
        }

        var zone = TimeZoneInfo.FindSystemTimeZoneById(current.Header.Zone);
        var (before, local) = (TimeZoneInfo.ConvertTime(full, zone), TimeZoneInfo.ConvertTime(now, zone));
        return settings.Daily.Any(t => local.Date + t.ToTimeSpan() is var at && at <= local.DateTime && before.DateTime < at);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Both sides cannot be compared: {Reason}")]
    private static partial void LogStore(ILogger log, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The comparison of both sides broke off.")]
    private static partial void LogBroken(ILogger log, Exception error);

    private sealed record Asked(Guid Id, ParityScope? Scope, string By, DateTimeOffset At);
}
