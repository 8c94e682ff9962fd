using CommandCenter.Scorecard.Digests;

namespace CommandCenter.Jobs.Work;

internal sealed class SendDigests(DigestSender sender) : IScheduledJob
{
    public async Task<JobReport> RunAsync(CancellationToken cancel)
    {
        var outcome = await sender.RunAsync(cancel);
        if (outcome.Failed > 0) throw new IOException($"{outcome.Failed} digests were not taken; the page Digest says why, and they are tried again.");
        return new JobReport(outcome.Sent == 0 ? "None is due." : $"{outcome.Sent} sent.", outcome.Sent);
    }
}
