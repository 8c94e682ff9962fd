using CommandCenter.Plan;

namespace CommandCenter.Tests.Plan;

public class NotificationProblemTests
{
    [Fact]
    public void Read_Webhooks_GiveSettingsAndDefaults()
    {
        var read = PlanReader.Read(SamplePlan.Text, "plan.yaml");

        Assert.Empty(read.Problems);
        var hooks = read.Plan!.Notifications.Webhooks;
        Assert.Equal(("pager", "https://hooks.example.com/cutover", "${env:CC_SECRET_PAGER}", TimeSpan.FromSeconds(2)), (hooks[0].Id, hooks[0].Url, hooks[0].Secret, hooks[0].Timeout));
        Assert.Equal(["shift-traffic"], hooks[0].Commands);
        Assert.Equal((0, TimeSpan.FromSeconds(5)), (hooks[1].Commands.Count, hooks[1].Timeout));
    }

    [Theory]
    [InlineData("secret: \"${env:CC_SECRET_PAGER}\"", "secret: hunter2", "notifications.webhooks[0].secret", "a value in clear (not shown)")]
    [InlineData("https://hooks.example.com/cutover", "https://me:pw@hooks.example.com/", "notifications.webhooks[0].url", "an absolute")]
    [InlineData("https://hooks.example.com/cutover", "https://${env:CC_SECRET_X}/", "notifications.webhooks[0].url", "${…} only in")]
    [InlineData("timeout: 2s }", "timeout: 31s }", "notifications.webhooks[0].timeout", "a duration from 100ms to 30s")]
    [InlineData("id: archive", "id: pager", "notifications.webhooks[1].id", "each webhook once")]
    [InlineData("timeout: 2s }", "retries: 2 }", "notifications.webhooks[0].retries", "an unknown key")]
    [InlineData("commands: [shift-traffic]", "commands: [Shift Traffic]", "notifications.webhooks[0].commands[0]", "Shift Traffic")]
    [InlineData("from: cutover@example.com", "from: cutover", "notifications.mail.from", "a mail address")]
    [InlineData("tls: starttls", "tls: none", "notifications.mail.tls", "starttls where somebody signs in")]
    [InlineData("password: \"${env:CC_SECRET_MAIL}\"", "password: hunter2", "notifications.mail.password", "a value in clear (not shown)")]
    [InlineData(", password: \"${env:CC_SECRET_MAIL}\"", "", "notifications.mail.password", "both user and password")]
    [InlineData("to: [board@example.com, owner@example.com]", "to: [board]", "notifications.digests[0].to[0]", "a mail address")]
    [InlineData(", to: [board@example.com, owner@example.com]", "", "notifications.digests[0].to", "a webhook in url, or both")]
    [InlineData("at: \"18:00\"", "at: \"6 pm\"", "notifications.digests[0].at", "6 pm")]
    [InlineData("audience: operations", "audience: everyone", "notifications.digests[1].audience", "executive, finance, customer-care, operations")]
    [InlineData(", secret: \"${env:CC_SECRET_DIGEST}\"", "", "notifications.digests[1].secret", "both url and secret")]
    public void Read_Wrong_NamesWhereAndWhatIsAllowed(string good, string bad, string path, string words)
    {
        var problems = PlanReader.Read(SamplePlan.Text.Replace(good, bad, StringComparison.Ordinal), "plan.yaml").Problems;

        Assert.Contains(problems, p => p.Path == path && p.ToString().Contains(words, StringComparison.Ordinal));
    }
}
