using CommandCenter.Layout.Components;
using CommandCenter.Plan;
using CommandCenter.Traffic.Actuators;
using Microsoft.AspNetCore.Components;

namespace CommandCenter.Traffic;

/// <summary>How actuators are said on pages.</summary>
internal static class ActuatorWords
{
    public static string Of(ActuatorKind kind) => kind switch
    {
        ActuatorKind.BuiltIn => "built-in intake",
        ActuatorKind.HaProxy => "HAProxy",
        ActuatorKind.FlagdFile => "flagd file",
        _ => "webhook",
    };

    /// <summary>Icon and word; what cannot be seen is violet, never green.</summary>
    public static MarkupString Sign(ActuatorStanding actuator)
    {
        var (css, icon, word) = actuator.Verdict switch
        {
            Confirmation.Confirmed => ("ok", "ok", "Confirmed"),
            Confirmation.Differs => ("warn", "differs", "Differs"),
            _ => ("qual", "missing", "Unknown"),
        };
        return Html.Of($"<span class=\"st {css}\">{Icon.Of(icon)}{word}</span>");
    }
}
