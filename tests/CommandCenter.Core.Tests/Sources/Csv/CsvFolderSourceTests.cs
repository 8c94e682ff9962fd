using System.Globalization;
using System.Text;
using System.Text.Json;
using CommandCenter.Plan;
using CommandCenter.Sources;
using CommandCenter.Sources.Csv;
using CommandCenter.Sources.Files;
using CommandCenter.Tests.Sources.Http;
using Microsoft.Extensions.Time.Testing;

namespace CommandCenter.Tests.Sources.Csv;

public class CsvFolderSourceTests
{
    private const string Header = "ref;t;amt\n";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static string Rows(int from, int count) => string.Concat(Enumerable.Range(from, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"A{i:0000};2026-11-10T05:00:{i % 60:00}Z;{i}.00\n")));

    private static string[] Refs(IEnumerable<string> records) => [.. records.Select(r => JsonDocument.Parse(r).RootElement.GetProperty("ref").GetString()!)];

    /// <summary>Reads to the end; what was no record, too.</summary>
    private static async Task<(SourceCursor Cursor, List<string> Records, List<UnreadRecord> Unread)> DrainAsync(IOrderSource source, SourceCursor? from = null)
    {
        var (cursor, records, unread) = (from ?? SourceCursor.Start, new List<string>(), new List<UnreadRecord>());
        for (var i = 0; i < 10_000; i++)
        {
            var read = await source.ReadAsync(cursor, Cancel);
            Assert.True(read.Succeeded, read.Error?.Message);
            using var page = read.Value;
            records.AddRange(page.Records.Select(r => r.GetRawText()));
            unread.AddRange(page.Unread);
            cursor = new SourceCursor(cursor.Revision + 1, page.Position, page.Watermark ?? cursor.Watermark);
            if (!page.More)
            {
                return (cursor, records, unread);
            }
        }

        Assert.Fail("There was always more.");
        return default;
    }

    [Fact]
    public async Task Files_SeveralPagesEach_AreReadInOrderAndPutAway()
    {
        using var drop = new CsvDrop();
        drop.Write("b.csv", Header + Rows(8, 4));
        drop.Write("a.csv", Header + Rows(1, 7));
        drop.Write("other.txt", "x");

        await using var source = drop.Read();
        var (cursor, records, _) = await DrainAsync(source);

        Assert.Equal(Enumerable.Range(1, 11).Select(i => $"A{i:0000}"), Refs(records));
        Assert.Equal("""{"ref":"A0001","t":"2026-11-10T05:00:01Z","amt":"1.00"}""", records[0]);
        Assert.Equal(["a.csv", "b.csv"], drop.Names(drop.Done));
        Assert.Equal(["other.txt"], drop.Names(drop.Folder));
        Assert.NotNull(cursor.Watermark);
    }

    [Fact]
    public async Task File_ReadHalf_IsReadOnByAnotherReaderWhereTheCursorStands()
    {
        using var drop = new CsvDrop();
        drop.Write("a.csv", Header + Rows(1, 8));
        SourceCursor cursor;
        await using (var first = drop.Read())
        {
            using var page = (await first.ReadAsync(SourceCursor.Start, Cancel)).Value;
            cursor = new SourceCursor(1, page.Position, null);
        }

        await using var second = drop.Read();
        var (_, records, _) = await DrainAsync(second, cursor);

        Assert.Equal(Enumerable.Range(4, 5).Select(i => $"A{i:0000}"), Refs(records));
    }

    [Fact]
    public async Task File_CommittedAndNotYetPutAway_IsPutAwayWithoutBeingReadAgain()
    {
        using var drop = new CsvDrop();
        drop.Write("a.csv", Header + Rows(1, 2));
        SourceCursor cursor;
        await using (var first = drop.Read())
        {
            using var page = (await first.ReadAsync(SourceCursor.Start, Cancel)).Value;
            cursor = new SourceCursor(1, page.Position, null);
        }

        Assert.Equal(["a.csv"], drop.Names(drop.Folder));
        await using var second = drop.Read();
        var (_, records, _) = await DrainAsync(second, cursor);

        Assert.Empty(records);
        Assert.Equal(["a.csv"], drop.Names(drop.Done));
    }

    [Fact]
    public async Task File_WhoseNameIsInDoneAlready_GetsANumber()
    {
        using var drop = new CsvDrop();
        await using var source = drop.Read();
        var cursor = SourceCursor.Start;
        for (var i = 0; i < 3; i++)
        {
            drop.Write("a.csv", Header + Rows(i, 1));
            (cursor, var records, _) = await DrainAsync(source, cursor);
            Assert.Single(records);
        }

        Assert.Equal(["a-2.csv", "a-3.csv", "a.csv"], drop.Names(drop.Done));
    }

    [Fact]
    public async Task File_ThatBeginsAsOneThatWasPutAway_IsReadFromItsBeginning()
    {
        using var drop = new CsvDrop();
        drop.Write("a.csv", Header + Rows(1, 2));
        await using var source = drop.Read();
        var (cursor, _, _) = await DrainAsync(source);

        drop.Write("a.csv", Header + Rows(1, 4));
        var (_, records, _) = await DrainAsync(source, cursor);

        Assert.Equal(["A0001", "A0002", "A0003", "A0004"], Refs(records));
    }

    [Fact]
    public async Task File_StillBeingWritten_IsLeftAloneUntilItSettles()
    {
        using var drop = new CsvDrop();
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddDays(20_000));
        await using var source = drop.Read(drop.Settings() with { Settle = TimeSpan.FromSeconds(5) }, time);
        var path = drop.Write("a.csv", Header + Rows(1, 1));

        Assert.Empty((await DrainAsync(source)).Records);
        time.Advance(TimeSpan.FromSeconds(4));
        await File.AppendAllTextAsync(path, Rows(2, 1), Cancel);
        var (cursor, early, _) = await DrainAsync(source);
        Assert.Empty(early);
        time.Advance(TimeSpan.FromSeconds(4));
        Assert.Empty((await DrainAsync(source)).Records);
        Assert.Null(cursor.Watermark);
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(["A0001", "A0002"], Refs((await DrainAsync(source)).Records));
    }

    [Fact]
    public async Task Page_WhileAFileSettles_SaysThatThereIsMoreToCome()
    {
        using var drop = new CsvDrop();
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddDays(20_000));
        await using var source = drop.Read(drop.Settings() with { Settle = TimeSpan.FromSeconds(5) }, time);
        using var nothing = (await source.ReadAsync(SourceCursor.Start, Cancel)).Value;
        drop.Write("a.csv", Header + Rows(1, 1));
        using var waiting = (await source.ReadAsync(SourceCursor.Start, Cancel)).Value;

        Assert.Equal((false, true), (nothing.Waits, waiting.Waits));
    }

    [Fact]
    public async Task File_WithAMarkerToCome_IsLeftAloneUntilItIsThere()
    {
        using var drop = new CsvDrop();
        drop.Write("a.csv", Header + Rows(1, 1));
        await using var source = drop.Read(drop.Settings() with { Pattern = "*", Marker = ".ok" });
        var before = (await DrainAsync(source)).Records;
        drop.Write("a.csv.ok", "");
        var after = (await DrainAsync(source)).Records;

        Assert.Empty(before);
        Assert.Single(after);
        Assert.Empty(drop.Names(drop.Folder));
    }

    [Fact]
    public async Task File_ThatStaysAndGrows_IsReadOnFromWhereItEnded()
    {
        using var drop = new CsvDrop();
        var path = drop.Write("a.csv", Header + Rows(1, 4));
        await using var source = drop.Read(drop.Settings() with { Done = null });
        var (cursor, _, _) = await DrainAsync(source);
        await File.AppendAllTextAsync(path, Rows(5, 2), Cancel);
        var (later, records, _) = await DrainAsync(source, cursor);
        var (_, nothing, _) = await DrainAsync(source, later);

        Assert.Equal(["A0005", "A0006"], Refs(records));
        Assert.Empty(nothing);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(9)]
    public async Task File_ThatIsReplaced_IsReadAnew(int rows)
    {
        using var drop = new CsvDrop();
        drop.Write("a.csv", Header + Rows(1, 4));
        await using var source = drop.Read(drop.Settings() with { Done = null });
        var (cursor, _, _) = await DrainAsync(source);
        var path = drop.Write("a.csv", Header + Rows(100, rows));
        File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch.AddDays(20_000));
        var (_, records, _) = await DrainAsync(source, cursor);

        Assert.Equal(Enumerable.Range(100, rows).Select(i => $"A{i:0000}"), Refs(records));
    }

    [Fact]
    public async Task Rows_ThatAreNone_AreUnreadWithFileAndLineAndTheirNeighboursAreRecords()
    {
        using var drop = new CsvDrop();
        drop.Write("a.csv", "ref;t;amt\nA1;x;1\nA2;too;many;fields\nA3;few\nA4;\"open;4\nA5;x;5\nA6;\"bad\"text;6\nA7;\"a\nb\";7\n\nA8;5\" pipe;8;\nA9;\"end;9\n");

        await using var source = drop.Read(drop.Settings(limit: 2));
        var (_, records, unread) = await DrainAsync(source);

        Assert.Equal(["A1", "A5", "A7", "A8"], Refs(records));
        Assert.Equal("a\nb", JsonDocument.Parse(records[2]).RootElement.GetProperty("t").GetString());
        Assert.Equal("5\" pipe", JsonDocument.Parse(records[3]).RootElement.GetProperty("t").GetString());
        Assert.Equal(["a.csv:3", "a.csv:4", "a.csv:5", "a.csv:7", "a.csv:12"], unread.Select(u => u.Place).OrderBy(p => int.Parse(p[6..], CultureInfo.InvariantCulture)));
        Assert.Contains("A2;too;many;fields", unread.Select(u => u.Text));
        Assert.All(unread, u => Assert.Equal("bad-row", u.Code));
    }

    [Fact]
    public async Task Row_OfManyMegabytes_IsPassedOverAndKeptCut()
    {
        using var drop = new CsvDrop();
        drop.Write("a.csv", Header + Rows(1, 1) + "BIG;" + new string('x', 5_000_000) + ";1\n" + Rows(2, 1));

        await using var source = drop.Read();
        var (_, records, unread) = await DrainAsync(source);

        Assert.Equal(["A0001", "A0002"], Refs(records));
        var kept = Assert.Single(unread);
        Assert.Equal(("too-long", "a.csv:3", 2000), (kept.Code, kept.Place, kept.Text.Length));
    }

    [Theory]
    [InlineData("windows-1252", "Größe €")]
    [InlineData("latin1", "Größe")]
    [InlineData("utf-8", "Größe € 漢")]
    [InlineData("shift_jis", "漢字")]
    public async Task Encoding_OfThePlan_IsRead(string encoding, string text)
    {
        using var drop = new CsvDrop();
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        drop.Write("a.csv", $"ref;t;amt\n{text};\"{text};\";1\n", Encoding.GetEncoding(encoding));
        drop.Write("b.csv", $"ref;t;amt\n{text};x;1\n", new UTF8Encoding(true));

        await using var source = drop.Read(drop.Settings() with { Encoding = encoding });
        var (_, records, _) = await DrainAsync(source);

        Assert.Equal([text, text], Refs(records));
        Assert.Equal(text + ";", JsonDocument.Parse(records[0]).RootElement.GetProperty("t").GetString());
    }

    [Fact]
    public async Task Encoding_ThatIsAnother_RefusesTheRowsThatShowIt()
    {
        using var drop = new CsvDrop();
        drop.Write("a.csv", Header + "A1;x;1\nGröße;x;2\nA3;x;3\n", Encoding.Latin1);

        await using var source = drop.Read();
        var (_, records, unread) = await DrainAsync(source);

        Assert.Equal(["A1", "A3"], Refs(records));
        Assert.Equal(("bad-encoding", "a.csv:3"), (Assert.Single(unread).Code, unread[0].Place));
    }

    [Fact]
    public async Task Files_ThatCannotBeRead_AreNamedAndDoNotBlockTheOthers()
    {
        using var drop = new CsvDrop();
        drop.Write("a.csv", Header + Rows(1, 1), Encoding.Unicode);
        drop.Write("b.csv", "ref;ref;amt\nA;B;1\n");
        drop.Write("c.csv", Header + Rows(2, 1));
        File.CreateSymbolicLink(Path.Combine(drop.Folder, "d.csv"), "/etc/hostname");

        await using var source = drop.Read();
        using var page = (await source.ReadAsync(SourceCursor.Start, Cancel)).Value;
        var after = await source.ReadAsync(new SourceCursor(1, page.Position, null), Cancel);

        Assert.Equal(["A0002"], Refs(page.Records.Select(r => r.GetRawText())));
        Assert.Equal("unreadable-file", after.Error!.Code);
        Assert.Contains("a.csv: it is UTF-16", after.Error.Message, StringComparison.Ordinal);
        Assert.Contains("b.csv: its header names the column 'ref' twice", after.Error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("d.csv", after.Error.Message, StringComparison.Ordinal);
        Assert.Equal(["c.csv"], drop.Names(drop.Done));
    }

    [Fact]
    public async Task Folder_OutsideOfTheAllowedOnesOrGone_IsAFailureThatEnds()
    {
        using var drop = new CsvDrop();
        using var other = new CsvDrop();
        Directory.CreateSymbolicLink(Path.Combine(drop.Root, "link"), other.Folder);
        foreach (var folder in new[] { "/etc", other.Folder, Path.Combine(drop.Root, "link"), Path.Combine(drop.Folder, "..", "..", Path.GetFileName(other.Root), "in") })
        {
            await using var outside = drop.Read(drop.Settings() with { Folder = folder });
            Assert.Equal("not-allowed", (await outside.ReadAsync(SourceCursor.Start, Cancel)).Error!.Code);
        }

        drop.Write("a.csv", Header + Rows(1, 1));
        await using var source = drop.Read();
        Directory.Move(drop.Folder, drop.Folder + "-away");
        Assert.Contains("it is not there", (await source.ReadAsync(SourceCursor.Start, Cancel)).Error!.Message, StringComparison.Ordinal);
        Directory.Move(drop.Folder + "-away", drop.Folder);
        Assert.Single((await DrainAsync(source)).Records);
    }

    [Fact]
    public async Task Done_OutsideOfTheAllowedFolders_IsSaidAndNothingIsMovedNorReadTwice()
    {
        using var drop = new CsvDrop();
        using var other = new CsvDrop();
        drop.Write("a.csv", Header + Rows(1, 1));
        await using var source = drop.Read(drop.Settings() with { Done = other.Root });
        using var page = (await source.ReadAsync(SourceCursor.Start, Cancel)).Value;
        var after = await source.ReadAsync(new SourceCursor(1, page.Position, null), Cancel);

        Assert.Single(page.Records);
        Assert.Contains("AllowedFolders", after.Error!.Message, StringComparison.Ordinal);
        Assert.Equal(["a.csv"], drop.Names(drop.Folder));
    }

    [Fact]
    public async Task Layout_SkippedLinesNamedColumnsTabsAndNoQuotes_IsRead()
    {
        using var drop = new CsvDrop();
        drop.Write("a.csv", "\uFEFFexport of \"today\r\n\r\nold\tnames\r\nA1\t\"x\r\nA2\ty\r\n");

        await using var source = drop.Read(drop.Settings() with { SkipLines = 2, Columns = ["ref", "t"], Delimiter = '\t', Quote = null });
        var (_, records, _) = await DrainAsync(source);

        Assert.Equal(["""{"ref":"A1","t":"\"x"}""", """{"ref":"A2","t":"y"}"""], records);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(100)]
    public async Task Groups_AnyPageSize_AreNeverSplit(int limit)
    {
        using var drop = new CsvDrop();
        int[] sizes = [3, 1, 6, 2];
        drop.Write("a.csv", "ref;ln\n" + string.Concat(sizes.SelectMany((n, o) => Enumerable.Range(1, n).Select(l => $"A{o};{l}\n"))));

        await using var source = drop.Read(drop.Settings(limit) with { GroupBy = ["ref"] });
        var (_, records, _) = await DrainAsync(source);

        Assert.Equal(["A0", "A1", "A2", "A3"], Refs(records));
        Assert.Equal(sizes, records.Select(r => JsonDocument.Parse(r).RootElement.GetProperty("rows").GetArrayLength()));
    }

    [Fact]
    public async Task Order_ByTime_ReadsTheOldestFirst()
    {
        using var drop = new CsvDrop();
        File.SetLastWriteTimeUtc(drop.Write("a.csv", Header + Rows(2, 1)), DateTime.UnixEpoch.AddDays(20_001));
        File.SetLastWriteTimeUtc(drop.Write("b.csv", Header + Rows(1, 1)), DateTime.UnixEpoch.AddDays(20_000));

        await using var source = drop.Read(drop.Settings() with { Order = CsvOrder.Modified });

        Assert.Equal(["A0001", "A0002"], Refs((await DrainAsync(source)).Records));
    }

    [Fact]
    public void PutAway_WrittenSinceItWasLookedAt_StaysToBeRead()
    {
        using var drop = new CsvDrop();
        var path = drop.Write("a.csv", Header + Rows(1, 1));
        var folder = new CsvFolder(drop.Settings(), new AllowedFolders([drop.Root], "/", []), TimeProvider.System);
        var read = folder.Look().Value["a.csv"];
        File.AppendAllText(path, Rows(2, 1));

        var problem = folder.PutAway(read);

        Assert.NotNull(problem);
        Assert.Equal(["a.csv"], drop.Names(drop.Folder));
        Assert.Empty(drop.Names(drop.Done));
        Assert.Null(folder.PutAway(folder.Look().Value["a.csv"]));
        Assert.Equal(["a.csv"], drop.Names(drop.Done));
    }
}
