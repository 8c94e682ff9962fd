using CommandCenter.Orders;
using CommandCenter.Plan;
using CommandCenter.Shared;

namespace CommandCenter.Intake.Targets;

/// <summary>A target whose calls are counted by whether they got a usable answer.</summary>
internal sealed class CountedTarget(IOrderTarget target, Side side, TargetCalls calls) : IOrderTarget
{
    public TargetDefinition Definition => target.Definition;

    public async Task<TargetAnswer> SendAsync(TargetCall call, CancellationToken cancel)
    {
        var answer = await target.SendAsync(call, cancel);
        // what the plan does not declare was never called
        if (answer.Outcome != TargetOutcome.Unable)
        {
            calls.Note(side, answer.Outcome is TargetOutcome.NotSent or TargetOutcome.Unknown);
        }

        return answer;
    }

    public async Task<TargetFinding> LookUpAsync(string orderKey, CancellationToken cancel)
    {
        var finding = await target.LookUpAsync(orderKey, cancel);
        calls.Note(side, finding.Order is null);
        return finding;
    }

    public Task<Result<TargetLedgerPage>> ReadLedgerAsync(string page, CancellationToken cancel) => target.ReadLedgerAsync(page, cancel);
}
