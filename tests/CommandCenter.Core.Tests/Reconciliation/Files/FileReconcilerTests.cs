using System.Text;
using CommandCenter.Reconciliation.Files;

namespace CommandCenter.Tests.Reconciliation.Files;

public class FileReconcilerTests
{
    [Fact]
    public void Run_OtherOrderNotationAndColumns_ComparesByNameAndMeaning()
    {
        using var files = new FilePair(
            "orderKey,total,placedAt,gift,note,onlyHere\nA-1,10.00,2026-11-10 05:00:00,yes,hello,x\nA-2,3,2026-11-10T06:00:00Z,no,,x\nA-3,1,,no,a,x\n",
            "\uFEFFNote;GIFT;PlacedAt;Total;ORDERKEY\r\n\"hello\";true;2026-11-10T06:00:00+01:00;10;A-1\r\nnew;false;2026-11-10T06:00:01Z;3.5;A-2\r\na;f;2026-11-10T06:00:00Z;1;A-4");
        var (result, found) = files.Run();
        Assert.Equal(["A-2|total|3|3.5|differs:total", "A-2|placedAt|2026-11-10T06:00:00Z|2026-11-10T06:00:01Z|differs:placedAt", "A-2|note||new|empty-left:note", "A-3||||missing-right", "A-4||||missing-left"], found);
        Assert.Equal(("orderKey", true), (result.Value.Columns.Keys.Single().Name, result.Value.Columns.KeyWasFound));
        Assert.Equal(["onlyHere"], result.Value.Columns.OnlyLeft);
        Assert.Equal((2L, 1L, 5L), (result.Value.Compared, result.Value.DifferentRows, result.Value.Differences));
        Assert.Equal((',', ';'), (result.Value.Left.Delimiter, result.Value.Right.Delimiter));
        Assert.Equal([ValueKind.Number, ValueKind.Instant, ValueKind.Boolean, ValueKind.Text], result.Value.ByColumn.Select(c => c.Kind));
        Assert.Equal((0L, 1L, 0L), (result.Value.ByColumn[3].Different, result.Value.ByColumn[3].EmptyLeft, result.Value.ByColumn[3].EmptyRight));
    }

    [Fact]
    public void Run_Tolerances_ByNameWinOverTypeAndShareIsOfTheLarger()
    {
        using var files = new FilePair("id,total,tax,at,day,name\n1,100,1.00,2026-11-10T00:00:00Z,2026-11-10,Ann\n", "id,total,tax,at,day,name\n1,101,1.02,2026-11-10T00:00:02.000000000Z,2026-11-11,ANN\n");
        List<string> all = ["1|total|100|101|differs:total", "1|tax|1.00|1.02|differs:tax", "1|at|2026-11-10T00:00:00Z|2026-11-10T00:00:02.000000000Z|differs:at", "1|day|2026-11-10|2026-11-11|differs:day", "1|name|Ann|ANN|differs:name"];
        Assert.Equal(all, files.Find());
        Assert.Empty(files.Find(a => a with { Tolerances = Tolerances("total=1%", "*:number=0.02", "*:instant=2s", "day=1d", "*:text=ignore-case") }));
        Assert.Equal(all[..2], files.Find(a => a with { Tolerances = Tolerances("*:number=5", "total=0.9", "tax=0.01", "at=2000ms", "*:date=24h", "name=ignore-case") }));
        Assert.Equal(all[2..3], files.Find(a => a with { Tolerances = Tolerances("total=1", "tax=0.02", "at=1.999s", "day=1d", "name=ignore-case") }));
    }

    [Fact]
    public void Run_MapIgnoreTypeEmptyTrim_AreFollowed()
    {
        using var files = new FilePair("ref,amt,flag,zip,junk\n 7 ,5,1,02139,a\n8,6,0,2139,b\n", "orderKey,total,flag,zip,junk\n7,5.0,true,2139,c\n8,NULL,false,2139,d\n");
        var found = files.Find(a => a with
        {
            Keys = ["orderKey"], Maps = [("ref", "orderKey"), ("amt", "total")], Ignored = ["JUNK"], Types = [("flag", ValueKind.Boolean)], Empties = ["NULL"], Trim = true,
        });
        Assert.Equal(["7|zip|02139|2139|differs:zip", "8|amt|6|NULL|empty-right:amt"], found);
    }

