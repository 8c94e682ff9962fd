using System.Text.Json;
using CommandCenter.Decisions;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Shared;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Readiness.Gates;

/// <summary>What the commands of gates share, within their transactions.</summary>
internal static class GateSteps
{
    /// <summary>The gate as the plan that holds says it.</summary>
    /// <returns>NotFound; Conflict while another plan is being taken over.</returns>
    public static async Task<Result<GateDefinition>> FindAsync(CommandsDb db, CutoverPlan? plan, string id, CancellationToken cancel)
    {
        // the store's plan is the one that will hold; this process may not have taken it over yet
        var newest = await db.PlanVersions.AsNoTracking().OrderByDescending(v => v.Number).Select(v => v.Hash).FirstOrDefaultAsync(cancel);
        if (newest is not null && newest != plan?.Hash)
        {
            return GateErrors.PlanBehind;
        }

        return plan?.Gates.FirstOrDefault(g => g.Id == id) is { } gate ? gate : GateErrors.NoSuch(id);
    }

    /// <summary>What was done about the gate, in its order.</summary>
    public static async Task<IReadOnlyList<GateAct>> ActsAsync(CommandsDb db, string gate, CancellationToken cancel) => [.. (await GateBook.ActsAsync(db, [gate], cancel))[gate]];

    /// <summary>Adds an act; its number and entry are the next ones, behind the lock of the log's head.</summary>
    public static async Task<long> AddAsync(CommandsDb db, GateDefinition gate, GateActKind kind, string person, string? role, string reason, DateTimeOffset now, Action<GateActRow>? more, CancellationToken cancel)
    {
        var row = new GateActRow
        {
            Number = (await db.GateActs.MaxAsync(a => (long?)a.Number, cancel) ?? 0) + 1, Gate = gate.Id, Kind = (int)kind, Person = person, Role = role, At = now, Reason = reason.Trim(), Definition = gate.Hash,
            Decision = (await DecisionLog.LockHeadAsync(db, cancel)).Sequence + 1,
        };
        more?.Invoke(row);
        db.GateActs.Add(row);
        return row.Number;
    }

    public static string? Write(IReadOnlyList<GateCondition> conditions) => conditions.Count == 0 ? null : JsonSerializer.Serialize(conditions, GateBook.Stored);

    public static DecisionDraft Draft(string command, GateDefinition gate, string title, string? impact, IReadOnlyDictionary<string, string>? details = null) =>
        new(command, title, impact, ["gates", "gate:" + gate.Id, .. gate.Lanes.Select(l => "lane:" + l)], details);
}
