using CommandCenter.Identity;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Jobs.Work;

internal sealed class RemoveExpiredTokens(IdentityDb db, TimeProvider time) : IScheduledJob
{
    public async Task<JobReport> RunAsync(CancellationToken cancel)
    {
        var limit = time.GetUtcNow() - TimeSpan.FromDays(1);
        var removed = await db.ApiTokens.Where(t => t.ExpiresAt < limit || t.RevokedAt < limit).ExecuteDeleteAsync(cancel);
        return new JobReport($"{removed} tokens removed.", removed);
    }
}
