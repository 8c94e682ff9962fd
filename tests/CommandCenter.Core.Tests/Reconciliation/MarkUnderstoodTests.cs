using CommandCenter.Access;
using CommandCenter.Decisions;
using CommandCenter.Reconciliation.Understanding;
using CommandCenter.Shared;
using CommandCenter.Tests.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace CommandCenter.Tests.Reconciliation;

public class MarkUnderstoodTests
{
    private static readonly Actor Lead = new("ken", new HashSet<Role> { Role.ReconciliationLead });

    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.Postgres)]
    public async Task RunAsync_Group_HoldsUntilItsEndOrUntilItIsTakenBack(StoreKind kind)
    {
        var time = new FakeTimeProvider(Some.Start);
        await using var files = await StoreFiles.StartAsync(kind, time, more: s => s.AddSingleton<MarkUnderstood>().AddSingleton<UnderstoodQueries>());
        var (mark, queries) = (files.Get<MarkUnderstood>(), files.Get<UnderstoodQueries>());
        var first = await mark.RunAsync("g1", null, Some.Start.AddDays(7), Lead, "the ERP rounds by night", null, default);
        Assert.True(first.Succeeded, first.Error?.Message);
        time.Advance(TimeSpan.FromMinutes(1));
        await mark.RunAsync("g2", "A-1", Some.Start.AddHours(1), Lead, "one of a kind", null, default);
        Assert.Equal("already-understood", (await mark.RunAsync("g1", null, Some.Start.AddDays(1), Lead, "again", null, default)).Error?.Code);
        Assert.Equal(["g2", "g1"], (await queries.ReadAsync(false, default)).Select(m => m.Fingerprint));

        time.Advance(TimeSpan.FromHours(2));
        Assert.Equal("mark-ended", (await mark.WithdrawAsync((await queries.ReadAsync(true, default)).Single(m => m.Fingerprint == "g2").Id, Lead, "too late", null, default)).Error?.Code);
        Assert.True((await mark.WithdrawAsync(first.Value.Id, Lead, "it was wrong", null, default)).Succeeded);
        Assert.Empty(await queries.ReadAsync(false, default));
        Assert.Equal(2, (await queries.ReadAsync(true, default)).Count);
        Assert.Equal(ErrorKind.NotFound, (await mark.WithdrawAsync(Guid.CreateVersion7(), Lead, "nothing there", null, default)).Error?.Kind);
        await using var db = files.Get<IDbContextFactory<CommandCenter.Persistence.CommandsDb>>().CreateDbContext();
        Assert.Equal(3, await db.Decisions.CountAsync(d => d.Command == "mark-understood"));
    }

    [Theory]
    [InlineData("", 1, "fingerprint")]
    [InlineData("g", 0, "until")]
    [InlineData("g", 91, "until")]
    public async Task RunAsync_BadInput_NamesTheField(string fingerprint, int days, string field)
    {
        await using var files = await StoreFiles.StartAsync(StoreKind.Sqlite, new FakeTimeProvider(Some.Start), more: s => s.AddSingleton<MarkUnderstood>());
        var refused = await files.Get<MarkUnderstood>().RunAsync(fingerprint, null, Some.Start.AddDays(days), Lead, "a reason", null, default);

        Assert.Equal((ErrorKind.Validation, field), (refused.Error?.Kind, refused.Error?.Field));
    }

    [Fact]
    public async Task RunAsync_OtherRole_IsForbidden()
    {
        await using var files = await StoreFiles.StartAsync(StoreKind.Sqlite, new FakeTimeProvider(Some.Start), more: s => s.AddSingleton<MarkUnderstood>());
        var refused = await files.Get<MarkUnderstood>().RunAsync("g", null, Some.Start.AddDays(1), new Actor("ops", new HashSet<Role> { Role.Operations }), "a reason", null, default);

        Assert.Equal(ErrorKind.Forbidden, refused.Error?.Kind);
    }
}
