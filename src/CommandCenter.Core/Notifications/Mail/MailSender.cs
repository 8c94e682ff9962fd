using System.Net;
using System.Net.Mail;
using System.Net.Mime;
using System.Net.Sockets;
using System.Text;
using CommandCenter.Plan;
using CommandCenter.Sources;
using CommandCenter.Sources.Http;

namespace CommandCenter.Notifications.Mail;

/// <summary>A mail with the same content twice.</summary>
/// <param name="Subject">Line breaks become spaces.</param>
/// <param name="Html">Null = plain text alone.</param>
public sealed record MailText(IReadOnlyList<string> To, string Subject, string Plain, string? Html);

/// <summary>Hands mails to the plan's server, one attempt each, within its time. Whoever sends keeps what was not taken and tries again.</summary>
public sealed class MailSender(OutboundGuard guard, ISecrets secrets)
{
    /// <returns>Null when the server took it for every address; otherwise why not, fit for a page, without secrets.</returns>
    public async Task<string?> SendAsync(MailServer server, MailText mail, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(server);
        ArgumentNullException.ThrowIfNull(mail);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        deadline.CancelAfter(server.Timeout);
        try
        {
            await guard.ResolveAsync(server.Host, server.Port, deadline.Token);
            using var client = new SmtpClient(server.Host, server.Port) { EnableSsl = server.IsEncrypted, DeliveryMethod = SmtpDeliveryMethod.Network };
            if (server is { User: { } user, Password: { } password })
            {
                if (secrets.Resolve(user) is not { Succeeded: true } name) return $"The user {user} cannot be read.";
                if (secrets.Resolve(password) is not { Succeeded: true } key) return $"The secret {password} cannot be read.";
                client.Credentials = new NetworkCredential(name.Value, key.Value);
            }

            using var message = Write(server, mail);
            await client.SendMailAsync(message, deadline.Token);
            return null;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return $"{server.Host}:{server.Port} did not take the mail within {server.Timeout.TotalSeconds:0.###} s.";
        }
        catch (OutboundRefusedException refused)
        {
            return refused.Message;
        }
        catch (Exception e) when (e is SmtpException or SocketException or IOException or System.Security.Authentication.AuthenticationException)
        {
            return secrets.Redact($"{server.Host}:{server.Port} did not take the mail: {(e.InnerException ?? e).Message}");
        }
    }

    private static MailMessage Write(MailServer server, MailText mail)
    {
        var message = new MailMessage { From = new MailAddress(server.From), Subject = new string([.. mail.Subject.Select(c => char.IsControl(c) ? ' ' : c)]), SubjectEncoding = Encoding.UTF8, Body = mail.Plain, BodyEncoding = Encoding.UTF8 };
        foreach (var to in mail.To) message.To.Add(new MailAddress(to));
        if (mail.Html is not null) message.AlternateViews.Add(AlternateView.CreateAlternateViewFromString(mail.Html, Encoding.UTF8, MediaTypeNames.Text.Html));
        return message;
    }
}
