using System.Globalization;
using CommandCenter.Access;
using CommandCenter.Decisions;
using CommandCenter.Persistence;
using CommandCenter.Traffic.Shifts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CommandCenter.Traffic.Actuators.BreakGlass;

/// <summary>
/// Makes what was done without the store the table of the store: everything to legacy, as a rollback of all orders would, with one entry of the decision log for each broken glass. Before that nothing
/// is applied, so that the product never brings back by itself what a person took away.
/// </summary>
public sealed partial class TakeUpGlass(
    GlassFolder folder, IDbContextFactory<CommandsDb> databases, CommandsGate gate, DecisionLog decisions, TimeProvider time, ILogger<TakeUpGlass> log) : IHostedService
{
    private const string Command = "break-glass";

    /// <summary>Before anything is accepted.</summary>
    public async Task StartAsync(CancellationToken cancellationToken) => await RunAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Takes up every record that lies there.</summary>
    /// <returns>False where the folder cannot be looked into: then nobody knows whether the glass is whole.</returns>
    /// <exception cref="System.Data.Common.DbException">The store does not answer; the records wait.</exception>
    internal async Task<bool> RunAsync(CancellationToken cancel)
    {
        try
        {
            foreach (var glass in folder.Open())
            {
                await TakeUpAsync(glass, foundAt: null, cancel);
                folder.Close(glass.Id);
            }

            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogFolder(log, e.Message);
            return false;
        }
    }

    /// <summary>An actuator holds a return to legacy of which there is no record here: it was broken from another machine, or the record is lost.</summary>
    internal Task TakeUpFoundAsync(Guid id, string actuator, CancellationToken cancel) => TakeUpAsync(GlassFolder.Unread(id, time.GetUtcNow()), actuator, cancel);

    /// <summary>Whether the table of the store contains it already.</summary>
    internal async Task<bool> IsTakenUpAsync(Guid id, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await KnownAsync(db, id, cancel);
    }

    private static Task<bool> KnownAsync(CommandsDb db, Guid id, CancellationToken cancel)
    {
        var subject = Subject(id);
        return db.DecisionSubjects.AsNoTracking().AnyAsync(s => s.Subject == subject, cancel);
    }

    private static string Subject(Guid id) => $"{Command}:{id}";

    private async Task TakeUpAsync(BrokenGlass glass, string? foundAt, CancellationToken cancel)
    {
        using var turn = await gate.EnterAsync();
        await using var db = await databases.CreateDbContextAsync(cancel);
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        await DecisionLog.LockHeadAsync(db, cancel);
        // the log itself remembers: a crash before the record was renamed takes it up once all the same
        if (await KnownAsync(db, glass.Id, cancel))
        {
            return;
        }

        var current = (await TrafficTables.CurrentAsync(db, cancel)).Table;
        if (foundAt is not null && current.Rules.All(r => r.Hundredths == 0))
        {
            // nothing goes to orchestration as it is; what an actuator says by itself is not worth an entry then
            return;
        }

        var now = time.GetUtcNow();
        var next = (await ShiftMoves.EndRolledBackAsync(db, current, Segment.All, rollback: null, Actor.Product, now, cancel)).RolledBack(Segment.All);
        await TrafficTables.AddAsync(db, next, Actor.Product, glass.Reason, now, cancel);
        var entry = await decisions.AppendAsync(db, Actor.Product, Draft(glass, foundAt, next), glass.Reason, null, cancel);
        await transaction.CommitAsync(cancel);
        decisions.Tell(entry);
        LogTakenUp(log, glass.Id, glass.Who, glass.Machine, next.Revision);
    }

    private static DecisionDraft Draft(BrokenGlass glass, string? foundAt, TrafficTable next)
    {
        var at = glass.At.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        var details = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["breakGlass"] = glass.Id.ToString(), ["who"] = glass.Who, ["machine"] = glass.Machine, ["at"] = at, ["revision"] = next.Revision.ToString(CultureInfo.InvariantCulture), ["plan"] = glass.PlanHash,
            ["outcome"] = glass.FinishedAt is null ? "not known to have ended" : string.Join(", ", glass.Actuators.Select(a => $"{a.Id} {a.Outcome}")),
        };
        if (foundAt is not null)
        {
            details["foundAt"] = foundAt;
        }

        return new DecisionDraft(
            Command,
            foundAt is null ? $"{glass.Who} on {glass.Machine} broke the glass at {at}: all traffic to legacy." : $"The glass was found broken at the actuator {foundAt}: all traffic to legacy.",
            "Written when the store was back. New orders go to legacy; nothing goes to orchestration again before somebody moves it.", ["traffic", Subject(glass.Id)], details);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Break-glass {Id} of {Who} on {Machine} was taken up: all traffic to legacy by revision {Revision}.")]
    private static partial void LogTakenUp(ILogger log, Guid id, string who, string machine, long revision);

    [LoggerMessage(Level = LogLevel.Error, Message = "The records of broken glass cannot be read or renamed, so nothing is applied at actuators: {Reason}")]
    private static partial void LogFolder(ILogger log, string reason);
}
