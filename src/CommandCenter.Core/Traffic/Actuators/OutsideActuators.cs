using CommandCenter.Plan;

namespace CommandCenter.Traffic.Actuators;

/// <summary>Whether what lies outside of the process carries a table out.</summary>
/// <param name="Unconfirmed">Ids of the actuators that are not seen to, in the plan's order.</param>
/// <param name="At">Since when all of them are; null while one is not, or where the plan has none.</param>
public sealed record OutsideConfirmation(IReadOnlyList<string> Unconfirmed, DateTimeOffset? At)
{
    /// <summary>There is nothing outside.</summary>
    public static OutsideConfirmation None { get; } = new([], null);
}

/// <summary>Asked by what must not end before traffic really goes another way.</summary>
internal interface IOutsideActuators
{
    /// <summary>Whether each outside actuator of the plan holds <paramref name="revision"/> of the table, or a newer one.</summary>
    /// <exception cref="System.Data.Common.DbException">The store does not answer.</exception>
    Task<OutsideConfirmation> OfAsync(long revision, CancellationToken cancel);
}

/// <summary>By what the last look at each came to. One that nobody looked at for a minute, or three times its cadence, confirms nothing any more.</summary>
internal sealed class OutsideActuators(ActivePlan plan, ActuatorStates states, TimeProvider time) : IOutsideActuators
{
    public async Task<OutsideConfirmation> OfAsync(long revision, CancellationToken cancel)
    {
        var outside = (plan.Current?.Actuators ?? []).Where(a => a.IsOutside).ToList();
        if (outside.Count == 0)
        {
            return OutsideConfirmation.None;
        }

        var (known, now) = (await states.ReadAsync(outside, cancel), time.GetUtcNow());
        var unconfirmed = outside.Where(a => !known.TryGetValue(a.Id, out var row) || row.Verdict != (int)Confirmation.Confirmed || row.VerifiedRevision < revision || ActuatorStanding.IsStale(a, row, now)).ToList();
        return new OutsideConfirmation([.. unconfirmed.Select(a => a.Id)], unconfirmed.Count > 0 ? null : known.Values.Max(r => r.ConfirmedAt));
    }
}
