using CommandCenter.Access;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Plan.Versions;
using CommandCenter.Readiness.Thresholds;
using CommandCenter.Shared;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Tests.Plan;

public class PlanApplyTests
{
    private const string Rehearsing = "CommandCenter:Rehearsal:Enabled";
    private static readonly string Second = SamplePlan.With("every: 2s", "every: 5s");
    private static readonly string FirstHash = PlanReader.HashOf(SamplePlan.Text);
    private static readonly string SecondHash = PlanReader.HashOf(Second);

    [Fact]
    public async Task Start_FileNeverApplied_AppliesItAlsoForRealUse()
    {
        await using var host = await PlanHost.InNewFolder(SamplePlan.Text).StartAsync();

        Assert.Equal(FirstHash, host.Active.Required.Hash);
        var versions = await host.Get<PlanVersions>().NewestAsync(10, CancellationToken.None);
        var version = Assert.Single(versions.Value).Version;
        Assert.Equal((FirstHash, "plan.yaml", "(start)", host.Time.GetUtcNow()), (version.Hash, version.FileName, version.Actor, version.AppliedAt));
        Assert.Null(host.Status.Notice);
    }

    [Theory]
    [InlineData("true", null, true)]
    [InlineData("false", null, false)]
    [InlineData("true", "false", false)]
    [InlineData("false", "true", true)]
    public async Task Start_FileChangedSince_IsAppliedWhereTheOptionsSaySo(string rehearsing, string? applyOnStart, bool applied)
    {
        await using var first = await PlanHost.InNewFolder(SamplePlan.Text).StartAsync();
        first.WriteFile("plan.yaml", Second);

        await using var again = await first.Again((Rehearsing, rehearsing), ("CommandCenter:Plan:ApplyOnStart", applyOnStart)).StartAsync();

        Assert.Equal(applied ? SecondHash : FirstHash, again.Active.Required.Hash);
    }

    [Fact]
    public async Task Apply_AfterOneThatCouldNotBeRead_TakesTheNoticeAway()
    {
        await using var host = await PlanHost.InNewFolder(SamplePlan.Text).StartAsync();
        host.Status.Set("A newer plan cannot be read.", []);

        await host.ApplyAsync(Second, FirstHash);

        Assert.Null(host.Status.Notice);
    }

    [Fact]
    public async Task Apply_ThenRestart_RunsWhatWasApplied()
    {
        await using var host = await PlanHost.InNewFolder(SamplePlan.Text).StartAsync();

        var outcome = await host.ApplyAsync(Second, FirstHash);

        Assert.Equal("~ sources[legacy-orders].every: 2s → 5s", Assert.Single(outcome.Value.Changes).ToString());
        Assert.Equal((SecondHash, 2L), (host.Active.Required.Hash, outcome.Value.Version!.Number));
        await using var again = await host.Again((Rehearsing, "false")).StartAsync();
        Assert.Equal(SecondHash, again.Active.Required.Hash);
        var stored = (await again.Get<PlanVersions>().NewestAsync(1, CancellationToken.None)).Value[0];
        Assert.Equal((Second, "techlead", "because it is better"), (stored.Yaml, stored.Version.Actor, stored.Version.Reason));
        await using var db = await again.Get<IDbContextFactory<CommandsDb>>().CreateDbContextAsync();
        Assert.Equal(["apply-plan", "apply-plan"], await db.Decisions.Select(d => d.Command).ToListAsync());
    }

    [Theory]
    [InlineData("plan: [broken\n", "problems and was not applied")]
    [InlineData("plan: { name: x }\n", "problems and was not applied")]
    [InlineData(null, "There is no plan file")]
    public async Task Start_UnreadableFile_LeavesTheLastGoodOneAndSaysSo(string? file, string said)
    {
        await using var host = await PlanHost.InNewFolder(SamplePlan.Text).StartAsync();
        if (file is null)
        {
            File.Delete(host.PlanPath);
        }
        else
        {
            host.WriteFile("plan.yaml", file);
        }

        await using var again = await host.Again((Rehearsing, "true")).StartAsync();

        Assert.Equal(FirstHash, again.Active.Required.Hash);
        Assert.Contains(said, again.Status.Notice, StringComparison.Ordinal);
        Assert.Contains($"The plan applied last, {FirstHash[..12]}, stays.", again.Status.Notice, StringComparison.Ordinal);
        Assert.Equal(file is not null, again.Status.Problems.Count > 0);
    }

