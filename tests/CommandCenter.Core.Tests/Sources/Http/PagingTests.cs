using System.Globalization;
using CommandCenter.Plan;
using CommandCenter.Sources;
using CommandCenter.Sources.Http;
using CommandCenter.Sources.Paging;
using CsCheck;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace CommandCenter.Tests.Sources.Http;

public class PagingTests
{
    private sealed record Row(int Id, long T);

    private static readonly HttpSettings keyset = Reading.Simple with { Url = "/orders?since={cursor}&after={cursorId}&limit={limit}", CursorId = "$.id", CursorFormat = "unix-s" };

    private static long Number(HttpRequest request, string name) => long.TryParse(request.Query[name], out var n) ? n : long.MinValue;

    private static object KeysetPage(IEnumerable<Row> table, HttpRequest request)
    {
        var (since, after, limit) = (Number(request, "since"), Number(request, "after"), (int)Number(request, "limit"));
        return new { rows = table.Where(r => r.T > since || (r.T == since && r.Id > after)).OrderBy(r => r.T).ThenBy(r => r.Id).Take(limit).Select(r => new { id = r.Id, t = r.T }).ToArray() };
    }

    private static object SincePage(IEnumerable<Row> table, HttpRequest request, bool inclusive)
    {
        var (since, limit) = (Number(request, "since"), (int)Number(request, "limit"));
        return new { rows = table.Where(r => r.T > since || (inclusive && r.T == since)).OrderBy(r => r.T).ThenBy(r => r.Id).Take(limit).Select(r => new { id = r.Id, t = r.T }).ToArray() };
    }

