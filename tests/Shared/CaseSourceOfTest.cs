using CommandCenter.OrderExceptions;

namespace CommandCenter.Tests;

/// <summary>Says what the test says is wrong; for a product with no world beside it.</summary>
public sealed class CaseSourceOfTest : ICaseSource
{
    private volatile IReadOnlyList<CaseSignal> says = [];

    public string Name => "test";

    public IReadOnlyList<CaseSignal> Says { get => says; set => says = value; }

    public static CaseSignal Signal(int i, OwnerTeam team = OwnerTeam.Operations, string rule = "stage-missing:cancelled", string? order = null) => new()
    {
        Fingerprint = "test|" + i, Rule = rule, Bucket = ExceptionBucket.BusinessRuleMismatch, Team = team, Title = "Cancelled on Legacy only", Why = "Legacy cancels a hold after 30 minutes.",
        OrderKey = order ?? $"AR-{i:0000}", Lane = "ship-to-home", Side = CommandCenter.Orders.Side.Orchestration, Stage = CommandCenter.Orders.Stage.Cancelled, Money = 18_490, Currency = "USD",
        Since = DateTimeOffset.UnixEpoch.AddYears(56), AtLeast = CaseSeverity.Medium,
    };

    public Task<IReadOnlyList<CaseSignal>?> ReadAsync(CancellationToken cancel) => Task.FromResult<IReadOnlyList<CaseSignal>?>(says);
}
