using CommandCenter.Decisions;
using CommandCenter.Live;
using Microsoft.Extensions.Logging;

namespace CommandCenter.Access.Approvals;

/// <summary>
/// What waits for somebody, kept in memory for all open pages: read again after each step, when one expires, and every few seconds for steps of other nodes.
/// </summary>
public sealed class ApprovalWatch(ApprovalQueries queries, DecisionLog decisions, TimeProvider time, ILogger<ApprovalWatch> log) : StandingReader(time, log)
{
    private readonly TimeProvider clock = time;
    private volatile IReadOnlyList<Approval> pending = [];

    /// <summary>Raised after <see cref="Pending"/> changed; handlers must not throw and not block.</summary>
    public event Action? Changed;

    /// <summary>Open and approved ones, by when they expire.</summary>
    public IReadOnlyList<Approval> Pending => pending;

    /// <summary>How many wait for <paramref name="actor"/>: to agree to, or to carry out what was agreed to.</summary>
    public int WaitingFor(Actor? actor) => actor is null ? 0 : pending.Count(a => Waits(a, actor));

    /// <summary>Whether it is this person's turn.</summary>
    public static bool Waits(Approval approval, Actor actor)
    {
        ArgumentNullException.ThrowIfNull(approval);
        ArgumentNullException.ThrowIfNull(actor);
        return approval.State switch
        {
            ApprovalState.Open => !actor.IsProgram && !approval.IsOf(actor.Name) && Approvable.Of(approval.Command) is { } kind && actor.May(kind.Approve),
            ApprovalState.Approved => approval.IsOf(actor.Name),
            _ => false,
        };
    }

    public override async Task ReadAsync(CancellationToken cancel)
    {
        var now = await queries.PendingAsync(cancel);
        if (now.Count == pending.Count && now.Zip(pending).All(p => p.First.Id == p.Second.Id && p.First.State == p.Second.State))
        {
            return;
        }

        pending = now;
        Changed?.Invoke();
    }

    protected override TimeSpan Pause
    {
        get
        {
            var next = pending.Count == 0 ? Longest : pending[0].ExpiresAt - clock.GetUtcNow();
            return next < TimeSpan.Zero ? TimeSpan.Zero : next < Longest ? next : Longest;
        }
    }

    protected override IDisposable Follow() => new DecisionFollower(decisions, entry => entry.Details.ContainsKey("approval"), Wake);
}
