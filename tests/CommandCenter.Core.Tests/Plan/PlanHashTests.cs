using System.Text;
using CommandCenter.Plan;
using CsCheck;

namespace CommandCenter.Tests.Plan;

/// <summary>Versions by content.</summary>
public class PlanHashTests
{
    [Fact]
    public void Read_AnyDamagedText_IsDeterministicAndNeverThrows()
    {
        var text = SamplePlan.Text;
        Gen.Select(Gen.Int[0, text.Length - 1], Gen.Int[0, 40], Gen.String[Gen.Char[' ', '~'], 0, 6]).Sample(
            change =>
            {
                var (at, removed, inserted) = change;
                var damaged = text[..at] + inserted + text[Math.Min(text.Length, at + removed)..];
                var first = PlanReader.Read(damaged, "plan.yaml");
                var second = PlanReader.Read(damaged, "plan.yaml");
                return first.Problems.SequenceEqual(second.Problems) && first.Plan?.Hash == second.Plan?.Hash && (first.Plan is null) == (first.Problems.Count > 0)
                    && first.Problems.All(p => p.Line >= 1 && p.Found.Length <= 200);
            },
            iter: 400);
    }

    [Fact]
    public void HashOf_AnyChangedByte_IsAnotherHash()
    {
        var bytes = Encoding.UTF8.GetBytes(SamplePlan.Text);
        var hash = PlanReader.HashOf(SamplePlan.Text);
        Gen.Select(Gen.Int[0, bytes.Length - 1], Gen.Byte[1, 127]).Sample(
            change =>
            {
                var other = (byte[])bytes.Clone();
                other[change.Item1] = (byte)((other[change.Item1] + change.Item2) % 128);
                return PlanReader.HashOf(Encoding.UTF8.GetString(other)) != hash;
            },
            iter: 500);
        Assert.Equal(hash, SamplePlan.Read(SamplePlan.Text).Hash);
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)), hash);
    }

    [Fact]
    public void MappingHash_CommentOrOrderOfKeys_DoesNotCount()
    {
        var plan = SamplePlan.Read(SamplePlan.Text);
        var same = SamplePlan.Read(SamplePlan.With("total: { path: \"$.amt\", parse: money(2) }", "# a remark\n      total: { parse: money(2), path: \"$.amt\" }"));

        Assert.NotEqual(plan.Hash, same.Hash);
        Assert.Equal(plan.Mapping("legacy-order")!.Hash, same.Mapping("legacy-order")!.Hash);
        Assert.Equal(64, plan.Mapping("legacy-order")!.Hash.Length);
    }

    [Theory]
    [InlineData("parse: money(2)", "parse: money(3)")]
    [InlineData("{ \"0418\": SFS-0418 }", "{ \"0418\": SFS-0419 }")]
    [InlineData("code: negative-total", "code: below-zero")]
    public void MappingHash_ChangedRuleOrTable_CountsForItsMappingAlone(string old, string replacement)
    {
        var plan = SamplePlan.Read(SamplePlan.Text);
        var other = SamplePlan.Read(SamplePlan.With(old, replacement));

        Assert.NotEqual(plan.Mapping("legacy-order")!.Hash, other.Mapping("legacy-order")!.Hash);
        Assert.Equal(plan.Mapping("orch-event")!.Hash, other.Mapping("orch-event")!.Hash);
    }
}
