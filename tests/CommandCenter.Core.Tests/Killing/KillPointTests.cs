using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using CommandCenter.Decisions;
using CommandCenter.Intake;
using CommandCenter.Intake.Targets;
using CommandCenter.Intake.Transfer;
using CommandCenter.Live;
using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Tests.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Tests.Killing;

/// <summary>
/// Faults 1 and 2: a real process dies at a step of intake, forwarding, transfer or proof, and what it left is taken up again from its files: by this process, which knows nothing of it and
/// starts in a fraction of the time. What became of the orders is read from the two ledgers, which live in this process, too. <c>KILL_POINTS=all</c> takes every step's first ten occurrences.
/// </summary>
public class KillPointTests(ITestOutputHelper output)
{
    private static readonly (string Step, int[] At)[] some =
    [
        (StepProbe.Journalled, [1, 2, 5, 9]), (StepProbe.BeforeCall, [1, 7, 30, 55]), (StepProbe.AfterCall, [1, 7, 30, 55]),
        (StepProbe.Commanded, [1]), (StepProbe.Joined, [1]), (StepProbe.RollbackStep, [1, 4, 10, 18, 26, 30]),
    ];

    [Fact]
    public async Task RollBack_KilledAtAStepAndBegunAgain_EveryOrderIsOwnedOnceAndHasOneOutcome()
    {
        string[] steps = [StepProbe.Journalled, StepProbe.BeforeCall, StepProbe.AfterCall, StepProbe.RollbackStep];
        var points = Environment.GetEnvironmentVariable("KILL_POINTS") == "all"
            ? [.. steps.SelectMany(s => Enumerable.Range(1, 10).Select(n => (s, n))), (StepProbe.Commanded, 1), (StepProbe.Joined, 1)]
            : some.SelectMany(s => s.At.Select(n => (Step: s.Step, At: n))).ToList();
        var wrong = new ConcurrentQueue<string>();
        var began = TimeProvider.System.GetTimestamp();
        var template = await TemplateAsync();

        await Parallel.ForEachAsync(points, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (point, _) =>
        {
            foreach (var problem in await KillAsync(template, point.Item1, point.Item2))
            {
                wrong.Enqueue($"{point.Item1} {point.Item2}: {problem}");
            }
        });

        Directory.Delete(template, true);
        output.WriteLine(FormattableString.Invariant($"{points.Count} processes killed and begun again in {TimeProvider.System.GetElapsedTime(began).TotalSeconds:0} s"));
        Assert.True(wrong.IsEmpty, string.Join(Environment.NewLine, wrong));
    }

    /// <summary>An empty store: what dies is the product at work, not its first start.</summary>
    private static async Task<string> TemplateAsync()
    {
        var directory = Directory.CreateTempSubdirectory("killed-").FullName;
        await using var files = await StoreFiles.OpenAsync(directory);
        return directory;
    }

    private static async Task<List<string>> KillAsync(string template, string step, int at)
    {
        var directory = Directory.CreateTempSubdirectory("killed-").FullName;
        foreach (var file in Directory.GetFiles(template))
        {
            File.Copy(file, Path.Combine(directory, Path.GetFileName(file)));
        }

        await using var sides = await SidesServer.StartAsync();
        // some can be recalled, some have gone too far, some have left
        sides.Orchestration.Reached = key => (key[^1] - '0') switch { 3 => Stage.Released, 5 => Stage.Picked, 7 => Stage.Shipped, _ => Stage.Allocated };
        var first = await RunAsync(directory, sides.Url, step, at.ToString(CultureInfo.InvariantCulture));
        List<string> problems = [];
        if (first.Ended || first.Errors.Contains("Unhandled exception", StringComparison.Ordinal))
        {
            problems.Add(first.Ended ? "the step did not come" : $"it died of something else: {first.Errors}");
        }

        var again = new ConcurrentQueue<string>();
        await KilledRollback.RunAsync(directory, sides.Url, null, again.Enqueue);

        var (legacy, orchestration) = (sides.Legacy.Ledger, sides.Orchestration.Ledger);
        foreach (var key in first.Said.Concat(again).Where(s => s.StartsWith("order ", StringComparison.Ordinal)).Select(s => s[6..]).Distinct(StringComparer.Ordinal))
        {
            var owners = new[] { legacy, orchestration }.Select(l => l.GetValueOrDefault(key)).Where(o => o?.Standing == TargetStanding.Owned).ToList();
            if (owners.Count != 1)
            {
                problems.Add($"{key} is owned {owners.Count} times");
            }
            else if (owners[0]!.Changes.Count != 1)
            {
                problems.Add($"the change of {key} took effect {owners[0]!.Changes.Count} times at its owner");
            }
        }

        if (again.Count(s => s.StartsWith("order ", StringComparison.Ordinal)) != KilledRollback.Orders)
        {
            problems.Add("not every order was acknowledged in the end");
        }

        await using (var files = await StoreFiles.OpenAsync(directory))
        {
            await using var db = files.Get<IDbContextFactory<CommandsDb>>().CreateDbContext();
            problems.AddRange(await db.Rollbacks.CountAsync() == 1 ? [] : ["there is not one rollback"]);
            problems.AddRange((await db.RollbackOrders.Where(r => r.Outcome == (int)TransferOutcome.None).ToListAsync()).Select(r => $"{r.OrderKey} has no outcome"));
            problems.AddRange((await db.Rollbacks.Where(r => r.Phase != (int)Phase.Healthy).ToListAsync()).Select(r => $"the rollback ended {r.PhaseReason}: {r.Proof}"));
            var verdict = await files.Get<DecisionVerification>().VerifyAsync(null, default);
            problems.AddRange(verdict.Valid ? [] : [verdict.Reason ?? "the log does not verify"]);
        }

        Directory.Delete(directory, true);
        return problems;
    }

    private static async Task<(bool Ended, List<string> Said, string Errors)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath)!.Equals("dotnet", StringComparison.OrdinalIgnoreCase))
        {
            start.ArgumentList.Add(typeof(KillPointTests).Assembly.Location);
        }

        // it lives for a second or two: code that is made better while it runs comes too late
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.ArgumentList.Add(KilledRollback.Command);
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        var errors = process.StandardError.ReadToEndAsync(deadline.Token);
        List<string> said = [];
        while (await process.StandardOutput.ReadLineAsync(deadline.Token) is { } line)
        {
            said.Add(line);
        }

        await process.WaitForExitAsync(deadline.Token);
        return (process.ExitCode == 0, said, await errors);
    }
}
