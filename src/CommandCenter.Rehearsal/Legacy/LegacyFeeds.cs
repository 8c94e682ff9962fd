namespace CommandCenter.Rehearsal.Legacy;

/// <summary>Numbers of the legacy stack's feeds in its ledger.</summary>
internal static class LegacyFeeds
{
    public const int Transactions = 1;
    public const int Shipments = 2;
    public const int Contacts = 3;
}
