using CommandCenter.Notifications.Mail;
using CommandCenter.Plan;
using CommandCenter.Sources.Http;

namespace CommandCenter.Tests.Notifications.Mail;

public class MailSenderTests
{
    private static readonly MailText mail = new(["board@example.com", "owner@example.com"], "The day\r\nBcc: everybody@example.com", "Better in 3 of 7 — Übersicht.", "<p>Better in 3 of 7</p>");

    [Fact]
    public async Task Send_RealServer_TakesBothFormsForEveryAddress()
    {
        Assert.SkipUnless(MailServerProcess.IsHere, MailServerProcess.Missing);
        await using var server = await MailServerProcess.StartAsync();

        var why = await Sender(server.Port).SendAsync(Server(server.Port), mail, default);

        Assert.Null(why);
        var taken = Assert.Single(server.Mails);
        Assert.Contains("board@example.com", taken, StringComparison.Ordinal);
        Assert.Contains("owner@example.com", taken, StringComparison.Ordinal);
        Assert.Contains("text/html", taken, StringComparison.Ordinal);
        Assert.Contains("text/plain", taken, StringComparison.Ordinal);
        // a line break in a subject starts no header of its own
        Assert.DoesNotContain(taken.Split('\n'), line => line.StartsWith("Bcc", StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>aiosmtpd offers no STARTTLS: a mail that is to be encrypted does not leave in clear.</summary>
    [Fact]
    public async Task Send_ServerWithoutTls_IsNotSentInClear()
    {
        Assert.SkipUnless(MailServerProcess.IsHere, MailServerProcess.Missing);
        await using var server = await MailServerProcess.StartAsync();

        var why = await Sender(server.Port).SendAsync(Server(server.Port) with { IsEncrypted = true }, mail, default);

        Assert.StartsWith($"127.0.0.1:{server.Port} did not take the mail:", why, StringComparison.Ordinal);
        Assert.Empty(server.Mails);
    }

    [Fact]
    public async Task Send_NobodyThere_SaysSo()
    {
        var port = FreePort.Next();
        Assert.StartsWith($"127.0.0.1:{port} did not take the mail:", await Sender(port).SendAsync(Server(port), mail, default), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_ServerIsSilent_EndsInItsTime()
    {
        using var silent = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        silent.Start();
        var port = ((System.Net.IPEndPoint)silent.LocalEndpoint).Port;

        Assert.Equal($"127.0.0.1:{port} did not take the mail within 0.3 s.", await Sender(port).SendAsync(Server(port) with { Timeout = TimeSpan.FromMilliseconds(300) }, mail, default));
    }

    [Fact]
    public async Task Send_PrivateAddressWithoutAllowance_IsRefused() =>
        Assert.Contains("AllowedPrivateHosts", await new MailSender(new OutboundGuard([]), Secrets()).SendAsync(Server(25), mail, default), StringComparison.Ordinal);

    [Fact]
    public async Task Send_PasswordCannotBeRead_NamesTheReference() =>
        Assert.Equal("The secret ${env:CC_SECRET_NONE} cannot be read.", await Sender(25).SendAsync(Server(25) with { User = "cutover", Password = "${env:CC_SECRET_NONE}" }, mail, default));

    private static MailServer Server(int port) => new("127.0.0.1", port, false, "cutover@example.com", null, null, TimeSpan.FromSeconds(10));

    private static MailSender Sender(int port) => new(new OutboundGuard([$"127.0.0.1:{port}"]), Secrets());

    private static CommandCenter.Sources.Secrets Secrets() => new("/nowhere");
}
