using CommandCenter.Shared;

namespace CommandCenter.Readiness.Scenarios;

/// <summary>Refusals of this feature.</summary>
public static class ScenarioErrors
{
    public static Error NotRehearsing { get; } = Error.Conflict("not-rehearsing", "This command center does not rehearse, so it plays no scenario. Results can be reported.");

    public static Error None { get; } = Error.Conflict("nothing-to-play", "No scenario can be started: the plan has none that the rehearsal plays, or all of them run already.");

    public static Error NoSuch(string? id) => Error.NotFound("no-such-scenario", $"The plan has no scenario {Short(id)}.");

    public static Error NoSuchRun { get; } = Error.NotFound("no-such-run", "There is no such run of this scenario, or it is too old to be kept.");

    public static Error NotPlayable(string id) => Error.Conflict("not-playable", $"The rehearsal cannot play {id}: its result is reported by people or tools.");

    public static Error RunsAlready(string id) => Error.Conflict("runs-already", $"{id} waits or runs already.");

    public static Error NotRunning(string id) => Error.Conflict("not-running", $"{id} neither waits nor runs.");

    private static string Short(string? id) => id is { Length: > 64 } ? id[..64] + "…" : id ?? "";
}
