using CommandCenter.Access;
using CommandCenter.Notifications.Alerts;

namespace CommandCenter.Tests;

/// <summary>Alerts that a test lets be so.</summary>
internal sealed class AlertSignalsOfTest : IAlertSignals
{
    private volatile AlertPicture? picture = new([], false);

    public AlertPicture? Now() => picture;

    public void Set(params AlertSignal[] signals) => picture = new AlertPicture(signals, false);

    public void SetBlind(params AlertSignal[] signals) => picture = new AlertPicture(signals, true);

    public static AlertSignal Breach(string lane, Role role = Role.IncidentCommander, AlertSeverity severity = AlertSeverity.Page, AlertKind kind = AlertKind.Breach) =>
        new($"{kind}:{lane}", kind, severity, role, lane, "routed within 60 s: 91 % of 200 orders, target 98 %", DateTimeOffset.UnixEpoch, "/orders?lane=" + lane);
}
