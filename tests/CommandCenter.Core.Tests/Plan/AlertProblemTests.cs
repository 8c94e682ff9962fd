using CommandCenter.Access;
using CommandCenter.Notifications.Alerts;
using CommandCenter.Plan;

namespace CommandCenter.Tests.Plan;

public class AlertProblemTests
{
    [Fact]
    public void Read_Sample_HasChannelsAndEscalation()
    {
        var alerts = SamplePlan.Read(SamplePlan.Text).Alerts;

        Assert.Equal(["bridge", "finance-mail"], alerts.Channels.Select(c => c.Id));
        Assert.Equal((TimeSpan.FromMinutes(10), TimeSpan.FromSeconds(15)), (alerts.EscalateAfter, alerts.GroupWithin));
        Assert.Equal((Role.TechnicalLead, Role.BusinessOwner, Role.Executive), (alerts.Above(Role.Operations), alerts.Above(Role.Finance), alerts.Above(Role.IncidentCommander)));
        Assert.True(alerts.Channels[0].Carries(Role.TechnicalLead, AlertSeverity.Ticket));
        Assert.False(alerts.Channels[1].Carries(Role.Finance, AlertSeverity.Ticket));
    }

    [Theory]
    [InlineData("url: \"${env:CC_SECRET_BRIDGE}\"", "url: \"https://hooks.example.com/T0/secret\"", "alerts.channels[0].url", "a value in clear (not shown)")]
    [InlineData(", url: \"${env:CC_SECRET_BRIDGE}\"", "", "alerts.channels[0].url", "a secret itself")]
    [InlineData("roles: [Finance], to: [finance@example.com]", "roles: [Finance]", "alerts.channels[1].to", "mail addresses, for email")]
    [InlineData("roles: [Finance]", "roles: [Cashier]", "alerts.channels[1].roles[0]", "Cashier")]
    [InlineData("id: finance-mail", "id: bridge", "alerts.channels[1].id", "once")]
    [InlineData("escalateAfter: 10m", "escalateAfter: 5s", "alerts.escalateAfter", "a duration from 30s to 1d")]
    [InlineData("from: Operations, to: TechnicalLead", "from: Operations, to: Operations", "alerts.escalation[0].to", "another role than from")]
    public void Read_Wrong_NamesWhereAndWhatIsAllowed(string good, string bad, string path, string words) =>
        Assert.Contains(PlanReader.Read(SamplePlan.With(good, bad), "plan.yaml").Problems, p => p.Path == path && p.ToString().Contains(words, StringComparison.Ordinal));
}
