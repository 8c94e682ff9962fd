using System.Security.Cryptography;
using System.Text.Json;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Traffic.Actuators;

/// <summary>What is known of each outside actuator, on disk: a process that begins goes on from there.</summary>
internal sealed class ActuatorStates(IDbContextFactory<CommandsDb> databases, CommandsGate gate)
{
    /// <summary>Fingerprint of where an actuator lies: what was confirmed at one place says nothing of another.</summary>
    public static string PlaceOf(ActuatorDefinition definition) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(new { definition.Kind, definition.HaProxy, definition.Flagd, definition.Webhook })))[..16];

    /// <summary>Of the actuators that are asked for, as they lie now; those that were never looked at have none.</summary>
    public async Task<IReadOnlyDictionary<string, ActuatorStateRow>> ReadAsync(IReadOnlyCollection<ActuatorDefinition> of, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var rows = await db.ActuatorStates.AsNoTracking().ToDictionaryAsync(r => r.Actuator, StringComparer.Ordinal, cancel);
        return of.Where(d => rows.TryGetValue(d.Id, out var row) && row.Place == PlaceOf(d)).ToDictionary(d => d.Id, d => rows[d.Id], StringComparer.Ordinal);
    }

    /// <summary>Writes what a look came to. A revision that was applied is never made older.</summary>
    public async Task WriteAsync(ActuatorStateRow row, CancellationToken cancel)
    {
        using var turn = await gate.EnterAsync();
        await using var db = await databases.CreateDbContextAsync(cancel);
        if (await db.ActuatorStates.FirstOrDefaultAsync(r => r.Actuator == row.Actuator, cancel) is not { } known)
        {
            db.ActuatorStates.Add(row);
        }
        else if (known.Place == row.Place && known.AskedRevision > row.AskedRevision)
        {
            // another process was further meanwhile: what it saw counts
            return;
        }
        else
        {
            db.Entry(known).CurrentValues.SetValues(row);
        }

        await db.SaveChangesAsync(cancel);
    }
}