    [Fact]
    public async Task Keyset_ManyTies_ReadsEachOnceAndStops()
    {
        var table = Enumerable.Range(1, 20).Select(i => new Row(i, 1000 + i / 10)).ToArray();
        await using var server = await ForeignServer.StartAsync(request => KeysetPage(table, request));
        await using var source = server.Read(keyset);

        var (cursor, records) = await source.DrainAsync(SourceCursor.Start);
        var (_, again) = await source.DrainAsync(cursor);

        Assert.Equal(20, records.Count);
        Assert.Equal(20, records.Ids().Count());
        Assert.Empty(again);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Keyset_SourceThatTakesNoId_LosesNoTies(bool inclusive)
    {
        // ten rows share a second and a page holds three
        var table = Enumerable.Range(1, 40).Select(i => new Row(i, 1000 + i / 10)).ToArray();
        await using var server = await ForeignServer.StartAsync(request => SincePage(table, request, inclusive));
        await using var source = server.Read(Reading.Simple with { CursorFormat = "unix-s" });

        var (_, records) = await source.DrainAsync(SourceCursor.Start);

        Assert.Equal(40, records.Ids().Count());
    }

    [Fact]
    public async Task Keyset_HandedOutCursor_GoesBackAsItCame()
    {
        await using var server = await ForeignServer.StartAsync(request => request.Query["since"] == ""
            ? (object)new { rows = new[] { new { id = 1, t = "x" }, new { id = 2, t = "y" }, new { id = 3, t = "z" } }, next = "opaque+1 é" }
            : new { rows = Array.Empty<object>(), next = "opaque+1 é" });
        await using var source = server.Read(Reading.Simple with { CursorTime = null, NextCursor = "$.next" });

        var (_, records) = await source.DrainAsync(SourceCursor.Start);

        Assert.Equal(3, records.Count);
        Assert.Equal("/orders?since=opaque%2B1%20%C3%A9&limit=3", server.Requests.Last());
    }

    [Fact]
    public void Keyset_RandomlyChangingTableWithLateCommits_NeverLosesARow()
    {
        // every action is one step of time; a late row appears with a timestamp up to the overlap back
        const int overlap = 20;
        var action = Gen.Select(Gen.Int[0, 3], Gen.Int[0, overlap - 1], Gen.Int[1, 6]);
        Gen.Select(action.Array[1, 60], Gen.Bool, Gen.Int[1, 4]).Sample((actions, takesId, limit) =>
        {
            var time = new FakeTimeProvider(DateTimeOffset.FromUnixTimeSeconds(100_000));
            var settings = (takesId ? keyset : Reading.Simple with { CursorFormat = "unix-s" }) with { Limit = limit };
            var walk = new KeysetPaging(new KeysetRules(takesId, TakesLimit: true, limit, "", null, "", ""), TimeSpan.FromSeconds(overlap), Water(settings), null);
            var table = new List<Row>();
            var read = new HashSet<Row>();
            var position = new PagingPosition();
            long now = 100_000;
            var id = 0;
            foreach (var (what, back, size) in actions)
            {
                now++;
                time.SetUtcNow(DateTimeOffset.FromUnixTimeSeconds(now));
                if (what == 0)
                {
                    table.AddRange(Enumerable.Range(0, size).Select(_ => new Row(++id, now))); // ties
                }
                else if (what == 1)
                {
                    table.Add(new Row(++id, now - back)); // commits late
                }
                else if (what == 2 && table.Count > 0)
                {
                    var moved = table[size % table.Count]; // changes while it is paged
                    table.Remove(moved);
                    table.Add(moved with { T = now });
                }
                else
                {
                    position = ReadPage(walk, position, table, read, takesId, time.GetUtcNow());
                }
            }

            do
            {
                position = ReadPage(walk, position, table, read, takesId, time.GetUtcNow());
            }
            while (position.Walking);
            // what was committed behind a walk that was under way is found by the next walk
            do
            {
                position = ReadPage(walk, position, table, read, takesId, time.GetUtcNow());
            }
            while (position.Walking);
            return table.TrueForAll(read.Contains);
        });
    }

    private static PagingPosition ReadPage(KeysetPaging walk, PagingPosition position, List<Row> table, HashSet<Row> read, bool takesId, DateTimeOffset now)
    {
        var (request, asked) = walk.Ask(position, now);
        var since = long.TryParse(request.Cursor, out var s) ? s : long.MinValue;
        var after = long.TryParse(request.CursorId, out var a) ? a : long.MinValue;
        var rows = table.Where(r => r.T > since || (takesId && r.T == since && r.Id > after)).OrderBy(r => r.T).ThenBy(r => r.Id).Take(request.Limit).ToArray();
        read.UnionWith(rows);
        var json = string.Join(",", rows.Select(r => string.Create(CultureInfo.InvariantCulture, $$"""{"id":{{r.Id}},"t":{{r.T}}}""")));
        using var document = System.Text.Json.JsonDocument.Parse($"[{json}]");
        var step = walk.Follow(
            asked with { Began = asked.Began ?? CommandCenter.Orders.Instants.ToMicros(now) }, request, document.RootElement, [.. document.RootElement.EnumerateArray()]);
        Assert.True(step.Succeeded, step.Error?.Message);
        // through its stored form, as a restart would
        return PagingPosition.Read((step.Value.More ? step.Value.Next : step.Value.Next with { Began = null }).Write());
    }

    private static HighWater Water(HttpSettings settings)
    {
        CommandCenter.Sources.Mapping.JsonPath.TryParse(settings.CursorTime, out var time, out _);
        CommandCenter.Sources.Mapping.JsonPath.TryParse("$.id", out var id, out _);
        return new HighWater(new CursorClock(settings.CursorFormat, settings.CursorZone), time, id);
    }

    [Fact]
    public async Task Token_FeedThatGrows_GoesOnFromTheKeptToken()
    {
        var table = Enumerable.Range(0, 7).ToList();
        await using var server = await ForeignServer.StartAsync(request =>
        {
            var at = (int)Math.Max(0, Number(request, "since"));
            var rows = table.Skip(at).Take(3).Select(i => new { id = i }).ToArray();
            return new { rows, next = (at + rows.Length).ToString() };
        });
        await using var source = server.Read(Reading.Simple with { Paging = PagingMode.Token, NextPage = "$.next", CursorTime = null });

        var (cursor, first) = await source.DrainAsync(SourceCursor.Start);
        table.AddRange([7, 8]);
        var (_, second) = await source.DrainAsync(cursor);

        Assert.Equal(7, first.Count);
        Assert.Equal(["7", "8"], second.Ids());
    }

    [Fact]
    public async Task Token_WholeAddressOnAnotherHost_IsRefused()
    {
        await using var server = await ForeignServer.StartAsync(_ => new { rows = new[] { new { id = 1 } }, next = "http://169.254.169.254/latest?x=1" });
        await using var source = server.Read(Reading.Simple with { Paging = PagingMode.Token, NextPage = "$.next", CursorTime = null });
        var first = await source.ReadAsync(SourceCursor.Start, default);
        var second = await source.ReadAsync(new SourceCursor(1, first.Value.Position, null), default);

        Assert.Equal("redirected", second.Error?.Code);
    }

    [Fact]
    public async Task PageNumber_RowsThatMoveWhilePaged_AreAllRead()
    {
        var table = Enumerable.Range(0, 10).ToList();
        var asked = 0;
        await using var server = await ForeignServer.StartAsync(request =>
        {
            if (++asked == 2)
            {
                table.RemoveAt(0); // page 2 now begins one row later: row 3 slips to page 1 unseen
            }

            return new { rows = table.Skip(((int)Number(request, "page") - 1) * 3).Take(3).Select(i => new { id = i }).ToArray() };
        });
        await using var source = server.Read(Reading.Simple with { Url = "/orders?page={page}&limit={limit}", Paging = PagingMode.PageNumber, CursorTime = null });

        var (_, records) = await source.DrainAsync(SourceCursor.Start);

        Assert.Equal(Enumerable.Range(0, 10), records.Ids().Select(int.Parse).Order());
    }

    [Fact]
    public async Task Snapshot_UrlWithoutCursor_IsReadWholeEachTime()
    {
        await using var server = await ForeignServer.StartAsync(_ => new { rows = new[] { new { id = 1 }, new { id = 2 } } });
        await using var source = server.Read(Reading.Simple with { Url = "/queues" });

        var (cursor, _) = await source.DrainAsync(SourceCursor.Start);
        var (_, again) = await source.DrainAsync(cursor);

        Assert.Equal(2, again.Count);
        Assert.NotNull(cursor.Watermark);
    }

    [Fact]
    public async Task LocalCursor_InTheHourThatComesTwice_OverlapsByAnHourInTheSourcesWriting()
    {
        // 01:10 in Los Angeles for the second time; the newest record said 01:55 the first time round
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 1, 9, 10, 0, TimeSpan.Zero));
        await using var server = await ForeignServer.StartAsync(request => new { rows = request.Query["since"] == "" ? [new { id = 1, t = "2026-11-01 01:55:00" }] : Array.Empty<object>() });
        var settings = Reading.Simple with { CursorFormat = "yyyy-MM-dd HH:mm:ss", CursorZone = "America/Los_Angeles" };
        await using var source = server.Read(settings, TimeSpan.FromSeconds(30), time);

        var (cursor, _) = await source.DrainAsync(SourceCursor.Start);
        await source.DrainAsync(cursor);
        await source.DrainAsync(cursor);

        // the clock shows 01:10, so that 01:55 lies in the future of its face and is held at what the clock may show
        Assert.All(server.Requests.Skip(1), r => Assert.True(string.CompareOrdinal(Uri.UnescapeDataString(r), "/orders?since=2026-11-01 00:55:00") <= 0, r));
    }

    [Fact]
    public async Task Cursor_RecordFromTheFuture_DoesNotMoveItBeyondNow()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 10, 6, 0, 0, TimeSpan.Zero));
        await using var server = await ForeignServer.StartAsync(request => new { rows = new[] { new { id = 1, t = "2036-01-01T00:00:00Z" } } });
        await using var source = server.Read(Reading.Simple, TimeSpan.FromSeconds(30), time);

        var read = await source.ReadAsync(SourceCursor.Start, default);

        Assert.Equal("2026-11-10T06:00:00Z", PagingPosition.Read(read.Value.Position).Time);
    }
}