    [Fact]
    public async Task Start_FileSaysOtherwiseThanTheSealedThresholds_LeavesTheLastOneAndSaysSo()
    {
        await using var host = await PlanHost.InNewFolder(SamplePlan.Text).StartAsync();
        await using (var db = await host.Get<IDbContextFactory<CommandsDb>>().CreateDbContextAsync())
        {
            var held = host.Active.Required.Thresholds;
            ThresholdSealing.Add(db, new ThresholdRevision(1, ThresholdContent.HashOf(held), host.Time.GetUtcNow(), "olga", "maya", "sealed", "because", 1), held);
            await db.SaveChangesAsync();
        }

        host.WriteFile("plan.yaml", SamplePlan.With("limit: 99.5, window", "limit: 90, window"));
        await using var again = await host.Again((Rehearsing, "true")).StartAsync();

        Assert.Equal(FirstHash, again.Active.Required.Hash);
        Assert.Contains("routed-west has limit 99.5 → 90", again.Status.Notice, StringComparison.Ordinal);
        Assert.EndsWith($"The plan applied last, {FirstHash[..12]}, stays.", again.Status.Notice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_NothingReadableEver_RunsNoPlanAndSaysSo()
    {
        await using var host = await PlanHost.InNewFolder("plan: {}\n").StartAsync();

        Assert.Null(host.Active.Current);
        Assert.Contains("No plan runs.", host.Status.Notice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_NewestVersionOfAnotherProgramVersion_FallsBackToTheOneBefore()
    {
        await using var host = await PlanHost.InNewFolder(SamplePlan.Text).StartAsync();
        var foreign = SamplePlan.Text + "fromTheFuture: {}\n";
        await host.Get<PlanVersions>().AddAsync(foreign, PlanReader.HashOf(foreign), "f.yaml", new Actor("other", new HashSet<Role>()), "newer program", FirstHash, whatever: false, host.Time.GetUtcNow(), CancellationToken.None);

        await using var again = await host.Again().StartAsync();

        Assert.Equal(FirstHash, again.Active.Required.Hash);
        Assert.Contains(again.Status.Problems, p => p.Path == "fromTheFuture");
    }

    [Fact]
    public async Task Apply_WithoutThePermission_IsForbiddenAndNamesTheRole()
    {
        await using var host = await PlanHost.InNewFolder(SamplePlan.Text).StartAsync();

        var refused = await host.ApplyAsync(Second, FirstHash, PlanHost.Executive);

        Assert.Equal(ErrorKind.Forbidden, refused.Error!.Kind);
        Assert.Contains("TechnicalLead or Administrator", refused.Error.Message, StringComparison.Ordinal);
        Assert.Equal(FirstHash, host.Active.Required.Hash);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("  ")]
    [InlineData("a\u0007bc")]
    public async Task Apply_WithoutAReason_IsRefused(string? reason)
    {
        await using var host = await PlanHost.InNewFolder(SamplePlan.Text).StartAsync();

        Assert.Equal(PlanErrors.ReasonMissing, (await host.ApplyAsync(Second, FirstHash, reason: reason)).Error);
    }

    [Fact]
    public async Task Apply_AnotherPlanCameBetween_IsAConflictThatNamesIt()
    {
        await using var host = await PlanHost.InNewFolder(SamplePlan.Text).StartAsync();
        await host.ApplyAsync(Second, FirstHash);

        var late = await host.ApplyAsync(SamplePlan.With("every: 2s", "every: 9s"), FirstHash);

        Assert.Equal((ErrorKind.Conflict, PlanErrors.Changed), (late.Error!.Kind, late.Error.Code));
        Assert.Contains(SecondHash, late.Error.Message, StringComparison.Ordinal);
        Assert.Equal(SecondHash, host.Active.Required.Hash);
    }

    [Fact]
    public async Task Apply_TwentyAtOnce_ExactlyOneWins()
    {
        await using var host = await PlanHost.InNewFolder(SamplePlan.Text).StartAsync();
        await using var other = await host.Again().StartAsync();

        var outcomes = await Task.WhenAll(Enumerable.Range(3, 20).Select(i => (i % 2 == 0 ? host : other).ApplyAsync(SamplePlan.With("every: 2s", $"every: {i}s"), FirstHash)));

        Assert.Single(outcomes, o => o.Succeeded);
        Assert.All(outcomes.Where(o => !o.Succeeded), o => Assert.Equal(PlanErrors.Changed, o.Error!.Code));
        Assert.Equal(2, (await host.Get<PlanVersions>().NewestAsync(10, CancellationToken.None)).Value.Count);
    }

    [Fact]
    public async Task Apply_WithProblems_ChangesNothingAndNamesThemAll()
    {
        await using var host = await PlanHost.InNewFolder(SamplePlan.Text).StartAsync();

        var outcome = await host.ApplyAsync(SamplePlan.With("every: 2s", "every: never").Replace("within: 60s", "within: soon", StringComparison.Ordinal), FirstHash);

        Assert.Equal(2, outcome.Value.Problems.Count);
        Assert.Null(outcome.Value.Version);
        Assert.Equal(FirstHash, host.Active.Required.Hash);
    }

    [Fact]
    public async Task Apply_TheSameAgain_AnswersTheRunningVersionAndAddsNone()
    {
        await using var host = await PlanHost.InNewFolder(SamplePlan.Text).StartAsync();
        await host.ApplyAsync(Second, FirstHash);

        var repeated = await host.ApplyAsync(Second, FirstHash);

        Assert.Equal(2, repeated.Value.Version!.Number);
        Assert.Empty(repeated.Value.Changes);
    }

    [Fact]
    public async Task Follow_AppliedByAnotherProcess_RunsHereToo()
    {
        await using var host = await PlanHost.InNewFolder(SamplePlan.Text).StartAsync();
        await using var other = await host.Again().StartAsync();
        var follower = ActivatorFollower(host);
        await follower.StartAsync(CancellationToken.None);
        var swapped = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Active.Applied += plan => swapped.TrySetResult(plan.Hash);

        await other.ApplyAsync(Second, FirstHash);
        // the follower sets its timer in the background: a clock that moves only once may move before that
        for (var look = 0; look < 200 && !swapped.Task.IsCompleted; look++)
        {
            host.Time.Advance(TimeSpan.FromSeconds(2));
            await Task.WhenAny(swapped.Task, Task.Delay(TimeSpan.FromMilliseconds(100)));
        }

        Assert.True(swapped.Task.IsCompleted, "the follower took nothing over");
        Assert.Equal(SecondHash, await swapped.Task);
        await follower.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Follow_VersionThatCannotRunHere_StaysAndSaysSoOnce()
    {
        await using var host = await PlanHost.InNewFolder(SamplePlan.Text).StartAsync();
        var foreign = SamplePlan.Text + "fromTheFuture: {}\n";
        await host.Get<PlanVersions>().AddAsync(foreign, PlanReader.HashOf(foreign), "f.yaml", new Actor("other", new HashSet<Role>()), "newer program", FirstHash, whatever: false, host.Time.GetUtcNow(), CancellationToken.None);

        await ActivatorFollower(host).LookAsync(CancellationToken.None);

        Assert.Equal(FirstHash, host.Active.Required.Hash);
        Assert.Contains("cannot be read by this version", host.Status.Notice, StringComparison.Ordinal);
    }

    private static PlanFollower ActivatorFollower(PlanHost host) => new(
        host.Get<PlanSettings>(), host.Get<PlanVersions>(), host.Get<PlanApplication>(), host.Active, host.Status, host.Time, Microsoft.Extensions.Logging.Abstractions.NullLogger<PlanFollower>.Instance);
}
