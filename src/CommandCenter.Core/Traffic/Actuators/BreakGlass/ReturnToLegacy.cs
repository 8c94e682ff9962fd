using CommandCenter.Intake.Forwarding;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Plan.Commands;
using CommandCenter.Sources;
using CommandCenter.Sources.Http;
using Microsoft.Extensions.Configuration;

namespace CommandCenter.Traffic.Actuators.BreakGlass;

/// <param name="PlanFile">The plan that names the actuators.</param>
/// <param name="Actuator">One of them; null = all.</param>
/// <param name="Reason">20 to 500 characters on one line.</param>
/// <param name="Who">The account of the operating system.</param>
public sealed record ReturnRequest(string PlanFile, string? Actuator, string Reason, string Who, string Machine);

/// <summary>
/// <c>actuators return</c>: sends all traffic to legacy at outside actuators, without any store, and leaves a record that the product takes up. What it came to is printed for each actuator, and is
/// <em>unknown</em> where it was not seen.
/// </summary>
public sealed class ReturnToLegacy
{
    private const int Attempts = 3;
    private readonly ActuatorReach reach;
    private readonly GlassFolder folder;
    private readonly BackOff backOff = new(new Random());

    internal ReturnToLegacy(ActuatorReach reach, GlassFolder folder) => (this.reach, this.folder) = (reach, folder);

    /// <summary>From the settings alone.</summary>
    public static ReturnToLegacy Of(IConfiguration configuration, string contentRoot, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var paths = new StoragePaths(configuration.GetSection("CommandCenter:Storage").Get<StorageOptions>() ?? new StorageOptions(), contentRoot);
        var guard = new OutboundGuard(configuration.GetSection("CommandCenter:Outbound:AllowedPrivateHosts").Get<string[]>() ?? []);
        return new ReturnToLegacy(
            new ActuatorReach(ActuatorsRegistration.Folders(configuration, contentRoot, paths.Directory), guard, new Secrets(paths.Secrets), time), new GlassFolder(paths.Directory));
    }

    /// <returns>0 all are confirmed, 1 not all are, or the input is invalid, 2 wrong usage, 3 one could not be told, or it is not on record.</returns>
    public async Task<int> RunAsync(ReturnRequest request, TextWriter output, TextWriter errors, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(errors);
        if (request.Reason.Trim() is not { Length: >= 20 and <= 500 } reason || reason.Any(char.IsControl))
        {
            await errors.WriteLineAsync("--reason must have 20 to 500 characters on one line; it will stand in the decision log.");
            return PlanExit.Usage;
        }

        var text = await Plan.PlanFile.ReadAsync(request.PlanFile, cancel);
        if (text.Error is { } unreadable)
        {
            return await PlanExit.RefuseAsync(unreadable, errors);
        }

        var (actuators, problems) = PlanReader.ReadActuators(text.Value, request.PlanFile);
        if (problems.Count > 0)
        {
            return await PlanExit.ListAsync(problems, errors);
        }

        var chosen = actuators.Where(a => request.Actuator is null || a.Id == request.Actuator).ToList();
        if (request.Actuator is not null && chosen.Count == 0)
        {
            await errors.WriteLineAsync($"{request.PlanFile} has no actuator '{request.Actuator}'; it has {(actuators.Count == 0 ? "none" : string.Join(", ", actuators.Select(a => a.Id)))}.");
            return PlanExit.Found;
        }

        var now = reach.Time.GetUtcNow();
        var glass = new BrokenGlass(
            Guid.CreateVersion7(now), now, request.Who, request.Machine, reason, PlanReader.HashOf(text.Value), [.. chosen.Select(a => new GlassOutcome(a.Id, "pending", null))], null);
        return await ReturnAsync(glass, chosen, output, errors, cancel);
    }

    private async Task<int> ReturnAsync(BrokenGlass glass, IReadOnlyList<ActuatorDefinition> chosen, TextWriter output, TextWriter errors, CancellationToken cancel)
    {
        // before anything is told: whatever ends this process, the product hears of it
        var recorded = await RecordAsync(glass, errors);
        var outcomes = await Task.WhenAll(chosen.Select(a => OneAsync(a, glass.Id, cancel)));
        foreach (var outcome in outcomes)
        {
            await output.WriteLineAsync(outcome.Message is null ? $"{outcome.Id}: {outcome.Outcome}" : $"{outcome.Id}: {outcome.Outcome}. {outcome.Message}");
        }

        recorded = await RecordAsync(glass with { Actuators = outcomes, FinishedAt = reach.Time.GetUtcNow() }, errors) && recorded;
        if (recorded)
        {
            await output.WriteLineAsync($"On record as {folder.PathOf(glass.Id)}. The product takes it up when it runs on this folder, and sends all traffic to legacy from then on; leave the file where it is.");
        }

        return !recorded || outcomes.Any(o => o.Outcome == "failed") ? PlanExit.Failed : outcomes.All(o => o.Outcome is "confirmed" or "built-in") ? PlanExit.Fine : PlanExit.Found;
    }

    private async Task<GlassOutcome> OneAsync(ActuatorDefinition definition, Guid glass, CancellationToken cancel)
    {
        if (!definition.IsOutside)
        {
            return new GlassOutcome(definition.Id, "built-in", "The intake is part of the product: it accepts nothing while its store is down, and sends new orders to legacy once the record is taken up.");
        }

        using var actuator = PlanActuators.Make(definition, reach);
        var table = CarriedTable.AllToLegacy(glass);
        for (var attempt = 1; ; attempt++)
        {
            var failure = await actuator.ApplyAsync(table, cancel);
            var verdict = await actuator.VerifyAsync(table, cancel);
            if (verdict.Confirmation == Confirmation.Confirmed)
            {
                return new GlassOutcome(definition.Id, "confirmed", null);
            }

            if (attempt == Attempts)
            {
                var outcome = failure is not null ? "failed" : verdict.Confirmation == Confirmation.Differs ? "differs" : "unknown";
                return new GlassOutcome(definition.Id, outcome, failure is null ? verdict.What : failure.Message);
            }

            await Task.Delay(backOff.After(attempt), reach.Time, cancel);
        }
    }

    /// <summary>A record that cannot be written keeps nothing from going back to legacy; then the actuators' own mark has to tell.</summary>
    private async Task<bool> RecordAsync(BrokenGlass glass, TextWriter errors)
    {
        try
        {
            folder.Write(glass);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await errors.WriteLineAsync($"The record {folder.PathOf(glass.Id)} cannot be written ({e.Message}). Keep this: {glass.Who} on {glass.Machine} broke the glass at {glass.At:O}, id {glass.Id}: {glass.Reason}");
            return false;
        }
    }
}
