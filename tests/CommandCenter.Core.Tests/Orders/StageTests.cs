using CommandCenter.Orders;

namespace CommandCenter.Tests.Orders;

public class StageTests
{
    [Fact]
    public void Name_EveryStage_ParsesBack()
    {
        foreach (var stage in Stages.All)
        {
            Assert.True(Stages.TryParse(stage.Name(), out var parsed), stage.Name());
            Assert.Equal(stage, parsed);
        }
    }
}
