using System.Text.Json;
using CommandCenter.Access;
using CommandCenter.Decisions;
using CommandCenter.Persistence;
using CommandCenter.Traffic.Analysis;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Readiness.Gates;

/// <summary>Writes what checks found. With a verdict that leaves green, the signature that stood on it falls in the same transaction: it does not come back with the verdict.</summary>
internal sealed class GateLedger(IDbContextFactory<CommandsDb> databases, CommandsGate turn, DecisionLog log, TimeProvider time)
{
    /// <summary>How long a state may go unwritten while its verdict stays the same.</summary>
    private static readonly TimeSpan keepEvery = TimeSpan.FromMinutes(1);

    /// <summary>Whether there is anything to write.</summary>
    public static bool IsDue(GateDefinition gate, GateReading reading, GateFound? before, DateTimeOffset now) =>
        before is null || before.Definition != gate.Hash || before.Reading.Verdict != reading.Verdict || now - before.LookedAt >= keepEvery;

    public async Task KeepAsync(IReadOnlyList<(GateDefinition Gate, GateReading Reading)> found, CancellationToken cancel)
    {
        if (found.Count == 0)
        {
            return;
        }

        var entries = new List<Decision>();
        using (await turn.EnterAsync())
        {
            await using var db = await databases.CreateDbContextAsync(cancel);
            await using var transaction = await db.Database.BeginTransactionAsync(cancel);
            await DecisionLog.LockHeadAsync(db, cancel);
            var ids = found.Select(f => f.Gate.Id).ToList();
            var rows = await db.GateStates.Where(s => ids.Contains(s.Gate)).ToDictionaryAsync(s => s.Gate, cancel);
            var now = time.GetUtcNow();
            foreach (var (gate, reading) in found)
            {
                Keep(db, rows.GetValueOrDefault(gate.Id), gate, reading, now);
            }

            await db.SaveChangesAsync(cancel);
            var acts = await GateBook.ActsAsync(db, ids, cancel);
            foreach (var (gate, reading) in found.Where(f => f.Reading.Verdict != CheckVerdict.Passed))
            {
                if (acts[gate.Id].LastOrDefault(a => a.Kind is GateActKind.Signed or GateActKind.Refused) is { Kind: GateActKind.Signed } signature && GateRules.WhyNoLonger(gate, signature, [.. acts[gate.Id]], now) is null)
                {
                    entries.Add(await FellAsync(db, gate, reading, signature, now, cancel));
                }
            }

            await transaction.CommitAsync(cancel);
        }

        foreach (var entry in entries)
        {
            log.Tell(entry);
        }
    }

    private static void Keep(CommandsDb db, GateStateRow? row, GateDefinition gate, GateReading reading, DateTimeOffset now)
    {
        var text = reading.Write();
        var isNew = row is null || row.Definition != gate.Hash || row.Verdict != (int)reading.Verdict;
        if (row is null)
        {
            row = new GateStateRow { Gate = gate.Id, Definition = "", Reading = "" };
            db.GateStates.Add(row);
        }

        (row.Definition, row.Verdict, row.Reading, row.LookedAt) = (gate.Hash, (int)reading.Verdict, text, now);
        if (isNew)
        {
            row.Since = now;
            db.GateVerdicts.Add(new GateVerdictRow { Id = Guid.CreateVersion7(now), Gate = gate.Id, At = now, Verdict = (int)reading.Verdict, Reading = text });
        }
    }

    private async Task<Decision> FellAsync(CommandsDb db, GateDefinition gate, GateReading reading, GateAct signature, DateTimeOffset now, CancellationToken cancel)
    {
        var why = Short($"its check no longer passes: {reading.Said.TrimEnd('.')}");
        var next = (await db.GateActs.MaxAsync(a => (long?)a.Number, cancel) ?? 0) + 1;
        var entry = (await DecisionLog.LockHeadAsync(db, cancel)).Sequence + 1;
        db.GateActs.Add(new GateActRow
        {
            Number = next, Gate = gate.Id, Kind = (int)GateActKind.Fell, Person = Actor.Product.Name, At = now, Reason = why, Definition = gate.Hash, About = signature.Number, Decision = entry,
            Bound = JsonSerializer.Serialize(reading.Figures, GateBook.Stored),
        });
        await db.SaveChangesAsync(cancel);
        return await log.AppendAsync(
            db, Actor.Product, new DecisionDraft("gate-signature-fell", $"The signature of {signature.Person} under “{gate.Title}” fell.", "It does not come back with the verdict: it has to be signed anew.", ["gates", "gate:" + gate.Id]),
            why, null, cancel);
    }

    private static string Short(string text) => text.Length <= 450 ? text : text[..450];
}
