using System.Globalization;
using CommandCenter.Shared;

namespace CommandCenter.Traffic.Actuators;

/// <summary>Whether an actuator carries out what was commanded.</summary>
public enum Confirmation
{
    /// <summary>It cannot be told.</summary>
    Unknown,

    /// <summary>It says that it holds exactly that.</summary>
    Confirmed,

    /// <summary>It holds something else.</summary>
    Differs,
}

/// <param name="What">What differs, or why it cannot be told; one sentence. Null where it is confirmed.</param>
/// <param name="Holds">What was read back; null where nothing was.</param>
public sealed record ActuatorVerdict(Confirmation Confirmation, string? What, Holding? Holds)
{
    /// <param name="content">What <see cref="Holding.Content"/> has to be.</param>
    internal static ActuatorVerdict Of(Result<Holding> read, CarriedTable table, string content)
    {
        if (read.Error is { } error)
        {
            return new ActuatorVerdict(Confirmation.Unknown, error.Message, null);
        }

        var holds = read.Value;
        var what = holds switch
        {
            { Revision: null } => "It holds no table: everything goes to legacy there.",
            { BreakGlass: { } glass } when glass != table.BreakGlass => $"Somebody broke the glass: it sends everything to legacy ({glass}).",
            _ when table.BreakGlass is not null && holds.BreakGlass is null => string.Create(CultureInfo.InvariantCulture, $"It holds revision {holds.Revision}, not the return to legacy."),
            _ when holds.Revision != table.Table.Revision => string.Create(CultureInfo.InvariantCulture, $"It holds revision {holds.Revision}, not {table.Table.Revision}."),
            { Content: { } rules } when !string.Equals(rules, content, StringComparison.Ordinal) => string.Create(CultureInfo.InvariantCulture, $"It holds other rules under revision {holds.Revision}."),
            _ => null,
        };
        return new ActuatorVerdict(what is null ? Confirmation.Confirmed : Confirmation.Differs, what, holds);
    }
}
