using CommandCenter.OrderExceptions;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Shared;

namespace CommandCenter.Tests.OrderExceptions;

public class CaseRuleTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 10, 5, 0, 0, TimeSpan.Zero);
    private static readonly ExceptionSettings Settings = ExceptionSettings.Default with { Raised = ["high-value"], Owners = [new(OwnerTeam.Vendor, null, ExceptionBucket.DataDelay, "marketplace"), new(OwnerTeam.Finance, "rule", null, null)] };

    [Theory]
    [InlineData(null, "ship-to-home", 0, CaseSeverity.Low)]
    [InlineData(9_999L, "ship-to-home", 0, CaseSeverity.Low)]
    [InlineData(10_000L, "ship-to-home", 0, CaseSeverity.Medium)]
    [InlineData(-100_000L, "ship-to-home", 0, CaseSeverity.High)]
    [InlineData(1_000_000L, "ship-to-home", 0, CaseSeverity.Critical)]
    [InlineData(null, "high-value", 0, CaseSeverity.Medium)]
    [InlineData(null, "ship-to-home", 240, CaseSeverity.Medium)]
    [InlineData(10_000L, "high-value", 240, CaseSeverity.Critical)]
    [InlineData(long.MinValue, "high-value", 240, CaseSeverity.Critical)]
    public void Severity_MoneyLaneAndAge_AddUpToCriticalAtMost(long? money, string lane, int minutes, CaseSeverity expected) =>
        Assert.Equal(expected, CaseRules.Severity(SourceOfTest.Signal(money: money) with { Lane = lane, Since = Now.AddMinutes(-minutes) }, Settings, 1, Now));

    [Fact]
    public void Severity_MoreMoneyOrMoreAge_NeverIsLess()
    {
        var random = new Random(7);
        for (var i = 0; i < 5_000; i++)
        {
            var signal = SourceOfTest.Signal(money: random.NextInt64(-2_000_000, 2_000_000), atLeast: (CaseSeverity)random.Next(1, 5)) with
            {
                Since = Now.AddMinutes(-random.Next(0, 600)), Lane = random.Next(2) == 0 ? "high-value" : "other",
            };
            var scale = random.Next(1, 20);
            var severity = CaseRules.Severity(signal, Settings, scale, Now);
            var richer = CaseRules.Severity(signal with { Money = (Math.Abs(signal.Money!.Value) + random.Next(1_000_000)) * (random.Next(2) == 0 ? 1 : -1) }, Settings, scale, Now);
            var older = CaseRules.Severity(signal with { Since = signal.Since.AddMinutes(-random.Next(600)) }, Settings, scale, Now);

            Assert.True(richer >= severity && older >= severity && severity >= signal.AtLeast);
            // what is more severe is never due later
            Assert.True(CaseRules.Due(richer, Now, Settings, scale) <= CaseRules.Due(severity, Now, Settings, scale));
        }
    }

    [Fact]
    public void Due_TimeScale_DividesIt() => Assert.Equal(Now.AddMinutes(6), CaseRules.Due(CaseSeverity.High, Now, Settings, 10));

    [Fact]
    public void Team_FirstOwnerThatMatchesWhole_OtherwiseTheFindingsOwn()
    {
        Assert.Equal(OwnerTeam.Vendor, CaseRules.Team(SourceOfTest.Signal() with { Lane = "marketplace" }, Settings));
        Assert.Equal(OwnerTeam.Finance, CaseRules.Team(SourceOfTest.Signal(), Settings));
        Assert.Equal(OwnerTeam.Operations, CaseRules.Team(SourceOfTest.Signal() with { Rule = "another" }, Settings));
    }

    /// <summary>The whole table, phase by phase.</summary>
    [Theory]
    [InlineData(CasePhase.Open, false, "Acknowledge Assign Resolve Note Mute")]
    [InlineData(CasePhase.Open, true, "Acknowledge Assign Resolve Note Unmute")]
    [InlineData(CasePhase.Acknowledged, false, "Assign Resolve Note Mute")]
    [InlineData(CasePhase.Acknowledged, true, "Assign Resolve Note Unmute")]
    [InlineData(CasePhase.Resolved, false, "Reopen Note")]
    [InlineData(CasePhase.Resolved, true, "Reopen Note Unmute")]
    public void Refuse_EveryStepInEveryPhase_IsAllowedByTheTable(CasePhase phase, bool muted, string allowed)
    {
        var steps = Enum.GetValues<CaseAction>().Where(a => CaseSteps.Refuse(a, phase, muted, "EX-1") is null);

        Assert.Equal(allowed, string.Join(' ', steps));
        Assert.All(Enum.GetValues<CaseAction>().Select(a => CaseSteps.Refuse(a, phase, muted, "EX-1")).OfType<Error>(), e => Assert.Equal(ErrorKind.Conflict, e.Kind));
    }

    /// <summary>People and sources by chance, for as long as it takes: what must hold of every case at every moment holds.</summary>
    [Fact]
    public void Steps_AnyOrderOfPeopleAndSources_KeepACaseWhole()
    {
        for (var seed = 0; seed < 400; seed++)
        {
            var random = new Random(seed);
            var now = Now;
            var row = new CaseBook(Settings, 1, now).Open("test", SourceOfTest.Signal(times: seed % 2 == 0 ? 1 : null), 1);
            var signal = SourceOfTest.Signal(times: row.Times);
            for (var step = 0; step < 80; step++)
            {
                now += TimeSpan.FromMinutes(random.Next(0, 30));
                var (before, severity, entries, reopened) = (row.Phase, row.Severity, row.Entries, row.Reopened);
                var book = new CaseBook(Settings, 1, now);
                if (random.Next(2) == 0)
                {
                    var action = (CaseAction)random.Next(7);
                    if (CaseSteps.Refuse(action, row.Phase, row.MutedUntil > now, "EX-1") is null)
                    {
                        CaseSteps.Apply(row, new CaseCommand(action, "because", "luis", null, now.AddHours(1)), "luis", now, s => CaseRules.Due(s, now, Settings, 1));
                        Assert.Equal(entries + 1, row.Entries);
                    }
                }
                else if (random.Next(3) > 0)
                {
                    signal = signal with { Times = signal.Times + random.Next(2), Money = random.Next(200_000) };
                    book.Seen(row, signal);
                    Assert.False(book.Seen(row, signal), "said twice, it changes nothing the second time");
                }
                else
                {
                    book.Unseen(row);
                    Assert.False(book.Unseen(row), "gone twice, it changes nothing the second time");
                }

                Assert.Equal(row.Phase == CasePhase.Resolved, row.ResolvedAt is not null);
                Assert.Equal(row.Phase == CasePhase.Acknowledged, row.AcknowledgedAt is not null && row.Phase != CasePhase.Resolved);
                Assert.True(row.Severity >= severity || row.Reopened > reopened, "severity falls only where it is opened anew");
                Assert.Equal(before == CasePhase.Resolved && row.Phase != CasePhase.Resolved ? reopened + 1 : reopened, row.Reopened);
                Assert.True(row.Phase != CasePhase.Open || row.PassedAt is null || row.Reason == "reopened", "an open case is one whose cause is there, or that a person opened again");
                Assert.True(row.DueAt > row.OpenedAt || row.Phase == CasePhase.Resolved || row.DueAt == row.OpenedAt);
                Assert.InRange(row.Occurrences, 1, 81);
            }
        }
    }
}
