using CommandCenter.OrderExceptions;
using CommandCenter.Reconciliation.Parity;

namespace CommandCenter.Reconciliation;

/// <summary>Makes cases of differences: one of each order while a group is small enough to be worked off one by one, one for all the rest of it where it is not. The oldest come first, so that what somebody works on keeps its place while others come. Pending and understood ones are no work.</summary>
internal sealed class MismatchCases(ParityBoard board) : ICaseSource
{
    /// <summary>Nobody opens the hundred-and-first order of one cause before the cause is found.</summary>
    public const int MostOfGroup = 100;

    public string Name => "reconciliation";

    public Task<IReadOnlyList<CaseSignal>?> ReadAsync(CancellationToken cancel)
    {
        var now = board.Current;
        // before everything was compared, and while the store is silent, what is not seen has not passed
        return Task.FromResult(now.Full is null || now.Trouble is not null ? null : SignalsOf(now.Open));
    }

    internal static IReadOnlyList<CaseSignal> SignalsOf(IReadOnlyList<OpenMismatch> open)
    {
        var signals = new List<CaseSignal>();
        foreach (var group in open.Where(m => !m.IsUnderstood && !m.Mismatch.Difference.IsPending).GroupBy(m => m.Mismatch.Fingerprint))
        {
            var orders = group.GroupBy(m => m.Mismatch.OrderKey).OrderBy(o => o.Min(m => m.FirstSeen)).ThenBy(o => o.Key, StringComparer.Ordinal).ToList();
            signals.AddRange(orders.Take(MostOfGroup).Select(o => SignalOf(o.First(), o.Key, 1, o.Max(m => m.Mismatch.Money), o.Min(m => m.FirstSeen))));
            if (orders.Count > MostOfGroup)
            {
                var rest = orders.Skip(MostOfGroup).ToList();
                signals.Add(SignalOf(group.First(), null, rest.Count, rest.Sum(o => o.Max(m => m.Mismatch.Money ?? 0)), rest.Min(o => o.Min(m => m.FirstSeen))));
            }
        }

        return signals;
    }

    private static CaseSignal SignalOf(OpenMismatch open, string? orderKey, int orders, long? money, DateTimeOffset since)
    {
        var mismatch = open.Mismatch;
        return new CaseSignal
        {
            Fingerprint = Short("parity|" + (orderKey ?? "*") + "|" + mismatch.Fingerprint, 200),
            Rule = Short(mismatch.Difference.Rule, 120),
            Bucket = mismatch.Class.Bucket,
            Team = mismatch.Class.Team,
            Title = DifferenceWords.Title(mismatch.Difference),
            Why = DifferenceWords.Record(mismatch.Difference) is { } record ? $"{mismatch.Class.Why} {record}" : mismatch.Class.Why,
            OrderKey = orderKey,
            Lane = mismatch.Lane,
            Side = mismatch.Difference.Lacking,
            Stage = mismatch.Difference.Cell.Stage,
            Orders = orders,
            Money = money,
            Currency = mismatch.Currency,
            Since = since,
            AtLeast = mismatch.Class.Severity,
            Link = "/reconciliation/differences?group=" + Uri.EscapeDataString(mismatch.Fingerprint),
        };
    }

    private static string Short(string text, int most) => text.Length <= most ? text : text[..(most - 17)] + "#" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)))[..16];
}
