using CommandCenter.Plan.Commands;

namespace CommandCenter.Tests.Plan;

/// <summary>What the command line prints and answers.</summary>
public class PlanCommandTests
{
    private const string Record =
        """{ "ref": " a1 ", "rev": 3, "updated": "2026-11-01 01:30:00", "tx_state": "ALLOC", "store_no": 418, "sold_at": "2026-11-01 00:10:00", "amt": "12.34", "cls": "HOME", "cust": { "mail": "A@b.c", "name": "Ann" } }""";

    [Fact]
    public async Task Validate_GoodPlan_AnswersZeroWithACount()
    {
        await using var host = PlanHost.InNewFolder(SamplePlan.Text);

        var (code, output) = await ValidateAsync(host, host.PlanPath);

        Assert.Equal(0, code);
        Assert.Contains("valid, version ", output, StringComparison.Ordinal);
        Assert.Contains("3 systems, 1 interfaces, 3 lanes, 6 sources, 5 mappings, 1 stores", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Validate_BadPlan_PrintsEveryProblemAndAnswersOne()
    {
        await using var host = PlanHost.InNewFolder(SamplePlan.With("every: 2s", "every: never").Replace("within: 60s", "within: soon", StringComparison.Ordinal));

        var (code, output) = await ValidateAsync(host, host.PlanPath);

        Assert.Equal(1, code);
        Assert.Contains($"{host.PlanPath}:{SamplePlan.LineOf(SamplePlan.Text, "every: 2s")}: sources[0].every: found \"never\"; allowed: a duration from 250ms to 1d", output, StringComparison.Ordinal);
        Assert.EndsWith("2 problems\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Validate_NoFile_AnswersThree()
    {
        await using var host = PlanHost.InNewFolder(null);

        Assert.Equal((3, $"There is no plan file {host.PlanPath}.\n"), await ValidateAsync(host, host.PlanPath));
    }

    [Fact]
    public async Task Validate_NotUtf8_IsRefusedWithThePosition()
    {
        await using var host = PlanHost.InNewFolder(null);
        await File.WriteAllBytesAsync(host.PlanPath, [.. "plan: "u8, 0xff, (byte)'\n']);

        Assert.Equal((1, $"{host.PlanPath} is not UTF-8 text: the byte at position 6 does not belong there.\n"), await ValidateAsync(host, host.PlanPath));
    }

    [Theory]
    [InlineData(Record)]
    [InlineData("[" + Record + "]")]
    [InlineData("{ \"transactions\": [" + Record + "], \"nextSince\": \"x\" }")]
    public async Task Validate_Sample_ShowsFieldByFieldWhatItBecomes(string sample)
    {
        await using var host = PlanHost.InNewFolder(SamplePlan.Text);

        var (code, output) = await ValidateAsync(host, host.PlanPath, host.WriteFile("sample.json", sample), "legacy-order");

        Assert.True(code == 0, output);
        Assert.Contains("record 1: accepted by legacy-order", output, StringComparison.Ordinal);
        Assert.Matches("(?m)^  key +A1 +from \\$\\.ref =  a1 +\\[trim → \"a1\"; upper → \"A1\"\\]", output);
        Assert.Matches("(?m)^  store +SFS-0418 +from \\$\\.store_no = 418", output);
        Assert.Matches("(?m)^  total +1234 ", output);
        Assert.Matches("(?m)^  stage +allocated ", output);
        Assert.EndsWith("1 records, 0 refused\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Validate_SampleOfACsvFile_ShowsFieldByFieldWhatItsRowsBecome()
    {
        await using var host = PlanHost.InNewFolder(SamplePlan.Text);
        const string rows = "export of today\n\nref;rev;updated;tx_state;store_no;sold_at;amt;cls\na1;3;2026-11-01 01:30:00;ALLOC;418;2026-11-01 00:10:00;12.34;HOME\na2;1;2026-11-01 01:30:00;\"ALLOC\";418;2026-11-01 00:10:00;5.00;HOME\n";

        var (code, output) = await ValidateAsync(host, host.PlanPath, host.WriteFile("sample.csv", rows), "legacy-order");
        var (bad, said) = await ValidateAsync(host, host.PlanPath, host.WriteFile("bad.csv", rows + "a3;few\n"), "legacy-order");

        Assert.True(code == 0, output);
        Assert.Matches("(?m)^  key +A1 ", output);
        Assert.Matches("(?m)^  total +1234 ", output);
        Assert.EndsWith("2 records, 0 refused\n", output, StringComparison.Ordinal);
        Assert.Equal(1, bad);
        Assert.Contains("Line 6 of the sample is no row: found 2 fields; allowed: 8", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Validate_SampleOfRowsOfAQuery_IsJoinedAsTheSourceJoinsThem()
    {
        await using var host = PlanHost.InNewFolder(SamplePlan.With("groupBy: [number]", "groupBy: [ref]"));

        var (code, output) = await ValidateAsync(host, host.PlanPath, host.WriteFile("sample.json", $"[{Record},{Record}]"), "legacy-order");

        Assert.True(code == 0, output);
        Assert.EndsWith("1 records, 0 refused\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Validate_SampleThatIsRefused_NamesEveryReasonAndAnswersOne()
    {
        await using var host = PlanHost.InNewFolder(SamplePlan.Text);
        var sample = host.WriteFile("sample.json", Record.Replace("ALLOC", "WHAT", StringComparison.Ordinal).Replace("12.34", "-1.00", StringComparison.Ordinal));

        var (code, output) = await ValidateAsync(host, host.PlanPath, sample, "legacy-order");

        Assert.Equal(1, code);
        Assert.Contains("record 1: REFUSED", output, StringComparison.Ordinal);
        Assert.Contains("refused: stage: not-in-lookup", output, StringComparison.Ordinal);
        Assert.Contains("negative-total", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nope", "The plan has no mapping 'nope'; it has: legacy-order, orch-event")]
    [InlineData(null, "Name the mapping with --mapping ID; it has: legacy-order")]
    public async Task Validate_SampleWithoutItsMapping_IsWrongUsage(string? mapping, string said)
    {
        await using var host = PlanHost.InNewFolder(SamplePlan.Text);

        var (code, output) = await ValidateAsync(host, host.PlanPath, host.WriteFile("sample.json", Record), mapping);

        Assert.Equal(2, code);
        Assert.Contains(said, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Validate_SampleThatIsNotJson_NamesItsLine()
    {
        await using var host = PlanHost.InNewFolder(SamplePlan.Text);
        var sample = host.WriteFile("sample.json", "{\n  \"a\": oops }");

        var (code, output) = await ValidateAsync(host, host.PlanPath, sample, "legacy-order");

        Assert.Equal(1, code);
        Assert.Contains($"{sample}:2: not JSON", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Diff_ThenApplyThenDiff_EndsWithoutDifference()
    {
        await using var host = await PlanHost.InNewFolder(SamplePlan.Text).StartAsync();
        var file = host.WriteFile("next.yaml", SamplePlan.With("every: 2s", "every: 5s"));

        var (differs, changes) = await RunAsync(o => host.Get<DiffPlan>().RunAsync(file, o, CancellationToken.None));
        var (applied, version) = await RunAsync(o => host.Get<ApplyPlan>().RunAsync(file, PlanHost.TechLead, "slower polls", o, CancellationToken.None));
        var (same, none) = await RunAsync(o => host.Get<DiffPlan>().RunAsync(file, o, CancellationToken.None));

        Assert.Equal((1, 0, 0), (differs, applied, same));
        Assert.StartsWith("~ sources[legacy-orders].every: 2s → 5s\n1 change from ", changes, StringComparison.Ordinal);
        Assert.Contains("version 2 (", version, StringComparison.Ordinal);
        Assert.StartsWith("0 changes from ", none, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, "because", 3, "needs the role TechnicalLead or Administrator")]
    [InlineData(true, null, 2, "Say why the plan is applied")]
    public async Task Apply_NotPermittedOrWithoutReason_SaysSo(bool permitted, string? reason, int code, string said)
    {
        await using var host = await PlanHost.InNewFolder(SamplePlan.Text).StartAsync();

        var (answer, output) = await RunAsync(o => host.Get<ApplyPlan>().RunAsync(host.WriteFile("n.yaml", SamplePlan.With("every: 2s", "every: 5s")), permitted ? PlanHost.TechLead : PlanHost.Executive, reason, o, CancellationToken.None));

        Assert.Equal(code, answer);
        Assert.Contains(said, output, StringComparison.Ordinal);
    }

    private static Task<(int, string)> ValidateAsync(PlanHost host, string file, string? sample = null, string? mapping = null) =>
        RunAsync(o => new ValidatePlan(host.Time).RunAsync(file, sample, mapping, o, CancellationToken.None));

    private static async Task<(int, string)> RunAsync(Func<TextWriter, Task<int>> run)
    {
        await using var output = new StringWriter { NewLine = "\n" };
        return (await run(output), output.ToString());
    }
}
