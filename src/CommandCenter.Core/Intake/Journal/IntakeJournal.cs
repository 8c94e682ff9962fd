using System.Data.Common;
using System.Threading.Channels;
using CommandCenter.Persistence;
using CommandCenter.Shared;
using Microsoft.Extensions.Logging;

namespace CommandCenter.Intake.Journal;

/// <summary>
/// The one writer of the journal. Works that wait share a transaction and its flush to the disk (group commit); nobody is answered before that stands. The traffic table is read
/// within the transaction, so no order is accepted by a table that has been replaced.
/// </summary>
internal sealed partial class IntakeJournal : IAsyncDisposable
{
    /// <summary>Works of one transaction, at most.</summary>
    public const int MostWorks = 512;

    /// <summary>Works that may wait.</summary>
    public const int MostWaiting = 8_192;

    private static readonly TimeSpan pauseAfterFailure = TimeSpan.FromMilliseconds(200);
    private readonly IJournalTables tables;
    private readonly CommandsGate gate;
    private readonly TimeProvider time;
    private readonly StepProbe probe;
    private readonly ILogger log;
    private readonly Channel<JournalWork> waiting = Channel.CreateBounded<JournalWork>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });
    private readonly CancellationTokenSource stopping = new();
    private Task loop = Task.CompletedTask;
    private volatile string? trouble;
    private Doubt? doubt;
    private int isEnded;

    public IntakeJournal(IJournalTables tables, CommandsGate gate, TimeProvider time, StepProbe probe, ILogger<IntakeJournal> log)
    {
        (this.tables, this.gate, this.time, this.probe, this.log) = (tables, gate, time, probe, log);
    }

    /// <summary>Why nothing can be written at the moment; null while it can.</summary>
    public string? Trouble => trouble;

    public void Start() => loop = RunAsync();

    /// <summary>Hands a work in that somebody waits for. Once it is handed in it is carried out, so there is nothing to call off.</summary>
    public async Task<Result<T>> WriteAsync<T>(JournalWork<T> work)
    {
        if (!waiting.Writer.TryWrite(work))
        {
            return stopping.IsCancellationRequested ? IntakeErrors.Stopping : IntakeErrors.Busy;
        }

        return await work.Answer;
    }

    /// <summary>Hands in what must be written, however long it takes; waits only for a place.</summary>
    public async ValueTask PutAsync(JournalWork work, CancellationToken cancel)
    {
        try
        {
            await waiting.Writer.WriteAsync(work, cancel);
        }
        catch (ChannelClosedException)
        {
            work.Failed(IntakeErrors.Stopping);
        }
    }

    /// <summary>Waits until every batch by an older traffic table than the newest has been committed.</summary>
    /// <returns>The revision that the journal decides by now.</returns>
    public Task<Result<long>> FenceAsync() => WriteAsync(new FenceWork());

    /// <summary>Ends it; the host does so before the container disposes of it once more.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref isEnded, 1) == 1)
        {
            return;
        }

        waiting.Writer.TryComplete();
        await stopping.CancelAsync();
        await loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await tables.DisposeAsync();
        stopping.Dispose();
    }

    private async Task RunAsync()
    {
        var batch = new List<JournalWork>(MostWorks);
        while (batch.Count > 0 || doubt is not null || await waiting.Reader.WaitToReadAsync(CancellationToken.None))
        {
            while (batch.Count < MostWorks && waiting.Reader.TryRead(out var work))
            {
                batch.Add(work);
            }

            if (await CommitAsync(batch) is { } error)
            {
                foreach (var work in batch.Where(w => !w.Repeats || stopping.IsCancellationRequested))
                {
                    work.Failed(error);
                }

                batch.RemoveAll(w => !w.Repeats || stopping.IsCancellationRequested);
                doubt = stopping.IsCancellationRequested ? null : doubt;
                await Task.Delay(pauseAfterFailure, time, stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            }
            else
            {
                batch.Clear();
            }
        }
    }

    private async Task<Error?> CommitAsync(List<JournalWork> works)
    {
        JournalEntry? added = null;
        try
        {
            using (await gate.EnterAsync())
            {
                var head = await tables.BeginAsync(CancellationToken.None);
                await ResolveAsync(works);
                var batch = new JournalBatch(head.Table, time.GetUtcNow(), head.NextNumber);
                await tables.ReadAsync(batch, works, CancellationToken.None);
                foreach (var work in works)
                {
                    work.Apply(batch);
                }

                added = batch.NewEntries.FirstOrDefault();
                await tables.CommitAsync(batch, head, CancellationToken.None);
            }
        }
        catch (Exception e) when (e is DbException or System.Data.DataException or TimeoutException or InvalidOperationException or IOException)
        {
            if (trouble is null)
            {
                LogFailed(log, e.Message);
            }

            trouble = e.Message;
            doubt ??= added is null ? null : new Doubt([.. works], added);
            await tables.AbandonAsync();
            return IntakeErrors.NotWritten(e.Message);
        }

        trouble = null;
        if (works.Count > 0)
        {
            probe.At(StepProbe.Journalled);
        }

        foreach (var work in works)
        {
            work.Committed();
        }

        return null;
    }

    /// <summary>
    /// A commit that was not answered may stand all the same; then what it accepted has to be forwarded although nobody was told. The transaction that asks holds the head, so the one in doubt
    /// has ended.
    /// </summary>
    private async Task ResolveAsync(List<JournalWork> works)
    {
        if (doubt is not { } before)
        {
            return;
        }

        var stands = await tables.StandsAsync(before.Added, CancellationToken.None);
        doubt = null;
        if (stands)
        {
            works.RemoveAll(before.Works.Contains);
            foreach (var work in before.Works)
            {
                work.Committed();
            }
        }
    }

    /// <summary>A batch of which nobody knows whether it was committed.</summary>
    /// <param name="Added">An entry that it brought: it stands with its batch.</param>
    private sealed record Doubt(IReadOnlyList<JournalWork> Works, JournalEntry Added);

    [LoggerMessage(Level = LogLevel.Error, Message = "The journal of the intake cannot be written: {Reason} Nothing is accepted until it can.")]
    private static partial void LogFailed(ILogger log, string reason);
}
