using System.Text.Json;
using CommandCenter.Plan;
using CommandCenter.Shared;
using CommandCenter.Sources;
using CommandCenter.Tests.Sources.Http;

namespace CommandCenter.Tests.Sources.Sql;

public class SqliteSourceTests
{
    private static async Task<Error> RefusedAsync(IOrderSource source)
    {
        var read = await source.ReadAsync(SourceCursor.Start, TestContext.Current.CancellationToken);
        Assert.False(read.Succeeded);
        return read.Error!;
    }

    private static List<string> Refs(IEnumerable<string> records) => [.. records.Select(r => JsonDocument.Parse(r).RootElement.GetProperty("ref").GetString()!)];

    [Fact]
    public async Task Keyset_ManyTies_ReadsEachOnceAndStops()
    {
        using var file = new SqliteFile();
        for (var i = 0; i < 20; i++)
        {
            file.Order(i, i / 10);
        }

        await using var source = file.Read();
        var (cursor, records) = await source.DrainAsync(SourceCursor.Start);
        var (_, again) = await source.DrainAsync(cursor);

        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"A{i:0000}"), Refs(records));
        Assert.Empty(again);
        Assert.NotNull(cursor.Watermark);
    }

    [Fact]
    public async Task LookUp_OneOrder_BringsItsRowsAsOneRecordAndOfAStrangerNone()
    {
        using var file = new SqliteFile("create table lines (ref text, line integer, t text)");
        file.Run("insert into lines values ('0012', 1, '2026-11-10T05:00:00Z'), ('0012', 2, '2026-11-10T05:00:00Z'), ('12', 1, '2026-11-10T05:00:01Z')");
        var settings = file.Settings("select ref, line, t from lines where (t, ref) > (@cursor, @cursorId) order by t, ref, line limit @limit") with
        {
            FromId = "0", GroupBy = ["ref"], LookUp = new SqlLookUpSettings { Query = "select ref, line, t from lines where ref = @key order by line" },
        };
        await using var source = file.Read(settings);

        using var known = (await source.LookUpAsync(["0012"], TestContext.Current.CancellationToken)).Value;
        using var unknown = (await source.LookUpAsync(["0013"], TestContext.Current.CancellationToken)).Value;

        Assert.Equal((true, 1, false), (source.CanLookUp, source.MostKeys, source.BySideId));
        var record = Assert.Single(known.Records);
        Assert.Equal(("0012", 2), (record.GetProperty("ref").GetString(), record.GetProperty("rows").GetArrayLength()));
        Assert.Empty(unknown.Records);
    }

    [Fact]
    public async Task LookUp_NotDeclared_CannotBeAsked()
    {
        using var file = new SqliteFile();
        await using var source = file.Read();
        Assert.False(source.CanLookUp);
    }

    [Fact]
    public async Task Keyset_QueryWithoutId_LosesNoTies()
    {
        using var file = new SqliteFile();
        for (var i = 0; i < 30; i++)
        {
            file.Order(i, i / 10);
        }

        await using var source = file.Read(file.Settings("select ref, t, amt from orders where t > @cursor order by t limit @limit"));
        var (_, records) = await source.DrainAsync(SourceCursor.Start);

        Assert.Equal(30, Refs(records).Distinct().Count());
    }

    [Fact]
    public async Task Keyset_RowThatMovesWhileItIsPaged_IsMetAgainAtItsNewPlace()
    {
        using var file = new SqliteFile();
        for (var i = 1; i <= 6; i++)
        {
            file.Order(i);
        }

        await using var source = file.Read();
        using var first = (await source.ReadAsync(SourceCursor.Start, TestContext.Current.CancellationToken)).Value;
        file.Order(1, 60, "7.00"); // it was on the page that is read already
        file.Order(5, 50, "8.00"); // it was on the next
        var (_, rest) = await source.DrainAsync(new SourceCursor(1, first.Position, null));

        Assert.Equal(["A0004", "A0006", "A0005", "A0001"], Refs(rest));
        Assert.Contains("7.00", rest[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keyset_RowsThatComeLate_AreFoundWithinTheOverlap()
    {
        using var file = new SqliteFile();
        file.Order(1, 100);
        await using var source = file.Read(overlap: TimeSpan.FromSeconds(60));
        var (cursor, _) = await source.DrainAsync(SourceCursor.Start);

        file.Order(2, 41);
        file.Order(3, 39);
        var (_, records) = await source.DrainAsync(cursor);

        Assert.Equal(["A0002", "A0001"], Refs(records));
    }

    [Fact]
    public async Task Keyset_NumbersAsTimeAndId_AreComparedAsNumbers()
    {
        using var file = new SqliteFile("create table orders (id integer primary key, t integer)");
        file.Run("insert into orders values (9, 1700000000), (10, 1700000000), (11, 1700000001), (100, 1700000002)");
        var settings = file.Settings("select id, t from orders where (t + 0, id + 0) > (@cursor, @cursorId) order by t, id limit @limit", limit: 1) with { CursorId = "id", CursorFormat = "unix-s", FromId = "0" };

        await using var source = file.Read(settings);
        var (_, records) = await source.DrainAsync(SourceCursor.Start);
        await using var wrong = file.Read(settings with { FromId = "" });

        Assert.Equal(["9", "10", "11", "100"], records.Ids());
        Assert.Equal("cursor-id", (await RefusedAsync(wrong)).Code);
    }

    [Fact]
    public async Task Values_OfEveryType_ArriveWithoutLoss()
    {
        using var file = new SqliteFile("create table orders (ref text, big integer, real real, none text, doc json, broken json, bytes blob, [a b] text)");
        file.Run("insert into orders values ('A', 9223372036854775807, 62.1, null, '{\"x\":[1,2.50]}', '{\"x\":', x'00ff', 'quo\"te')");

        await using var source = file.Read(file.Settings("select * from orders"));
        var (_, records) = await source.DrainAsync(SourceCursor.Start);

        var row = JsonDocument.Parse(Assert.Single(records)).RootElement;
        Assert.Equal("9223372036854775807", row.GetProperty("big").GetRawText());
        Assert.Equal("62.1", row.GetProperty("real").GetRawText());
        Assert.Equal(JsonValueKind.Null, row.GetProperty("none").ValueKind);
        Assert.Equal("{\"x\":[1,2.50]}", row.GetProperty("doc").GetRawText());
        Assert.Equal("{\"x\":", row.GetProperty("broken").GetString());
        Assert.Equal("\\x00ff", row.GetProperty("bytes").GetString());
        Assert.Equal("quo\"te", row.GetProperty("a b").GetString());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(100)]
    public async Task Groups_AnyPageSize_AreNeverSplit(int limit)
    {
        using var file = new SqliteFile("create table lines (ref text, t text, ln integer)");
        int[] sizes = [1, 4, 2, 7, 1];
        for (var o = 0; o < sizes.Length; o++)
        {
            for (var l = 1; l <= sizes[o]; l++)
            {
                file.Run("insert into lines values ($r, $t, $l)", ("$r", "A" + o), ("$t", SqliteFile.At(o)), ("$l", l));
            }
        }

        var settings = file.Settings("select ref, t, ln from lines where (t, ref) > (@cursor, @cursorId) order by t, ref, ln limit @limit", limit) with { GroupBy = ["ref"] };
        await using var source = file.Read(settings);
        var (_, records) = await source.DrainAsync(SourceCursor.Start);

        Assert.Equal(["A0", "A1", "A2", "A3", "A4"], Refs(records));
        Assert.Equal(sizes, records.Select(r => JsonDocument.Parse(r).RootElement.GetProperty("rows").GetArrayLength()));
    }

    [Fact]
    public async Task Page_OfTooManyBytes_EndsEarlierAndLosesNothing()
    {
        using var file = new SqliteFile();
        for (var i = 0; i < 20; i++)
        {
            file.Order(i, amount: new string('9', 400));
        }

        await using var source = file.Read(file.Settings(limit: 20) with { MaxBytes = 1024 });
        using var first = (await source.ReadAsync(SourceCursor.Start, TestContext.Current.CancellationToken)).Value;
        var (_, records) = await source.DrainAsync(SourceCursor.Start);

        Assert.Equal(2, first.Records.Count);
        Assert.Equal(20, Refs(records).Distinct().Count());
    }

    [Fact]
    public async Task Rows_ThatCannotBeUsed_AreUnreadAndTheirNeighboursAreRecords()
    {
        using var file = new SqliteFile();
        file.Order(1);
        file.Run("insert into orders values ('A0002', $t, cast(x'c3286162' as text))", ("$t", SqliteFile.At(2)));
        file.Run("insert into orders values ('A0003', $t, $a)", ("$t", SqliteFile.At(3)), ("$a", new string('x', 2_000_000)));
        file.Order(4);

        await using var source = file.Read(file.Settings(limit: 10));
        using var page = (await source.ReadAsync(SourceCursor.Start, TestContext.Current.CancellationToken)).Value;

        Assert.Equal(["A0001", "A0004"], Refs(page.Records.Select(r => r.GetRawText())));
        Assert.Equal(["bad-encoding", "too-large"], page.Unread.Select(u => u.Code));
        Assert.Contains("A0002", page.Unread[0].Place, StringComparison.Ordinal);
        Assert.Contains("the column amt", page.Unread[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Query_WithoutOrder_IsRefusedInsteadOfLosingRows()
    {
        using var file = new SqliteFile();
        file.Order(1, 50);
        file.Order(2, 10);

        await using var source = file.Read(file.Settings("select ref, t from orders where (t, ref) > (@cursor, @cursorId) order by ref limit @limit"));

        Assert.Contains("order by t, ref", (await RefusedAsync(source)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("select ref, t, load_extension('x') from orders")]
    [InlineData("select * from pragma_table_info('orders')")]
    [InlineData("with w as materialized (select 1) select * from w, orders, pragma_database_list")]
    public async Task Query_ThatDoesMoreThanRead_IsRefused(string query)
    {
        using var file = new SqliteFile();

        await using var source = file.Read(file.Settings(query));

        Assert.Equal("not-a-query", (await RefusedAsync(source)).Code);
    }

    [Fact]
    public async Task File_OutsideOfTheAllowedFolders_IsRefusedHoweverItIsNamed()
    {
        using var file = new SqliteFile();
        using var other = new SqliteFile();
        var link = Path.Combine(file.Folder, "link.db");
        File.CreateSymbolicLink(link, other.Path);
        Directory.CreateSymbolicLink(Path.Combine(file.Folder, "sub"), other.Folder);

        foreach (var name in new[] { other.Path, link, Path.Combine(file.Folder, "sub", "shop.db"), Path.Combine(file.Folder, "..", Path.GetFileName(other.Folder), "shop.db") })
        {
            await using var source = file.Read(file.Settings() with { File = name });
            Assert.Equal("not-allowed", (await RefusedAsync(source)).Code);
        }
    }

    [Fact]
    public async Task File_OfTheProductItself_IsRefused()
    {
        using var file = new SqliteFile();

        await using var source = file.Read(own: [file.Folder]);

        Assert.Equal("own-files", (await RefusedAsync(source)).Code);
    }

    [Fact]
    public async Task File_ThatIsLockedOrGone_FailsVisiblyAndIsReadAgainAfterwards()
    {
        using var file = new SqliteFile();
        file.Run("pragma journal_mode = delete");
        file.Order(1);
        await using var source = file.Read(file.Settings() with { Timeout = TimeSpan.FromSeconds(3) });
        using (var locker = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={file.Path};Pooling=False"))
        {
            locker.Open();
            using var begin = locker.CreateCommand();
            begin.CommandText = "begin exclusive";
            begin.ExecuteNonQuery();
            Assert.Contains("locked", (await RefusedAsync(source)).Message, StringComparison.Ordinal);
        }

        File.Move(file.Path, file.Path + ".away");
        Assert.Equal("no-file", (await RefusedAsync(source)).Code);
        File.Move(file.Path + ".away", file.Path);

        var (_, records) = await source.DrainAsync(SourceCursor.Start);
        Assert.Single(records);
    }

    [Fact]
    public async Task File_ThatIsNoDatabase_SaysSo()
    {
        using var file = new SqliteFile();
        await File.WriteAllTextAsync(file.Path, new string('x', 5000), TestContext.Current.CancellationToken);

        await using var source = file.Read();

        Assert.Contains("not a database", (await RefusedAsync(source)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Query_ThatTakesTooLong_IsInterrupted()
    {
        using var file = new SqliteFile();
        var settings = file.Settings("with recursive n(i) as (select 1 union all select i + 1 from n) select max(i) from n") with { Timeout = TimeSpan.FromMilliseconds(200) };

        await using var source = file.Read(settings);

        Assert.Equal("timeout", (await RefusedAsync(source)).Code);
    }
}
