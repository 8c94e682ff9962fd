namespace CommandCenter.Rehearsal.Ledger;

/// <summary>Commits that land behind where a reader already is: the time in the record stays, the record comes later.</summary>
internal static class LateCommits
{
    public const long ByMilliseconds = 12_000;

    public static bool Concerns(long number) => number % 3 == 0;

    /// <summary>Holds back everything still to come of every third order.</summary>
    public static void HoldBack(SideLedger ledger)
    {
        var horizon = ledger.Horizon;
        ledger.Write("UPDATE versions SET until = until + $by WHERE number % 3 = 0 AND until > $horizon AND until < $forever", ("$by", ByMilliseconds), ("$horizon", horizon), ("$forever", long.MaxValue));
        ledger.Write("UPDATE versions SET due = due + $by WHERE number % 3 = 0 AND due > $horizon", ("$by", ByMilliseconds), ("$horizon", horizon));
    }

    public static VersionRow HoldBack(VersionRow row) =>
        row with { Due = row.Due + ByMilliseconds, Until = row.Until == long.MaxValue ? row.Until : row.Until + ByMilliseconds };
}
