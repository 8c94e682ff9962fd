using System.Text;
using CommandCenter.Decisions;
using CommandCenter.Orders;

namespace CommandCenter.Tests.Decisions;

/// <summary>Verification reads an entry in passing: it must find the same as reading it whole.</summary>
public class DecisionContentTests
{
    private static readonly Decision Escaped = new(
        41, new DateTimeOffset(2026, 11, 10, 5, 0, 0, TimeSpan.Zero), "maya \"o\"", ["IncidentCommander", "Operations"], "act", "größer \\ \U0001F4E6", null, "Impact\n", ["order:AR-1"],
        new Dictionary<string, string>(StringComparer.Ordinal) { ["rev\"ision"] = "4", ["a"] = "" }, null, Guid.Parse("0198c0de-0000-7000-8000-000000000001"), new string('a', 64), "");

    private static readonly Decision Plain = Escaped with { Actor = "maya", Title = "größer", Reason = "because", Impact = null, Details = new Dictionary<string, string>(StringComparer.Ordinal) { ["b"] = "4", ["a"] = "" } };

    public static TheoryData<bool> Kinds => [true, false];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Compare_EveryEditOfOneByte_AgreesWithReadingItWhole(bool isPlain)
    {
        var entry = isPlain ? Plain : Escaped;
        var content = DecisionContent.Write(entry);
        Assert.Equal((ContentFault.None, isPlain), (Compare(content, entry), PlainEntry.Says(content, Columns(entry))));
        var changed = 0;
        for (var at = 0; at < content.Length; at++)
        {
            foreach (var other in (byte[])[(byte)'"', (byte)'\\', (byte)'0', (byte)'x', (byte)',', (byte)'}', (byte)' ', 0, 0x80, 0xFF])
            {
                byte[] edited = [.. content];
                edited[at] = other;
                Assert.True(Whole(edited, entry) == Compare(edited, entry), $"byte {at} = {other}: {Encoding.UTF8.GetString(edited)}");
                changed += Compare(edited, entry) == ContentFault.None ? 0 : 1;
            }

            byte[] cut = [.. content[..at], .. content[(at + 1)..]];
            Assert.True(Whole(cut, entry) == Compare(cut, entry), $"without byte {at}: {Encoding.UTF8.GetString(cut)}");
            Assert.Equal(ContentFault.NoEntry, Compare(content[..at], entry));
        }

        Assert.True(changed > content.Length, "Edits must be found.");
    }

    [Theory]
    [InlineData("\"reason\":null", "\"reason\":7")]
    [InlineData("\"reason\":null", "\"reason\":[]")]
    [InlineData("\"reason\":null", "\"reason\":\"\\ud800\"")]
    [InlineData("\"seq\":41", "\"seq\":41.5")]
    [InlineData("\"seq\":41", "\"seq\":\"41\"")]
    [InlineData("[\"order:AR-1\"]", "[[\"order:AR-1\"]]")]
    [InlineData("\"a\":\"\"", "\"a\":{}")]
    [InlineData("0198c0de-", "0198c0de")]
    [InlineData("{\"seq\"", "[{\"seq\"")]
    public void Compare_NotAnEntry_IsNone(string what, string instead)
    {
        var text = Encoding.UTF8.GetString(DecisionContent.Write(Escaped));
        Assert.Contains(what, text, StringComparison.Ordinal);
        var edited = Encoding.UTF8.GetBytes(text.Replace(what, instead, StringComparison.Ordinal));
        Assert.Equal((ContentFault.NoEntry, ContentFault.NoEntry), (Whole(edited, Escaped), Compare(edited, Escaped)));
    }

    [Theory]
    [InlineData("{\"seq\":41", "{ \"seq\" : 41")]
    [InlineData("{\"seq\":41", "{\"more\":{\"seq\":1},\"seq\":41")]
    [InlineData("\"actor\"", "\"\\u0061ctor\"")]
    [InlineData("\"command\":\"act\"", "\"command\":\"\\u0061ct\"")]
    [InlineData("\"reason\":null", "\"reason\":\"\\ud83d\\ude00\"")]
    public void Compare_WrittenOtherwise_IsTheSameEntry(string what, string instead)
    {
        var text = Encoding.UTF8.GetString(DecisionContent.Write(Escaped));
        Assert.Contains(what, text, StringComparison.Ordinal);
        var edited = Encoding.UTF8.GetBytes(text.Replace(what, instead, StringComparison.Ordinal));
        Assert.Equal((ContentFault.None, ContentFault.None), (Whole(edited, Escaped), Compare(edited, Escaped)));
    }

    /// <summary>A column that carries the marks of what would follow it in the content.</summary>
    [Fact]
    public void Compare_ColumnThatPretendsToBeMore_IsFound()
    {
        var text = Encoding.UTF8.GetString(DecisionContent.Write(Plain with { Roles = ["Operations"] }));
        var doubled = text.Replace("\"actor\":\"maya\"", "\"actor\":\"maya\",\"roles\":[\"x\"],\"actor\":\"maya\"", StringComparison.Ordinal);

        Assert.Equal(ContentFault.NoEntry, Compare(Encoding.UTF8.GetBytes(doubled), Plain with { Actor = "maya\",\"roles\":[\"x\"],\"actor\":\"maya" }));
    }

    private static ContentFault Compare(byte[] content, Decision entry) => DecisionContent.Compare(content, Columns(entry));

    private static DecisionColumns Columns(Decision entry) => new(
        entry.Sequence, Instants.ToMicros(entry.At), Encoding.UTF8.GetBytes(entry.Actor), Encoding.UTF8.GetBytes(entry.Command), Encoding.UTF8.GetBytes(entry.Title), Encoding.UTF8.GetBytes(entry.PreviousHash));

    private static ContentFault Whole(byte[] content, Decision entry) =>
        DecisionContent.Read(content, "") is not { } read || read.Sequence != entry.Sequence ? ContentFault.NoEntry
        : read.PreviousHash != entry.PreviousHash ? ContentFault.OtherPrevious
        : (read.At, read.Actor, read.Command, read.Title) != (entry.At, entry.Actor, entry.Command, entry.Title) ? ContentFault.OtherColumns
        : ContentFault.None;
}
