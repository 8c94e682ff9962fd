using CommandCenter.Live;
using CommandCenter.Plan;
using CommandCenter.Tests.Live;
using CommandCenter.Traffic.Actuators;

namespace CommandCenter.Tests.Traffic.Actuators;

/// <summary>What the live picture says of actuators.</summary>
public class ActuatorAttentionTests
{
    [Fact]
    public void Snapshot_ActuatorIsNotConfirmed_IsListedByWhetherItDiffersOrCannotBeSeen()
    {
        var world = new LiveWorld();
        var intake = ActuatorStanding.OfIntake("intake", 7, LiveWorld.Start);
        var edge = intake with { Id = "edge", Kind = ActuatorKind.HaProxy, Phase = Phase.Degraded, Verdict = Confirmation.Differs, Message = "It holds revision 6, not 7." };
        var partner = edge with { Id = "partner", Verdict = Confirmation.Unknown, Message = "It does not say which revision it holds." };
        var flags = edge with { Id = "flags", Phase = Phase.Progressing, Verdict = Confirmation.Unknown };
        world.Standing.Actuators = [intake, edge, partner, flags];

        var listed = Of(world);

        Assert.Equal(
            [
                (AttentionKind.Differs, "Actuator edge", "not confirmed to carry out revision 7. It holds revision 6, not 7"),
                (AttentionKind.Error, "Actuator partner", "not confirmed to carry out revision 7. It does not say which revision it holds"),
            ],
            listed.Select(a => (a.Kind, a.Subject, a.Text)));
        Assert.Contains(world.Snapshot().Happenings, h => h.Text == "Actuator edge: It holds revision 6, not 7.");

        world.Standing.Actuators = [intake, edge with { Phase = Phase.Healthy, Verdict = Confirmation.Confirmed }];
        Assert.DoesNotContain(Of(world), a => a.Subject == "Actuator edge");
    }

    private static List<AttentionItem> Of(LiveWorld world) => [.. world.Snapshot().Attention.Where(a => a.Subject.StartsWith("Actuator", StringComparison.Ordinal))];
}
