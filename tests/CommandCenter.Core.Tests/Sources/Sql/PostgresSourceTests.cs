using System.Text.Json;
using CommandCenter.Plan;
using CommandCenter.Shared;
using CommandCenter.Sources;
using CommandCenter.Tests.Sources.Http;
using Npgsql;

namespace CommandCenter.Tests.Sources.Sql;

public class PostgresSourceTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static async Task<Error> RefusedAsync(IOrderSource source)
    {
        var read = await source.ReadAsync(SourceCursor.Start, Cancel);
        Assert.False(read.Succeeded);
        return read.Error!;
    }

    private static List<string> Refs(IEnumerable<string> records) => [.. records.Select(r => JsonDocument.Parse(r).RootElement.GetProperty("ref").GetString()!)];

    [Fact]
    public async Task Keyset_TiesOfMicroseconds_AreReadOnceEachInTheOrderOfTheServer()
    {
        await using var table = await PostgresTable.CreateAsync();
        await table.RunAsync("insert into orders select chr(97 + i % 26) || i, '2026-11-10 05:00:00.123456+00'::timestamptz + (i / 7) * interval '1 microsecond', i from generate_series(1, 100) i");

        await using var source = table.Read();
        var (cursor, records) = await source.DrainAsync(SourceCursor.Start);
        var (_, again) = await source.DrainAsync(cursor);

        Assert.Equal(100, Refs(records).Distinct().Count());
        Assert.Equal(100, records.Count);
        Assert.Empty(again);
    }

    [Theory]
    [InlineData("timestamptz", "rfc3339", "2026-11-10T05:00:00.123456+00:00", null)]
    [InlineData("timestamp", "yyyy-MM-ddTHH:mm:ss.FFFFFF", "2026-11-10T05:00:00.123456", "Europe/Berlin")]
    [InlineData("bigint", "unix-ms", "1762750800123", null)]
    public async Task Keyset_CursorOfAnyType_IsTakenAsTheColumnNeedsIt(string type, string format, string value, string? zone)
    {
        await using var table = await PostgresTable.CreateAsync($"create table orders (ref bigint primary key, t {type} not null)");
        await table.RunAsync($"insert into orders select i, '{value}' from generate_series(8, 12) i");

        await using var source = table.Read(table.Settings("select ref, t from orders where (t, ref) > (@cursor, @cursorId) order by t, ref limit @limit") with { CursorFormat = format, CursorZone = zone, FromId = "0" });
        var (_, records) = await source.DrainAsync(SourceCursor.Start);

        Assert.Equal(["8", "9", "10", "11", "12"], records.Select(r => JsonDocument.Parse(r).RootElement.GetProperty("ref").GetRawText()));
        Assert.Contains(value, records[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Overlap_TransactionThatCommitsBehindTheCursor_IsReadExactlyOnceMore()
    {
        await using var table = await PostgresTable.CreateAsync();
        await table.RunAsync("insert into orders values ('before', now() - interval '5 seconds', 1)");
        await using var slow = await table.OpenAsync();
        await using var open = await slow.BeginTransactionAsync(Cancel);
        await using (var insert = new NpgsqlCommand("insert into orders values ('late', now() - interval '3 seconds', 2)", slow, open))
        {
            await insert.ExecuteNonQueryAsync(Cancel);
        }

        await table.RunAsync("insert into orders values ('after', now() - interval '1 second', 3)");
        await using var source = table.Read(overlap: TimeSpan.FromSeconds(30));
        var (cursor, first) = await source.DrainAsync(SourceCursor.Start);
        await open.CommitAsync(Cancel);
        var (_, second) = await source.DrainAsync(cursor);

        Assert.Equal(["before", "after"], Refs(first));
        Assert.Equal(["before", "late", "after"], Refs(second));
    }

    [Fact]
    public async Task Watermark_OfAWalk_IsTheServersClockWhenItBegan()
    {
        await using var table = await PostgresTable.CreateAsync();
        await table.RunAsync("insert into orders select 'A' || i, now(), i from generate_series(1, 7) i");
        var before = (DateTime)(await table.AskAsync("select clock_timestamp()"))!;

        await using var source = table.Read();
        using var page = (await source.ReadAsync(SourceCursor.Start, Cancel)).Value;
        var between = (DateTime)(await table.AskAsync("select clock_timestamp()"))!;
        var (cursor, _) = await source.DrainAsync(new SourceCursor(1, page.Position, null));

        Assert.Null(page.Watermark);
        Assert.InRange(cursor.Watermark!.Value.UtcDateTime, before, between);
    }

    [Fact]
    public async Task Values_OfEveryType_ArriveAsTheServerKnowsThem()
    {
        await using var table = await PostgresTable.CreateAsync();
        await using var source = table.Read(table.Settings("""
            select 12345678901234567890.10::numeric as n, 9223372036854775807 as big, 0.1::float8 as f, true as yes, null as none, array['a','b'] as list, '{"x":[1,2.50]}'::jsonb as doc,
              '2026-11-10 06:00:00.5+01'::timestamptz as zoned, '2026-11-10 06:00:00'::timestamp as local, date '2026-11-10' as day, '\x00ff'::bytea as bytes, 'quo"te' as "a b"
            """));
        var (_, records) = await source.DrainAsync(SourceCursor.Start);

        Assert.Equal(
            """{"n":12345678901234567890.10,"big":9223372036854775807,"f":0.1,"yes":true,"none":null,"list":["a","b"],"doc":{"x": [1, 2.50]},"zoned":"2026-11-10T05:00:00.5+00:00","local":"2026-11-10T06:00:00","day":"2026-11-10","bytes":"\\x00ff","a b":"quo\"te"}""",
            Assert.Single(records));
    }

    [Fact]
    public async Task Row_ThatIsTooLarge_IsUnreadAndItsNeighboursAreRecords()
    {
        await using var table = await PostgresTable.CreateAsync("create table orders (ref text, t timestamptz, amt text)");
        await table.RunAsync("insert into orders select 'A' || i, '2026-11-10 05:00:00+00'::timestamptz + i * interval '1 s', repeat('x', case when i = 2 then 3000000 else 1 end) from generate_series(1, 4) i");

        await using var source = table.Read(table.Settings(limit: 10));
        using var page = (await source.ReadAsync(SourceCursor.Start, Cancel)).Value;

        Assert.Equal(["A1", "A3", "A4"], Refs(page.Records.Select(r => r.GetRawText())));
        var unread = Assert.Single(page.Unread);
        Assert.Equal("too-large", unread.Code);
        Assert.Contains("A2", unread.Place, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_OfTooManyBytes_EndsEarlierAndLosesNothing()
    {
        await using var table = await PostgresTable.CreateAsync("create table orders (ref text, t timestamptz, amt text)");
        await table.RunAsync("insert into orders select 'A' || i, '2026-11-10 05:00:00+00'::timestamptz + i * interval '1 s', repeat('x', 100000) from generate_series(1, 50) i");

        await using var source = table.Read(table.Settings(limit: 50) with { MaxBytes = 350_000 });
        using var first = (await source.ReadAsync(SourceCursor.Start, Cancel)).Value;
        var (_, records) = await source.DrainAsync(SourceCursor.Start);

        Assert.Equal(3, first.Records.Count);
        Assert.Equal(50, Refs(records).Distinct().Count());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(100)]
    public async Task Groups_OfAnOrderAndItsLines_AreNeverSplit(int limit)
    {
        await using var table = await PostgresTable.CreateAsync("create table orders (ref text, t timestamptz); create table lines (ref text, ln int, sku text)");
        await table.RunAsync("insert into orders select 'A' || i, '2026-11-10 05:00:00+00'::timestamptz + i * interval '1 s' from generate_series(1, 9) i; insert into lines select 'A' || o, l, 'S' || l from generate_series(1, 9) o, generate_series(1, o) l");

        var query = "select o.ref, o.t, l.ln, l.sku from orders o join lines l on l.ref = o.ref where (o.t, o.ref) > (@cursor, @cursorId) order by o.t, o.ref, l.ln limit @limit";
        await using var source = table.Read(table.Settings(query, limit) with { GroupBy = ["ref"] });
        var (_, records) = await source.DrainAsync(SourceCursor.Start);

        Assert.Equal(Enumerable.Range(1, 9), records.Select(r => JsonDocument.Parse(r).RootElement.GetProperty("rows").GetArrayLength()));
        Assert.Equal(Enumerable.Range(1, 9).Select(i => "A" + i), Refs(records));
    }

    [Theory]
    [InlineData("with gone as materialized (select 1) select nextval('s') from gone")]
    [InlineData("select set_config('transaction_read_only', 'off', false), nextval('s')")]
    [InlineData("select * from orders for update")]
    [InlineData("select * into copied from orders")]
    public async Task Query_ThatWouldChangeSomething_IsRefusedByTheServer(string query)
    {
        await using var table = await PostgresTable.CreateAsync();
        await table.RunAsync("create sequence s; insert into orders values ('A', now(), 1)");

        await using var source = table.Read(table.Settings(query));

        Assert.StartsWith("sql-", (await RefusedAsync(source)).Code, StringComparison.Ordinal);
        Assert.Equal(false, await table.AskAsync("select is_called from s"));
    }

    [Fact]
    public async Task Query_ThatTheServerLetsChangeSomething_IsRolledBack()
    {
        // older servers do not count large objects as data
        await using var table = await PostgresTable.CreateAsync();
        await using var source = table.Read(table.Settings("select lo_create(4711) as made"));
        await source.ReadAsync(SourceCursor.Start, Cancel);

        Assert.Equal(0L, await table.AskAsync("select count(*) from pg_largeobject_metadata"));
    }

    [Fact]
    public async Task Query_ThatTakesTooLong_IsEndedOnTheServer()
    {
        await using var table = await PostgresTable.CreateAsync();
        await using var source = table.Read(table.Settings("select pg_sleep(60)") with { Timeout = TimeSpan.FromMilliseconds(300) });

        Assert.Equal("timeout", (await RefusedAsync(source)).Code);
        Assert.Equal(0L, await table.AskAsync("select count(*) from pg_stat_activity where query like '%pg_sleep(60)%' and state = 'active' and pid <> pg_backend_pid()"));
    }

    [Fact]
    public async Task Session_OnTheServer_SaysWhoseItIsAndHoldsNothingOpen()
    {
        await using var table = await PostgresTable.CreateAsync();
        await using var source = table.Read();
        await source.DrainAsync(SourceCursor.Start);

        Assert.Equal("cutover-command-center shop|idle", await table.AskAsync("select application_name || '|' || state from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"));
    }

    [Fact]
    public async Task Host_AtAPrivateAddress_NeedsAnAllowance()
    {
        await using var table = await PostgresTable.CreateAsync();
        await using var source = table.Read(allowed: []);
        await using var named = table.Read(table.Settings() with { Host = "localhost" });

        Assert.Equal("outbound-refused", (await RefusedAsync(source)).Code);
        Assert.Equal("outbound-refused", (await RefusedAsync(named)).Code);
    }

    [Fact]
    public async Task Password_ThatIsWrong_FailsAndIsNotRepeatedNorShown()
    {
        await using var table = await PostgresTable.CreateAsync();
        var secrets = new Secrets("/nowhere");
        secrets.Add("CC_SECRET_SHOP", "wrong-password-0815");
        await using var source = table.Read(table.Settings() with { Password = "${env:CC_SECRET_SHOP}", Attempts = 4 }, secrets: secrets);

        var error = await RefusedAsync(source);

        Assert.Equal("sql-28p01", error.Code);
        Assert.DoesNotContain("0815", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tls_ThatTheServerCannotDo_IsNotDoneWithout()
    {
        await using var table = await PostgresTable.CreateAsync();
        await using var source = table.Read(table.Settings() with { Tls = SqlTls.Verify });

        Assert.Contains("SSL", (await RefusedAsync(source)).Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Server_ThatIsKilledAndStarted_IsReadOnWhereTheCursorStood()
    {
        await using var server = await PostgresServer.StartOwnOrSkipAsync();
        await using var table = await PostgresTable.CreateAsync(own: server);
        await table.RunAsync("insert into orders values ('A', '2026-11-10 05:00:00+00', 1)");
        await using var source = table.Read(table.Settings() with { Timeout = TimeSpan.FromSeconds(3) });
        var (cursor, _) = await source.DrainAsync(SourceCursor.Start);

        await server.KillAsync();
        var down = await source.ReadAsync(cursor, Cancel);
        await server.StartAsync();
        await table.RunAsync("insert into orders values ('B', '2026-11-10 05:00:01+00', 2)");
        var (_, records) = await source.DrainAsync(cursor);

        Assert.Equal("unreachable", down.Error!.Code);
        Assert.Equal(["B"], Refs(records));
    }
}
