using CommandCenter.Access;
using CommandCenter.Readiness.Gates;
using CommandCenter.Tests.Persistence;

namespace CommandCenter.Tests.Readiness.Gates;

/// <summary>How a gate stands, case by case.</summary>
public class GateRulesTests
{
    private static readonly DateTimeOffset now = Some.Start;
    private static readonly GateReading passed = GateReading.Passed("all is well", now);
    private static readonly GateReading failed = GateReading.Failed("too much differs", now);
    private static readonly GateDefinition automatic = GateWorld.Gate("a", GateKind.Automatic);
    private static readonly GateDefinition signed = GateWorld.Gate("s", hasCheck: true, expires: TimeSpan.FromDays(1));

    [Fact]
    public void Stand_AutomaticByVerdict_IsGreenOnlyWhenItPasses()
    {
        Assert.Equal((GateState.Green, "all is well"), Look(automatic, passed));
        Assert.Equal((GateState.Red, "too much differs"), Look(automatic, failed));
        Assert.Equal((GateState.Red, "It cannot be told: nothing was read"), Look(automatic, GateReading.Unknown("nothing was read")));
        Assert.Equal((GateState.Red, "It cannot be told: it broke"), Look(automatic, GateReading.Broken("it broke")));
        Assert.Equal((GateState.Red, "Its check has not been looked at yet."), Look(automatic, null));
    }

    [Theory]
    [InlineData(30, null, GateState.Amber)]
    [InlineData(90, null, GateState.Green)]
    [InlineData(90, 120, GateState.Amber)]
    [InlineData(150, 120, GateState.Green)]
    [InlineData(90, -10, GateState.Green)]
    public void Stand_EvidenceThatEnds_IsAmberBeforeItsEndOrTheStart(int endsIn, int? startsIn, GateState state) =>
        Assert.Equal(state, GateRules.Stand(automatic, passed with { Until = now.AddMinutes(endsIn) }, [], startsIn is { } minutes ? now.AddMinutes(minutes) : null, now).State);

    [Fact]
    public void Stand_Signed_TakesVerdictAndName()
    {
        Assert.Equal((GateState.Red, "Nobody has signed it."), Look(signed, passed));
        Assert.True(GateRules.Stand(signed, passed, [], null, now).WaitsForSignature);
        Assert.Equal((GateState.Green, "all is well Signed by olga: fine"), Look(signed, passed, Act(1, GateActKind.Signed)));
        Assert.Equal((GateState.Red, "too much differs"), Look(signed, failed, Act(1, GateActKind.Signed)));
        Assert.False(GateRules.Stand(signed, failed, [], null, now).WaitsForSignature);
    }

    [Fact]
    public void Stand_SignatureFellExpiredOrOfAnotherDefinition_DoesNotCount()
    {
        Assert.Equal((GateState.Red, "The signature of olga fell: it went red."), Look(signed, passed, Act(1, GateActKind.Signed), Act(2, GateActKind.Fell) with { About = 1, Reason = "it went red" }));
        Assert.StartsWith("The signature of olga fell: it expired", Look(signed, passed, Act(1, GateActKind.Signed) with { Until = now }).Item2, StringComparison.Ordinal);
        Assert.StartsWith("The signature of olga fell: the plan says", Look(signed with { Title = "other" }, passed, Act(1, GateActKind.Signed)).Item2, StringComparison.Ordinal);
        Assert.Equal(GateState.Green, Look(signed, passed, Act(1, GateActKind.Signed), Act(2, GateActKind.Fell) with { About = 1 }, Act(3, GateActKind.Signed)).Item1);
    }

    [Fact]
    public void Stand_Refused_StaysRedUntilSomebodySigns()
    {
        var no = Act(2, GateActKind.Refused) with { Person = "ken", Reason = "two postings missing", Conditions = [new GateCondition("post them", "erp", now.AddDays(1))] };
        Assert.Equal((GateState.Red, "Refused by ken: two postings missing Asked for: post them (erp)."), Look(signed, passed, Act(1, GateActKind.Signed), no));
        Assert.Equal((GateState.Red, "Refused by ken: two postings missing"), Look(signed, passed, no, Act(3, GateActKind.ConditionMet) with { About = 2, Condition = 0 }));
        Assert.Equal(GateState.Green, Look(signed, passed, no, Act(4, GateActKind.Signed)).Item1);
    }

    [Fact]
    public void Stand_Conditions_AreAmberWhileOpenAndRedWhenOverdue()
    {
        var act = Act(1, GateActKind.Signed) with { Conditions = [new GateCondition("call the vendor", "Luis", now.AddHours(2))] };
        Assert.Equal(GateState.Amber, Look(signed, passed, act).Item1);
        Assert.Equal((GateState.Red, "A condition is overdue: call the vendor (Luis)."), At(now.AddHours(2), act));
        Assert.Equal(GateState.Green, At(now.AddHours(3), act, Act(2, GateActKind.ConditionMet) with { About = 1, Condition = 0 }).Item1);

        static (GateState, string) At(DateTimeOffset at, params GateAct[] acts) => GateRules.Stand(signed, passed, acts, null, at) is var s ? (s.State, s.Why) : default;
    }

    [Fact]
    public void Stand_Waiver_CountsWhileItHoldsAndOnlyWhereTheGateIsRed()
    {
        var waiver = Act(1, GateActKind.Waived) with { Person = "tom and olga", Reason = "returns stay", Until = now.AddHours(1), Definition = automatic.Hash };
        Assert.Equal((GateState.Waived, "too much differs Waived by tom and olga: returns stay"), Look(automatic, failed, waiver));
        Assert.Equal(GateState.Green, Look(automatic, passed, waiver).Item1);
        Assert.Equal(GateState.Red, GateRules.Stand(automatic, failed, [waiver], null, now.AddHours(1)).State);
        Assert.Equal(GateState.Red, Look(automatic, failed, waiver, Act(2, GateActKind.WaiverEnded)).Item1);
        Assert.Equal(GateState.Red, Look(automatic with { FromPercent = 5 }, failed, waiver).Item1);
    }

    [Fact]
    public void Stand_Dissent_IsShownAndChangesNothing()
    {
        var standing = GateRules.Stand(signed, passed, [Act(1, GateActKind.Signed), Act(2, GateActKind.Dissented) with { Person = "priya" }], null, now);
        Assert.Equal((GateState.Green, "priya"), (standing.State, standing.Dissents.Single().Person));
    }

    private static (GateState, string) Look(GateDefinition gate, GateReading? reading, params GateAct[] acts) => GateRules.Stand(gate, reading, acts, null, now) is var s ? (s.State, s.Why) : default;

    private static GateAct Act(long number, GateActKind kind) =>
        new(number, "s", kind, "olga", Role.BusinessOwner.ToString(), now, "fine", signed.Hash, null, null, [], null, null, null, number);
}
