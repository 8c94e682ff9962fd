using CommandCenter.Plan;
using CommandCenter.Sources.Mapping;
using CsCheck;
using static CommandCenter.Tests.Sources.Mapping.MappingFixture;

namespace CommandCenter.Tests.Sources.Mapping;

public class ValueParserTests
{
    [Theory]
    [InlineData("\"12.34\"", 2, "1234")]
    [InlineData("12.3", 2, "1230")]
    [InlineData("12", 2, "1200")]
    [InlineData("-0.01", 2, "-1")]
    [InlineData("\"+5\"", 2, "500")]
    [InlineData("12.3400", 2, "1234")]
    [InlineData("12.345", 2, "wrong-decimals")]
    [InlineData("1.25E2", 2, "12500")]
    [InlineData("1.0E7", 2, "1000000000")]
    [InlineData("125e-2", 2, "125")]
    [InlineData("125e-3", 2, "wrong-decimals")]
    [InlineData("0.000", 0, "0")]
    [InlineData("1250", 0, "1250")]
    [InlineData("92233720368547758.07", 2, "9223372036854775807")]
    [InlineData("92233720368547758.08", 2, "overflow")]
    [InlineData("-92233720368547758.08", 2, "-9223372036854775808")]
    [InlineData("1e39", 2, "overflow")]
    [InlineData("1e999", 2, "bad-number")]
    [InlineData("\"1,234.50\"", 2, "bad-number")]
    [InlineData("\"$5\"", 2, "bad-number")]
    [InlineData("\"12.\"", 2, "bad-number")]
    [InlineData("\".5\"", 2, "bad-number")]
    [InlineData("\"--5\"", 2, "bad-number")]
    [InlineData("\"1 2\"", 2, "bad-number")]
    [InlineData("\"NaN\"", 2, "bad-number")]
    [InlineData("\"٣\"", 2, "bad-number")]
    [InlineData("true", 2, "bad-number")]
    [InlineData("\"\"", 2, "absent")]
    [InlineData("{}", 2, "not-a-value")]
    public void Money_Text_IsExactOrRefused(string json, int decimals, string expected) =>
        Assert.Equal(expected, MapField("total", Path("$.v", Money(decimals)), $$"""{"v":{{json}}}"""));

    [Fact]
    public void Money_EveryAmount_SurvivesWritingAndReading()
    {
        Gen.Select(Gen.Long, Gen.Int[0, 6]).Sample((minor, decimals) =>
        {
            var scale = (Int128)Math.Pow(10, decimals);
            var magnitude = Int128.Abs(minor);
            var text = (minor < 0 ? "-" : "") + magnitude / scale + (decimals == 0 ? "" : "." + (magnitude % scale).ToString().PadLeft(decimals, '0'));
            return ExactNumber.TryScale(text, decimals, out var read, out _) && read == minor;
        });
    }

    [Theory]
    [InlineData("2026-07-01 12:00:00", "2026-07-01T19:00:00Z")]
    [InlineData("2026-12-01 12:00:00", "2026-12-01T20:00:00Z")]
    [InlineData("2026-03-08 01:59:59", "2026-03-08T09:59:59Z")]
    [InlineData("2026-03-08 03:00:00", "2026-03-08T10:00:00Z")]
    [InlineData("2026-03-08 02:30:00", "nonexistent-time")]
    [InlineData("2026-11-01 00:59:59", "2026-11-01T07:59:59Z")]
    [InlineData("2026-11-01 01:30:00", "ambiguous-time")]
    [InlineData("2026-11-01 02:00:00", "2026-11-01T10:00:00Z")]
    [InlineData("2026-13-01 02:00:00", "bad-date")]
    [InlineData("2026-02-29 02:00:00", "bad-date")]
    [InlineData("9999-12-31 23:59:59", "bad-date")]
    public void Instant_LocalTimeUnderReject_IsExactOrRefused(string text, string expected) =>
        Assert.Equal(expected, MapField("placedAt", Path("$.v", Local()), $$"""{"v":"{{text}}"}"""));

