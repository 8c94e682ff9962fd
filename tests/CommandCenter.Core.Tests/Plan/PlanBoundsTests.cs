using System.Diagnostics;
using System.Text;
using CommandCenter.Plan;

namespace CommandCenter.Tests.Plan;

/// <summary>Files that were made to hurt.</summary>
public class PlanBoundsTests
{
    [Fact]
    public void Read_AliasBomb_IsRefusedQuickly()
    {
        var bomb = new StringBuilder("a: &a [x, x, x, x, x, x, x, x, x, x]\n");
        for (var c = 'b'; c <= 'j'; c++)
        {
            var before = (char)(c - 1);
            bomb.Append(c).Append(": &").Append(c).Append(" [").AppendJoin(", ", Enumerable.Repeat("*" + before, 10)).Append("]\n");
        }

        var clock = Stopwatch.StartNew();
        var problem = Assert.Single(PlanReader.Read(bomb.ToString(), "plan.yaml").Problems);

        Assert.StartsWith("more than 500,000 values", problem.Found, StringComparison.Ordinal);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5), clock.Elapsed.ToString());
    }

    [Fact]
    public void Read_TooManyAliases_IsRefused()
    {
        var text = "a: &a x\nb: [" + string.Join(", ", Enumerable.Repeat("*a", 501)) + "]\n";

        Assert.Equal("more than 500 uses of anchors", Assert.Single(PlanReader.Read(text, "plan.yaml").Problems).Found);
    }

    [Theory]
    [InlineData("a: ")]
    [InlineData("a:\n ")]
    public void Read_DeepNesting_IsRefused(string begin)
    {
        var text = begin + new string('[', 100_000);

        Assert.Equal("more than 32 levels", Assert.Single(PlanReader.Read(text, "plan.yaml").Problems).Found);
    }

    [Fact]
    public void Read_DepthThroughAnchors_IsCountedToo()
    {
        var twenty = new string('[', 20) + "x" + new string(']', 20);
        var text = $"a: &a {twenty}\nb: {new string('[', 20)} *a {new string(']', 20)}\n";

        Assert.Equal("more than 32 levels", Assert.Single(PlanReader.Read(text, "plan.yaml").Problems).Found);
    }

    [Fact]
    public void Read_AnchorInsideItself_IsRefused()
    {
        Assert.Contains(PlanReader.Read("plan: &p [*p]\n", "plan.yaml").Problems, p => p.Found == "*p");
    }

    [Fact]
    public void Read_MoreThanFourMebibytes_IsRefusedUnread()
    {
        var problem = Assert.Single(PlanReader.Read("# " + new string('x', 4 * 1024 * 1024), "plan.yaml").Problems);

        Assert.Equal("at most 4194304 bytes", problem.Allowed);
    }

    [Fact]
    public void Read_ThousandsOfErrors_AreCutWithTheirNumber()
    {
        var text = string.Concat(Enumerable.Range(0, 3000).Select(i => $"unknown{i}: x\n"));

        var problems = PlanReader.Read(text, "plan.yaml").Problems;

        Assert.Equal(1001, problems.Count);
        Assert.Matches("^20[0-9]{2} more problems$", problems[^1].Found);
    }

    [Fact]
    public void Read_AnchorUsedForARepeatedRule_IsAllowed()
    {
        var text = SamplePlan.With("parse: { format: \"yyyy-MM-dd HH:mm:ss\", zone: America/Los_Angeles } }\n      businessDate", "parse: &local { format: \"yyyy-MM-dd HH:mm:ss\", zone: America/Los_Angeles } }\n      shipBy: { path: \"$.sb\", parse: *local }\n      businessDate");

        Assert.Equal("America/Los_Angeles", SamplePlan.Read(text).Mapping("legacy-order")!.Fields["shipBy"].Parse!.Zone);
    }
}
