using System.Data.Common;
using CommandCenter.Decisions;
using CommandCenter.Live;
using CommandCenter.Plan;
using CommandCenter.Sources.Polling;
using CommandCenter.Traffic.Actuators.BreakGlass;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CommandCenter.Traffic.Actuators;

/// <summary>
/// Brings the newest traffic table to every outside actuator and keeps looking whether it is still there. Commands never wait for it: it reads what they committed. Of several processes one leads for each
/// actuator, by a lease; each actuator goes on its own, so that a silent one delays no other.
/// </summary>
public sealed partial class ActuatorLoop : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    private readonly ActivePlan plan;
    private readonly TrafficTables tables;
    private readonly ActuatorStates states;
    private readonly CarryOut carryOut;
    private readonly PlanActuators actuators;
    private readonly TakeUpGlass glasses;
    private readonly SourceLeases leases;
    private readonly ActuatorBoard board;
    private readonly StandingCommands standing;
    private readonly DecisionLog decisions;
    private readonly TimeProvider time;
    private readonly ILogger log;
    private readonly WakeSignal woken;
    private readonly Dictionary<string, Task> running = new(StringComparer.Ordinal);

    internal ActuatorLoop(
        ActivePlan plan, TrafficTables tables, ActuatorStates states, CarryOut carryOut, PlanActuators actuators, TakeUpGlass glasses, SourceLeases leases, ActuatorBoard board, StandingCommands standing,
        DecisionLog decisions, TimeProvider time, ILogger<ActuatorLoop> log)
    {
        (this.plan, this.tables, this.states, this.carryOut, this.actuators, this.glasses) = (plan, tables, states, carryOut, actuators, glasses);
        (this.leases, this.board, this.standing, this.decisions, this.time, this.log) = (leases, board, standing, decisions, time, log);
        woken = new WakeSignal(time);
    }

    private IReadOnlyList<ActuatorDefinition> Defined => plan.Current?.Actuators ?? [];

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        decisions.Committed += OnCommitted;
        return base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        decisions.Committed -= OnCommitted;
        await base.StopAsync(cancellationToken);
    }

    public override void Dispose()
    {
        actuators.Dispose();
        woken.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                await RoundAsync(stoppingToken);
                await woken.WaitAsync(Look, stoppingToken);
            }
        }
        finally
        {
            await Task.WhenAll(running.Values);
            foreach (var id in running.Keys)
            {
                await leases.ReleaseAsync(Lease(id));
            }
        }
    }

    private static string Lease(string actuator) => $"actuator:{actuator}";

    private async Task RoundAsync(CancellationToken cancel)
    {
        try
        {
            // what somebody returned to legacy without the store comes first; while that cannot be known nothing is applied
            var whole = await glasses.RunAsync(cancel);
            var revision = (await tables.CurrentAsync(cancel)).Table.Revision;
            var outside = Defined.Where(a => a.IsOutside).ToList();
            var known = await states.ReadAsync(outside, cancel);
            Show(revision, known);
            foreach (var definition in outside.Where(d => whole && (!running.TryGetValue(d.Id, out var task) || task.IsCompleted) && carryOut.IsDue(known.GetValueOrDefault(d.Id), revision)))
            {
                running[definition.Id] = LookAsync(actuators.Of(definition), known.GetValueOrDefault(definition.Id), cancel);
            }
        }
        catch (Exception e) when (e is DbException or DbUpdateException or TimeoutException)
        {
            LogStore(log, e.Message);
            Show(board.Current.Select(s => s.WithoutStore()));
        }
    }

    private async Task LookAsync(IActuator actuator, Persistence.ActuatorStateRow? known, CancellationToken cancel)
    {
        await Task.Yield();
        try
        {
            if (!await leases.HoldAsync(Lease(actuator.Definition.Id), cancel))
            {
                return;
            }

            await states.WriteAsync(await carryOut.LookAsync(actuator, known, cancel), cancel);
            woken.Wake();
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // the next process looks for itself
        }
        catch (Exception e) when (e is DbException or DbUpdateException or TimeoutException)
        {
            LogStore(log, e.Message);
        }
        catch (Exception e)
        {
            // a mistake of this program: it keeps its stack, and the other actuators go on
            LogBroken(log, e, actuator.Definition.Id);
        }
    }

    private void Show(long revision, IReadOnlyDictionary<string, Persistence.ActuatorStateRow> known)
    {
        var now = time.GetUtcNow();
        var intake = Defined.FirstOrDefault(a => !a.IsOutside)?.Id ?? "built-in";
        Show([ActuatorStanding.OfIntake(intake, revision, now), .. Defined.Where(a => a.IsOutside).Select(a => ActuatorStanding.Of(a, known.GetValueOrDefault(a.Id), revision, now))]);
    }

    private void Show(IEnumerable<ActuatorStanding> standings)
    {
        board.Show(standings);
        standing.Actuators = board.Current;
    }

    private void OnCommitted(Decision entry)
    {
        if (entry.Subjects.Contains("traffic", StringComparer.Ordinal))
        {
            woken.Wake();
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The look at actuator {Actuator} broke off; it is tried again.")]
    private static partial void LogBroken(ILogger log, Exception e, string actuator);

    [LoggerMessage(Level = LogLevel.Warning, Message = "What actuators are to carry out cannot be read or written: {Reason}")]
    private static partial void LogStore(ILogger log, string reason);
}
