using CommandCenter.Access;
using CommandCenter.Access.Approvals;

namespace CommandCenter.Tests.Access.Approvals;

/// <summary>Every state, every actor, every step: what is not expressly allowed is refused.</summary>
public sealed class ApprovalRulesTests
{
    private static readonly byte[] content = "{\"percent\":50}"u8.ToArray();
    private static readonly HashSet<Role> both = [Role.IncidentCommander, Role.BusinessOwner];

    public static TheoryData<ApprovalState> States => [.. Enum.GetValues<ApprovalState>()];

    [Theory]
    [MemberData(nameof(States))]
    public void Decide_AnyState_OnlyAnotherPersonWhileOpen(ApprovalState state)
    {
        var approval = In(state);

        Assert.Equal(state == ApprovalState.Open, ApprovalRules.Decide(approval, new Actor("olga", both)) is null);
        Assert.All((string[])["maya", "MAYA", " Maya "], name => Assert.Equal("self-approval", ApprovalRules.Decide(approval, new Actor(name, both))?.Code));
        Assert.Equal("person-needed", ApprovalRules.Decide(approval, new Actor("robot", both) { IsProgram = true })?.Code);
    }

    [Theory]
    [MemberData(nameof(States))]
    public void Withdraw_AnyState_OnlyTheProposerWhilePending(ApprovalState state)
    {
        var approval = In(state);

        Assert.Equal(state is ApprovalState.Open or ApprovalState.Approved, ApprovalRules.Withdraw(approval, new Actor("Maya", both)) is null);
        Assert.Equal("approval-of-another", ApprovalRules.Withdraw(approval, new Actor("olga", both))?.Code);
    }

    [Theory]
    [InlineData(ApprovalState.Open, "approval-not-approved")]
    [InlineData(ApprovalState.Approved, null)]
    [InlineData(ApprovalState.Refused, "approval-not-approved")]
    [InlineData(ApprovalState.Used, "approval-used")]
    [InlineData(ApprovalState.Expired, "approval-expired")]
    [InlineData(ApprovalState.Withdrawn, "approval-not-approved")]
    public void Use_AnyState_OnlyTheProposerTheSameContentAndOnce(ApprovalState state, string? code)
    {
        var approval = In(state);

        Assert.Equal(code, ApprovalRules.Use(approval, new Actor("maya", both), "shift-traffic", content)?.Code);
        Assert.NotNull(ApprovalRules.Use(approval, new Actor("olga", both), "shift-traffic", content));
        Assert.NotNull(ApprovalRules.Use(approval, new Actor("maya", both), "apply-plan", content));
        Assert.NotNull(ApprovalRules.Use(approval, new Actor("maya", both), "shift-traffic", "{\"percent\":51}"u8));
    }

    [Fact]
    public void Use_ApprovedForOtherContent_SaysWhatItIsFor()
    {
        var refused = ApprovalRules.Use(In(ApprovalState.Approved), new Actor("maya", both), "shift-traffic", "{\"percent\":51}"u8);

        Assert.Equal("approval-other-content", refused?.Code);
        Assert.Contains("all orders to 50 %", refused!.Message, StringComparison.Ordinal);
    }

    private static Approval In(ApprovalState state) => new(
        Guid.CreateVersion7(), "shift-traffic", "all orders to 50 %", content, Approval.HashOf(content), "maya", "because", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, state, null, null, null, null);
}
