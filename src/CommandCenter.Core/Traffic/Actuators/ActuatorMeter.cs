using System.Diagnostics.Metrics;
using System.Text.Json;

namespace CommandCenter.Traffic.Actuators;

/// <summary>What <c>/metrics</c> tells of actuators.</summary>
public sealed class ActuatorMeter : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string Name = "CommandCenter.Actuators";

    private readonly Meter meter = new(Name);

    public ActuatorMeter(ActuatorBoard board)
    {
        ArgumentNullException.ThrowIfNull(board);
        meter.CreateObservableGauge(
            "command_center.actuator.applied_revision", () => board.Current.Where(a => a.AppliedRevision is not null).Select(a => new Measurement<long>(a.AppliedRevision!.Value, Tag("actuator", a.Id))), "",
            "Newest revision of the traffic table that an actuator took");
        meter.CreateObservableGauge(
            "command_center.actuator.verdict", () => board.Current.Select(a => new Measurement<int>(1, Tag("actuator", a.Id), Tag("verdict", JsonNamingPolicy.KebabCaseLower.ConvertName(a.Verdict.ToString())))), "",
            "1 for what is known of an actuator and the newest table: confirmed, differs or unknown");
    }

    public void Dispose() => meter.Dispose();

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}
