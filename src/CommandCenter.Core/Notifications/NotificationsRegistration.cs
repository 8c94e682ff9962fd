using CommandCenter.Live;
using CommandCenter.Notifications.Alerts;
using CommandCenter.Readiness.Gates;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CommandCenter.Notifications;

/// <summary>Registers what this feature offers; for a process that serves.</summary>
public static class NotificationsRegistration
{
    public static IServiceCollection AddNotifications(this IServiceCollection services)
    {
        services.AddSingleton<NoticeBoard>();
        services.AddSingleton<Mail.MailSender>();
        services.AddHostedService(sp => sp.GetRequiredService<NoticeBoard>());
        services.AddSingleton<WebhookDelivery>();
        services.TryAddSingleton<IAlertSignals>(sp => new LiveAlertSignals(sp.GetRequiredService<LiveBoard>(), sp.GetRequiredService<GateKeeper>(), sp.GetRequiredService<WebhookDelivery>(), sp.GetRequiredService<TimeProvider>()));
        services.AddSingleton<AlertKeeper>().AddSingleton<AlertCommands>().AddSingleton<AlertQueries>();
        services.AddHostedService(sp => sp.GetRequiredService<AlertKeeper>());
        services.AddHostedService<AlertDelivery>();
        services.AddSingleton<NotificationMeter>();
        services.AddHostedService(sp =>
        {
            // an instrument lives as long as somebody made it
            sp.GetRequiredService<NotificationMeter>();
            return sp.GetRequiredService<WebhookDelivery>();
        });
        return services;
    }
}