    [Fact]
    public void Run_Zones_SayWhatATimeWithoutOneMeans()
    {
        using var files = new FilePair("id,at\n1,2026-11-10T06:00:00\n2,2026-10-25 02:30:00\n3,2026-11-10T06:00:00\n", "id,at\n1,2026-11-10T05:00:00Z\n2,2026-10-25T00:30:00Z\n3,2026-11-10T06:00:00\n");
        var berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        Assert.Equal(["1", "2"], files.Find().Select(f => f[..1]));
        Assert.Equal(["3"], files.Find(a => a with { LeftZone = berlin }).Select(f => f[..1]));
    }

    [Fact]
    public void Run_RepeatedKeys_AreADifferenceOfTheirOwnAndTheFirstRowCounts()
    {
        using var files = new FilePair("id,v\na,1\nb,1\na,2\na,3\nc,1\nc,1\n", "id,v\nb,1\na,1\nb,9\nd,1\nd,2\n");
        List<string> expected = ["a||3|1|duplicate-left", "b||1|2|duplicate-right", "c||2|0|duplicate-left", "c||||missing-right", "d||0|2|duplicate-right", "d||||missing-left"];
        Assert.Equal(expected, files.Find());
        Assert.Equal(expected, files.Find(a => a with { Parts = 3 }));
        var (result, _) = files.Run();
        Assert.Equal((2L, 1L, 6L, 3L), (result.Value.Left.Duplicates, result.Value.Left.Missing, result.Value.Left.Rows, result.Value.Left.Keys));
    }

