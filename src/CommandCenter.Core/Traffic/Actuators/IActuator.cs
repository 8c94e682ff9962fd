using CommandCenter.Plan;
using CommandCenter.Shared;

namespace CommandCenter.Traffic.Actuators;

/// <summary>
/// What carries a traffic table out outside of this process. Every call has a deadline and a bounded answer, and none throws for what the foreign system does; a call that the
/// caller cancels throws.
/// </summary>
internal interface IActuator : IDisposable
{
    ActuatorDefinition Definition { get; }

    /// <summary>Looks at what it holds now.</summary>
    /// <returns>What was read back; Unavailable where it cannot be told, with why.</returns>
    Task<Result<Holding>> ReadAsync(CancellationToken cancel);

    /// <summary>Makes it hold the table, whole or not at all. Doing it again is harmless.</summary>
    /// <returns>Null when it took it, which is not yet a confirmation; otherwise why not, or why that is not known.</returns>
    Task<Error?> ApplyAsync(CarriedTable table, CancellationToken cancel);

    /// <summary>What <see cref="Holding.Content"/> has to be where it holds exactly this table.</summary>
    string ContentOf(CarriedTable table);

    /// <summary>Whether it holds the table, by what it says now.</summary>
    async Task<ActuatorVerdict> VerifyAsync(CarriedTable table, CancellationToken cancel) => ActuatorVerdict.Of(await ReadAsync(cancel), table, ContentOf(table));
}
