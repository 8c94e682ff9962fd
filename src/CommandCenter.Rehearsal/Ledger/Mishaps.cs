using CommandCenter.Rehearsal.Retail;

namespace CommandCenter.Rehearsal.Ledger;

/// <summary>What goes wrong with one message on its way out of a system.</summary>
/// <param name="Late">How long after the fact it is committed, beyond the usual tenths of a second.</param>
/// <param name="Repeated">It is sent twice.</param>
/// <param name="Missing">It is never sent.</param>
/// <param name="Malformed">One of its fields cannot be read.</param>
internal readonly record struct Mishap(TimeSpan Late, bool Repeated, bool Missing, bool Malformed)
{
    public const double LateRate = 0.004;
    public const double VeryLateRate = 0.0004;
    public const double RepeatedRate = 0.004;
    public const double MissingRate = 0.0006;
    public const double MalformedRate = 0.0006;

    /// <summary>A side does not hear of a reservation.</summary>
    public const double MissedStockRate = 0.0003;

    /// <summary>A message that lands a few seconds behind its neighbours is late and, in a log, out of order; seconds are not divided by speed.</summary>
    public static Mishap Throw(ref Dice dice, OrderLife life)
    {
        var luck = dice.Unit();
        var by = dice.Between(2, 20);
        var late = luck < VeryLateRate ? TimeSpan.FromSeconds(by * 20) : luck < LateRate ? TimeSpan.FromSeconds(by) : TimeSpan.Zero;
        var thrown = new Mishap(late, dice.Chance(RepeatedRate), dice.Chance(MissingRate), dice.Chance(MalformedRate));
        return life.IsSpared ? default : thrown;
    }
}
