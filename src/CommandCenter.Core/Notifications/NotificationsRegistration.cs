using Microsoft.Extensions.DependencyInjection;

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
