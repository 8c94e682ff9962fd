using System.Diagnostics;
using CommandCenter.Cli;

namespace CommandCenter.Tests.Reconciliation;

/// <summary>The command as a script meets it: a process, its exit code, what it prints and what it writes.</summary>
public sealed class ReconcileCommandTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("reconcile-command-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Reconcile_TwoFilesThatDiffer_SaysWhereAndAnswersOne()
    {
        var (left, right) = (Write("left.csv", "order_key,total,at,\u001b[2Jx\nA,1.00,2026-11-10T00:00:00Z,1\nB,2,,1\n"), Write("right.csv", "order_key;total;at;\u001b[2Jx\nA;1.02;2026-11-10T00:00:01Z;1\nC;2;;1\n"));
        var output = Path.Combine(folder.FullName, "out");
        var (code, text, errors) = await RunAsync("reconcile", left, right, "--tolerance", "at=2s", "--memory=64MB", "--out", output);
        Assert.Equal((ExitCodes.Found, ""), (code, errors));
        Assert.Contains("Key:   order_key (found; --key names another)", text, StringComparison.Ordinal);
        Assert.Contains("1 keys are in both files, 1 are missing in the left one, 1 in the right one.", text, StringComparison.Ordinal);
        Assert.Contains("A: total left 1.00, right 1.02", text, StringComparison.Ordinal);
        Assert.Contains("3 differences; 1 of the keys in both files have some.", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', text);
        Assert.Equal("orderKey,field,left,right,rule\nA,total,1.00,1.02,differs:total\nB,order_key,,,missing-right\nC,order_key,,,missing-left\n", await File.ReadAllTextAsync(Path.Combine(output, "differences.csv")));
        Assert.Equal(["differences.csv", "differences.json", "summary.json"], Directory.GetFiles(output).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.False(Directory.Exists(Path.Combine(folder.FullName, "data")), "no store is needed, and none is made");
    }

    [Fact]
    public async Task Reconcile_SameFile_AnswersZero()
    {
        var file = Write("same.csv", "id,v\n1,x\n");
        var (code, text, _) = await RunAsync("reconcile", file, file);
        Assert.Equal(ExitCodes.Fine, code);
        Assert.Contains("The files say the same.", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reconcile_WrongUsageOrFile_AnswersTwoOrThreeWithTheReason()
    {
        var (good, broken) = (Write("good.csv", "id,v\n1,x\n"), Write("broken.csv", "id,v\n1,x\n2\n"));
        (string[] Words, int Code, string Reason)[] cases =
        [
            ([good, good, "--tolerance", "v=much"], ExitCodes.Usage, "--tolerance v=much: allowed is COLUMN=TOLERANCE"),
            ([good, Path.Combine(folder.FullName, "nowhere.csv")], ExitCodes.Usage, "there is no such file"),
            ([good, good, "--memory", "1MB"], ExitCodes.Usage, "--memory 1MB: allowed is a size such as 512MB or 4GB, at least 16MB"),
            ([good, broken], ExitCodes.Failed, "broken.csv:3: 1 field; allowed: 2"),
        ];
        var answers = await Task.WhenAll(cases.Select(c => RunAsync(["reconcile", .. c.Words])));
        for (var i = 0; i < cases.Length; i++)
        {
            Assert.Equal(cases[i].Code, answers[i].Code);
            Assert.Contains(cases[i].Reason, answers[i].Errors, StringComparison.Ordinal);
        }
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }

    private async Task<(int Code, string Text, string Errors)> RunAsync(params string[] words)
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder.FullName };
        foreach (var arg in (string[])[Path.Combine(AppContext.BaseDirectory, "CommandCenter.Web.dll"), .. words])
        {
            start.ArgumentList.Add(arg);
        }

        using var process = Process.Start(start)!;
        var (text, errors) = (process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await text, await errors);
    }
}
