using CommandCenter.Intake.Forwarding;
using CommandCenter.Intake.Journal;
using Microsoft.Extensions.Hosting;

namespace CommandCenter.Intake;

/// <summary>Takes up what an earlier process left open, then accepts and forwards until the process ends.</summary>
internal sealed class IntakeHost(IntakeJournal journal, JournalReader reader, Outbox outbox, Forwarder forwarder) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        journal.Start();
        await foreach (var entry in reader.OpenAsync(cancellationToken))
        {
            outbox.Restore(entry);
        }

        forwarder.Start();
    }

    /// <summary>Calls that are under way are given up; what became of them is looked up at the next start.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        // a store that is away must not keep the process: what could not be written is looked up at the next start
        await Task.WhenAll(forwarder.DisposeAsync().AsTask(), journal.DisposeAsync().AsTask()).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
