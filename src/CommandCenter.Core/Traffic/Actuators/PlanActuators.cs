using CommandCenter.Plan;
using CommandCenter.Sources;
using CommandCenter.Sources.Files;
using CommandCenter.Sources.Http;
using CommandCenter.Traffic.Actuators.Flagd;
using CommandCenter.Traffic.Actuators.HaProxy;
using CommandCenter.Traffic.Actuators.Webhook;

namespace CommandCenter.Traffic.Actuators;

/// <summary>Where actuators may reach.</summary>
/// <param name="Folders">What <c>CommandCenter:Actuators:AllowedFolders</c> names.</param>
/// <param name="Guard">Which addresses may be connected to.</param>
internal sealed record ActuatorReach(AllowedFolders Folders, OutboundGuard Guard, ISecrets Secrets, TimeProvider Time);

/// <summary>The outside actuators of the plan. One whose settings stay the same stays the same object; only the loop uses them, so that one that is left out can be closed.</summary>
internal sealed class PlanActuators(ActuatorReach reach) : IDisposable
{
    private readonly Dictionary<string, IActuator> open = new(StringComparer.Ordinal);

    public IActuator Of(ActuatorDefinition definition)
    {
        if (open.TryGetValue(definition.Id, out var known))
        {
            if (known.Definition == definition)
            {
                return known;
            }

            known.Dispose();
        }

        return open[definition.Id] = Make(definition, reach);
    }

    /// <summary>A new one; the caller disposes it.</summary>
    /// <exception cref="ArgumentException">It is the built-in one, which lies in no other place.</exception>
    public static IActuator Make(ActuatorDefinition definition, ActuatorReach reach) => definition.Kind switch
    {
        ActuatorKind.HaProxy => new HaProxyActuator(definition, reach),
        ActuatorKind.Webhook => new WebhookActuator(definition, reach),
        ActuatorKind.FlagdFile => new FlagdFileActuator(definition, reach.Folders),
        _ => throw new ArgumentException($"{definition.Kind} is no outside actuator.", nameof(definition)),
    };

    public void Dispose()
    {
        foreach (var actuator in open.Values)
        {
            actuator.Dispose();
        }
    }
}
