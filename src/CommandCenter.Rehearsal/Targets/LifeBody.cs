using System.Text.Json;
using CommandCenter.Rehearsal.Retail;

namespace CommandCenter.Rehearsal.Targets;

/// <summary>A life as the ledger keeps it, once it is no longer the one that the seed gives.</summary>
internal sealed record LifeBody(
    bool Copy, long[][] Moves, long? Eligible, string? Hold, string? Cancel, int ShortLine, bool Dropped, int Touches, long? HeldAt, long[][] HeldBack, long[][] Gated, bool Spared = false)
{
    public static byte[] Write(OrderLife life) => JsonSerializer.SerializeToUtf8Bytes(new LifeBody(
        life.IsCopy, Rows(life.Moves), life.EligibleAt?.ToUnixTimeMilliseconds(), life.HoldReason, life.CancelReason, life.ShortLine, life.ShortDropped, life.ManualTouches,
        life.HeldAt?.ToUnixTimeMilliseconds(), Rows(life.HeldBack), Rows(life.Gated), life.IsSpared));

    public static OrderLife Read(byte[] body)
    {
        var kept = JsonSerializer.Deserialize<LifeBody>(body)!;
        return new OrderLife
        {
            IsCopy = kept.Copy,
            Moves = Moved(kept.Moves),
            EligibleAt = At(kept.Eligible),
            HoldReason = kept.Hold,
            CancelReason = kept.Cancel,
            ShortLine = kept.ShortLine,
            ShortDropped = kept.Dropped,
            ManualTouches = kept.Touches,
            HeldAt = At(kept.HeldAt),
            HeldBack = Moved(kept.HeldBack),
            Gated = Moved(kept.Gated),
            IsSpared = kept.Spared,
        };
    }

    private static long[][] Rows(IReadOnlyList<Move> moves) => [.. moves.Select(m => new[] { (long)m.Step, m.At.ToUnixTimeMilliseconds(), m.Parcel })];

    private static Move[] Moved(long[][] rows) => [.. rows.Select(r => new Move((Step)r[0], DateTimeOffset.FromUnixTimeMilliseconds(r[1]), (int)r[2]))];

    private static DateTimeOffset? At(long? milliseconds) => milliseconds is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null;
}
