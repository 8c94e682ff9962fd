namespace CommandCenter.Tests.Rehearsal;

public class DemoPlanTests
{
    [Fact]
    public void Read_DemoPlan_HasNoProblem()
    {
        var read = DemoPlan.Read();

        Assert.Empty(read.Problems.Select(p => p.ToString()));
        Assert.Equal(84, read.Plan!.Stores.Count);
        Assert.Equal(9, read.Plan.Lanes.Count);
    }
}
