namespace CommandCenter.Readiness.Gates;

/// <summary>What a check means, once for plan, pages and documents.</summary>
/// <param name="Name">As the plan writes it.</param>
/// <param name="What">One sentence.</param>
/// <param name="Takes">Keys that it takes.</param>
/// <param name="Needs">Keys that it does not do without.</param>
public sealed record GateCheckDefinition(string Name, string What, IReadOnlyList<string> Takes, IReadOnlyList<string> Needs);

/// <summary>Every check that a gate can name.</summary>
public static class GateChecks
{
    public static IReadOnlyList<GateCheckDefinition> All { get; } =
    [
        new("sources-healthy", "Every source of the plan, or those named, has been read without a break for that long.", ["for", "items"], ["for"]),
        new("parity", "Orders without an unexplained difference, percent, in each lane of the gate, in each of the last runs, and not falling from run to run.", ["atLeast", "runs"], ["atLeast"]),
        new("differences-understood", "Orders with a difference that nobody has marked as understood; at most so many.", ["atMost"], []),
        new("sla-attainment", "Orders routed within their limit, percent, at a moment with at least so many orders a minute.", ["atLeast", "perMinute", "notOlderThan"], ["atLeast", "perMinute", "notOlderThan"]),
        new("thresholds-sealed", "The thresholds are sealed by two people.", [], []),
        new("no-duplicate-shipments", "No order line of which more was shipped than ordered, over both sides, in the last comparison.", [], []),
        new("rollback-drill", "The newest drill of a rollback ended healthy, is proven from both ledgers, inside its window, and not too long ago.", ["within", "notOlderThan"], ["within", "notOlderThan"]),
        new("evidence", "Somebody, or a program, handed in evidence that each named item passed, not too long ago.", ["items", "notOlderThan"], []),
        new("scenario-tests", "The newest run of every scenario of the plan, or of those named, passed, not too long ago.", ["items", "notOlderThan"], []),
        new("deadlines-kept", "No risk, known issue or open decision of the plan is overdue; at most so many.", ["atMost"], []),
        new("landscape", "Every system and interface of the plan has an owner, every system a contact.", [], []),
        new("freeze", "The change freeze holds: the plan was not changed since it began.", ["from", "until"], ["from", "until"]),
        new("bridge-roles", "Each named role is held by somebody who can be reached.", ["items"], ["items"]),
        new("alert-route", "Every webhook of the plan, or those named, acknowledged a delivery not too long ago.", ["items", "notOlderThan"], ["notOlderThan"]),
        new("baseline", "What the migration is held against is known: the baseline's days are over and counted, or values were entered with their origin. A signature freezes it: it falls when a value changes.", [], []),
        new("legacy-fit", "Legacy can take back what would come: it answers, its sources are fresh, its capacity and its stock feed suffice.", [], []),
    ];

    /// <summary>Null where there is none of that name.</summary>
    public static GateCheckDefinition? Of(string name) => All.FirstOrDefault(c => c.Name == name);
}
