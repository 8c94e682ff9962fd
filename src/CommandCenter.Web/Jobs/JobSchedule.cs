using CommandCenter.Jobs.Work;

namespace CommandCenter.Jobs;

/// <summary>The one place where jobs are scheduled. Another scheduler needs another <see cref="JobScheduling"/> and <see cref="JobRunner"/>, and nothing here.</summary>
internal static class JobSchedule
{
    public static JobDefinitions Definitions { get; } = new(
    [
        Job<RetryRejectedRecords>("retry-rejected", "Retry rejected records", "Maps waiting records again whose mapping has changed.", TimeSpan.FromMinutes(5)),
        Job<DeleteExpired>("delete-expired", "Delete what has expired", "Deletes events, readings and rejected records past their days; never anything of an open order.", TimeSpan.FromHours(1)),
        Job<SuperviseSources>("supervise-sources", "Supervise sources", "Asks sources to poll that went silent without an error.", TimeSpan.FromMinutes(1)),
        Job<CheckStorage>("check-storage", "Check storage", "Looks for damage in the database files and for a disk that fills up.", TimeSpan.FromHours(1)),
        Job<OptimiseStorage>("optimise-storage", "Optimise storage", "Refreshes the databases' statistics and folds their write-ahead logs.", TimeSpan.FromHours(1)),
        Job<AnchorDecisions>("anchor-decisions", "Anchor the decision log", "Writes number and hash of the newest decision into the program's log and into /metrics.", TimeSpan.FromMinutes(1)),
        Job<VerifyDecisions>("verify-decisions", "Verify the decision log", "Reads every decision and checks that none was changed, left out or put in.", TimeSpan.FromHours(1)),
        Job<WalkLedgers>("walk-ledgers", "Walk both ledgers", "Gives orders an ownership record that were accepted before the intake, and closes those that are finished.", TimeSpan.FromMinutes(5)),
        Job<KeepStockAccuracy>("keep-stock-accuracy", "Keep stock accuracy", "Adds to the hour how many articles at nodes agree between both sides.", TimeSpan.FromMinutes(5)),
        Job<KeepReadings>("keep-readings", "Keep queue depth and sync lag", "Adds to the hour how deep the queues are and how late stock arrives.", TimeSpan.FromMinutes(5)),
        Job<SendDigests>("send-digests", "Send digests", "Sends the day at the plan's times by mail and webhook, and again what was not taken.", TimeSpan.FromMinutes(1)),
        Job<RemoveExpiredTokens>("remove-expired-tokens", "Remove expired tokens", "Deletes API tokens that ended more than a day ago.", TimeSpan.FromHours(6)),
    ]);

    private static JobDefinition Job<TJob>(string id, string name, string what, TimeSpan every) where TJob : IScheduledJob =>
        new(id, name, what, every, typeof(TJob), TimeSpan.FromMinutes(10));
}
