using System.Security.Cryptography;
using System.Text;

namespace CommandCenter.Traffic.Actuators;

/// <summary>What an actuator is to hold: a table, or, where somebody broke the glass, everything to legacy.</summary>
/// <param name="BreakGlass">Id of the break-glass record that it stands for; null for a table of the store.</param>
public sealed record CarriedTable(TrafficTable Table, Guid? BreakGlass = null)
{
    /// <summary>SHA-256 of the rules, in hex: equal tables have equal ones, whatever their revision.</summary>
    public string Digest { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(TrafficTables.Write(Table))));

    /// <summary>Everything to legacy, without any store: revision 0, which no command has made.</summary>
    public static CarriedTable AllToLegacy(Guid breakGlass) => new(TrafficTable.Empty, breakGlass);
}

/// <summary>What an actuator was seen to hold.</summary>
/// <param name="Revision">Of the traffic table; null where it holds none.</param>
/// <param name="BreakGlass">Where it holds what somebody sent who broke the glass.</param>
/// <param name="Content">Fingerprint of the rules as they were read back; null where it only says its revision.</param>
public sealed record Holding(long? Revision, Guid? BreakGlass, string? Content)
{
    /// <summary>It holds no table: everything goes to legacy there.</summary>
    public static Holding Nothing { get; } = new(null, null, null);
}