    [Fact]
    public void Run_KeyOfTwoColumns_DoesNotMixThem()
    {
        using var files = new FilePair("order,line,v\na,bc,1\nab,c,2\n", "order,line,v\nab,c,1\na,bc,1\n");
        Assert.Equal(["ab | c|v|2|1|differs:v"], files.Find(a => a with { Keys = ["order,line"] }));
        Assert.Equal(["ab | c|v|2|1|differs:v"], files.Find(a => a with { Keys = ["line", "order"] }).Select(f => f.Replace("c | ab", "ab | c", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("id\tv\n1\tx\n", "id|v\n1|y\n")]
    [InlineData("id,v\r\n1,x\r\n", "id,v\n1,y")]
    [InlineData("id,v\n\n1,x\n\n", "id,v\n1,y\n")]
    [InlineData("id,\"v\"\n1,\"x\"\n", "\uFEFFID,V\n1,y\n")]
    public void Run_AnyNotation_FindsTheOneDifference(string left, string right)
    {
        using var files = new FilePair(left, right);
        Assert.Equal(["1|v|x|y|differs:v"], files.Find());
    }

    [Fact]
    public void Run_HostileKeysAndValues_ComeThroughAsTheyAre()
    {
        const string Row = "\"=1+1\n\"\"é\u0000,\",\"a\r\nb\"\n";
        using var files = new FilePair("id,v\n" + Row, "id,v\n" + Row.Replace("a\r\nb", "a\nb", StringComparison.Ordinal));
        Assert.Equal(["=1+1\n\"é\u0000,|v|a\r\nb|a\nb|differs:v"], files.Find());
        Assert.Equal(files.Find(), files.Find(a => a with { Parts = 2 }));
        using var itself = new FilePair("id,v\n" + Row, "id,v\n" + Row);
        Assert.Empty(itself.Find());
    }

    [Fact]
    public void Run_OtherEncodings_AreReadWhereNamedOrMarked()
    {
        byte[] utf16 = [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("id,v\n1,é\n")];
        using var marked = new FilePair(utf16, Encoding.UTF8.GetBytes("id,v\n1,é\n"));
        Assert.Empty(marked.Find());
        using var latin = new FilePair(Encoding.Latin1.GetBytes("id,v\n1,é\n"), Encoding.Latin1.GetBytes("id,v\n1,è\n"));
        Assert.Equal(["1|v|é|è|differs:v"], latin.Find(a => a with { Encoding = "iso-8859-1" }));
        Assert.Contains("left.csv:2: the row is not written in the encoding", latin.Run().Result.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_SameBytesUnderOtherNames_Differ()
    {
        using var files = new FilePair("id,a,b\n1,x,y\n", "id,b,a\n1,x,y\n");
        Assert.Equal(["1|a|x|y|differs:a", "1|b|y|x|differs:b"], files.Find());
        using var otherwiseSplit = new FilePair("id,a\n1,\"x;y\"\n", "id;a\n1;x;y\n");
        Assert.Contains("right.csv:2: 3 fields", otherwiseSplit.Run().Result.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_HeaderOnly_IsTheSame()
    {
        using var files = new FilePair("id,v", "id,v\n");
        var (result, found) = files.Run();
        Assert.Empty(found);
        Assert.Null(result.Value.ByColumn.Single().Share);
    }

    [Theory]
    [InlineData("", "left.csv: it is empty")]
    [InlineData("\uFEFF", "left.csv: it is empty")]
    [InlineData("id,v,ID\n", "left.csv:1: the header names the column 'id' twice")]
    [InlineData("id,v\n1,\"a\nb\"\n2,x,y\n", "left.csv:4: 3 fields; allowed: 2")]
    [InlineData("id,v\n1,x\n2\n", "left.csv:3: 1 field; allowed: 2")]
    [InlineData("id,v\n1,x\n2,\"abc\n3,y\n", "left.csv:3: a quote is not closed")]
    [InlineData("id,v\n1,\"a\"b\n", "left.csv:2: a quote is not closed, or stands where none may")]
    public void Run_NoTable_IsRefusedWithFileAndLine(string left, string expected)
    {
        using var files = new FilePair(left, "id,v\n1,x\n");
        foreach (var parts in (int[])[1, 2])
        {
            var error = files.Run(a => a with { Parts = parts }).Result.Error;
            Assert.Contains(expected, error!.Message, StringComparison.Ordinal);
            Assert.Equal(Shared.ErrorKind.Unavailable, error.Kind);
        }

        Assert.Empty(Directory.GetFileSystemEntries(files.Temporary));
    }

    [Fact]
    public void Run_RowWithoutEnd_IsRefusedWithItsLine()
    {
        using var files = new FilePair("id,v\n1,x\n", "id,v\n1,x\n");
        using (var stream = new FileStream(files.Right, FileMode.Append))
        {
            stream.Write("2,\""u8);
            var piece = Encoding.ASCII.GetBytes(new string('x', 1 << 20));
            for (var i = 0; i < 40; i++)
            {
                stream.Write(piece);
            }
        }

        Assert.Contains("right.csv:3: the row has more than 16 MB", files.Run().Result.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_WrongOptions_NameTheOptionAndWhatIsAllowed()
    {
        using var files = new FilePair("id,v\n1,x\n", "id,w\n1,x\n");
        void Refused(Func<ReconcileFiles, ReconcileFiles> with, string field, string text)
        {
            var error = files.Run(with).Result.Error!;
            Assert.Equal((Shared.ErrorKind.Validation, field), (error.Kind, error.Field));
            Assert.Contains(text, error.Message, StringComparison.Ordinal);
        }

        Refused(a => a with { Keys = ["nope"] }, "--key", "allowed: id");
        Refused(a => a with { Maps = [("v", "x")] }, "--map", "the right file has no column 'x'; allowed: id, w");
        Refused(a => a with { Ignored = ["nope"] }, "--ignore", "allowed: id, v, w");
        Refused(a => a with { Types = [("v", ValueKind.Text)] }, "--type", "no column that is compared");
        Refused(a => a with { Maps = [("v", "w")], Types = [("v", ValueKind.Text)], Tolerances = Tolerances("v=2s") }, "--tolerance", "the column is of the type text");
        Assert.Contains("there is no such file", files.Run(a => a with { Left = "nowhere.csv" }).Result.Error!.Message, StringComparison.Ordinal);
        using var strangers = new FilePair("a\n", "b\n");
        Assert.Contains("--map LEFT=RIGHT", strangers.Run().Result.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_Cancelled_LeavesNothingBehind()
    {
        using var files = new FilePair("id,v\n1,x\n", "id,v\n1,x\n");
        using var gone = new CancellationTokenSource();
        gone.Cancel();
        Assert.Throws<OperationCanceledException>(() => FileReconciler.Run(new ReconcileFiles(files.Left, files.Right) { TemporaryFolder = files.Temporary, Parts = 2 }, null, gone.Token));
        Assert.Empty(Directory.GetFileSystemEntries(files.Temporary));
    }

    private static ColumnTolerance[] Tolerances(params string[] texts) => [.. texts.Select(t => ColumnTolerance.Read(t)!)];
}
