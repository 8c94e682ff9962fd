using System.Text;
using CommandCenter.Reconciliation.Files;

namespace CommandCenter.Tests.Reconciliation.Files;

public class ValueReadingTests
{
    [Theory]
    [InlineData("0", ValueKind.Whole)]
    [InlineData("-12", ValueKind.Whole)]
    [InlineData(" 5 ", ValueKind.Whole)]
    [InlineData("1.50", ValueKind.Number)]
    [InlineData("1E+5", ValueKind.Number)]
    [InlineData("007", ValueKind.Text)]
    [InlineData("1,5", ValueKind.Text)]
    [InlineData("1.", ValueKind.Text)]
    [InlineData("-", ValueKind.Text)]
    [InlineData("1e", ValueKind.Text)]
    [InlineData("1e99", ValueKind.Text)]
    [InlineData("1e-28", ValueKind.Text)]
    [InlineData("12345678901234567890123456789", ValueKind.Text)]
    [InlineData("TRUE", ValueKind.Boolean)]
    [InlineData("n", ValueKind.Boolean)]
    [InlineData("2026-11-10", ValueKind.Date)]
    [InlineData("2026-02-30", ValueKind.Text)]
    [InlineData("10/11/2026", ValueKind.Text)]
    [InlineData("2026-11-10 05:00", ValueKind.Instant)]
    [InlineData("2026-11-10T05:00:00.1234567Z", ValueKind.Instant)]
    [InlineData("2026-11-10T05:00:00.1234567001Z", ValueKind.Text)]
    [InlineData("2026-11-10 05:00:00.123456000+00", ValueKind.Instant)]
    [InlineData("2026-11-10T05:00:00+0130", ValueKind.Instant)]
    [InlineData("2026-11-10T25:00:00Z", ValueKind.Text)]
    [InlineData("2026-11-1é", ValueKind.Text)]
    [InlineData("0001-01-01T00:00:00+14:00", ValueKind.Text)]
    public void KindOf_Text_IsTheNarrowest(string text, ValueKind kind) => Assert.Equal(kind, ValueReading.KindOf(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("2026-11-10T05:00:00Z", "2026-11-10T05:00:00Z")]
    [InlineData("2026-11-10 06:30:00+01:30", "2026-11-10T05:00:00Z")]
    [InlineData("2026-07-01T12:00:00", "2026-07-01T10:00:00Z")]
    [InlineData("2026-10-25T02:30:00", "2026-10-25T00:30:00Z")]
    [InlineData("2026-03-29T02:30:00", "2026-03-29T01:30:00Z")]
    [InlineData("2026-01-01", "2025-12-31T23:00:00Z")]
    public void TryInstant_WithAndWithoutZone_IsUtc(string text, string expected)
    {
        Assert.True(ValueReading.TryInstant(Encoding.UTF8.GetBytes(text), TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"), out var ticks));
        Assert.Equal(DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), new DateTimeOffset(ticks, TimeSpan.Zero));
    }

    [Theory]
    [InlineData("total=0.01", true)]
    [InlineData("a=b=2s", true)]
    [InlineData("*:number=0.5%", true)]
    [InlineData("*:instant=1d", true)]
    [InlineData("*:instant=0.01", false)]
    [InlineData("*:money=1", false)]
    [InlineData("total=", false)]
    [InlineData("total=-1", false)]
    [InlineData("total=2 s", false)]
    [InlineData("=1", false)]
    [InlineData("total=99999999d", false)]
    public void Read_Tolerance_OnlyWhatIsAllowed(string text, bool allowed) => Assert.Equal(allowed, ColumnTolerance.Read(text) is not null);
}