    [Theory]
    [InlineData("2026-11-01 01:30:00", AmbiguousTime.Earlier, "2026-11-01T08:30:00Z", true)]
    [InlineData("2026-11-01 01:30:00", AmbiguousTime.Later, "2026-11-01T09:30:00Z", true)]
    [InlineData("2026-03-08 02:30:00", AmbiguousTime.Earlier, "2026-03-08T10:30:00Z", true)]
    [InlineData("2026-11-01 02:00:00", AmbiguousTime.Earlier, "2026-11-01T10:00:00Z", false)]
    public void Instant_LocalTimeUnderARule_IsChosenAndFlagged(string text, AmbiguousTime ambiguous, string expected, bool uncertain)
    {
        ValueParser.TryCompile(Local(ambiguous, NonexistentTime.Shift), null, out var parser, out _);

        Assert.True(parser.TryParse(text, out var value, out var flagged, out _, out _));
        Assert.Equal((expected, uncertain), (value.ToString(), flagged));
    }

    [Fact]
    public void Instant_DayPrecision_IsTheLocalDaysStartAndUncertain()
    {
        var rule = Local(day: true) with { Formats = ["MM/dd/yyyy"] };
        ValueParser.TryCompile(rule, null, out var parser, out _);

        Assert.True(parser.TryParse("11/10/2026", out var value, out var uncertain, out _, out _));
        Assert.Equal(("2026-11-10T08:00:00Z", true), (value.ToString(), uncertain));
    }

    [Theory]
    [InlineData("\"2026-11-10T06:00:00Z\"", "rfc3339", "2026-11-10T06:00:00Z")]
    [InlineData("\"2026-11-10T06:00:00.123456789+02:00\"", "rfc3339", "2026-11-10T04:00:00.123456Z")]
    [InlineData("\"2026-11-10 06:00:00z\"", "rfc3339", "2026-11-10T06:00:00Z")]
    [InlineData("\"2026-11-10T06:00:00\"", "rfc3339", "bad-date")]
    [InlineData("1794290400", "unix-s", "2026-11-10T06:00:00Z")]
    [InlineData("1794290400.5", "unix-s", "2026-11-10T06:00:00.5Z")]
    [InlineData("1794290400123", "unix-ms", "2026-11-10T06:00:00.123Z")]
    [InlineData("99999999999999999", "unix-ms", "bad-date")]
    [InlineData("\"10.11.2026 06:00 +01:00\"", "dd.MM.yyyy HH:mm zzz", "2026-11-10T05:00:00Z")]
    public void Instant_ForeignForms_AreRead(string json, string format, string expected) =>
        Assert.Equal(expected, MapField("placedAt", Path("$.v", new ParseRule { Kind = ParseKind.Instant, Formats = [format] }), $$"""{"v":{{json}}}"""));

    [Theory]
    [InlineData("\"Yes\"", "true")]
    [InlineData("0", "false")]
    [InlineData("false", "false")]
    [InlineData("\"maybe\"", "bad-flag")]
    public void Flag_Words_AreRead(string json, string expected) => Assert.Equal(expected, MapField("copy", Path("$.v"), $$"""{"v":{{json}}}"""));

    [Theory]
    [InlineData("\"7\"", "7")]
    [InlineData("7.0", "7")]
    [InlineData("7.5", "wrong-decimals")]
    public void Integer_Number_IsWholeOrRefused(string json, string expected) => Assert.Equal(expected, MapField("manualTouches", Path("$.v"), $$"""{"v":{{json}}}"""));

    [Fact]
    public void TryCompile_LocalFormatWithoutZone_IsRefused()
    {
        Assert.False(ValueParser.TryCompile(new ParseRule { Kind = ParseKind.Instant, Formats = ["yyyy-MM-dd HH:mm"] }, null, out _, out var error));
        Assert.Contains("zone", error, StringComparison.Ordinal);
    }
}
