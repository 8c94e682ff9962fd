using CommandCenter.Access;
using CommandCenter.Decisions;
using CommandCenter.Persistence;
using CommandCenter.Shared;
using CommandCenter.Tests.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Tests.Decisions;

public abstract class DecisionLogTests(StoreKind kind)
{
    private static readonly Actor Maya = new("maya", new HashSet<Role> { Role.IncidentCommander });
    private static readonly Permission Act = new("act", "Acting", [Role.IncidentCommander]);

    [Fact]
    public async Task Run_Commands_AreChainedAndVerify()
    {
        await using var files = await StoreFiles.StartAsync(kind);
        for (var i = 1; i <= 3; i++)
        {
            await RunAsync(files, $"Decision {i}");
        }

        var page = (await files.Get<DecisionQueries>().SearchAsync(new DecisionSearch(), default)).Value;
        Assert.Equal([3L, 2L, 1L], page.Items.Select(d => d.Sequence));
        Assert.Equal([page.Items[1].Hash, page.Items[2].Hash, DecisionHead.Empty.Hash], page.Items.Select(d => d.PreviousHash));
        var entry = page.Items[0];
        Assert.Equal(("maya", "act", "Decision 3", "because"), (entry.Actor, entry.Command, entry.Title, entry.Reason));
        Assert.Equal(["IncidentCommander"], entry.Roles);
        var verdict = await VerifyAsync(files);
        Assert.Equal((true, 3L, page.Items[0].Hash), (verdict.Valid, verdict.Entries, verdict.Head.Hash));
        Assert.Contains("No anchor", verdict.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UPDATE decision SET title = 'x'")]
    [InlineData("DELETE FROM decision")]
    [InlineData("UPDATE decision_subject SET subject = 'x'")]
    [InlineData("DELETE FROM decision_subject")]
    public async Task Database_AskedToChangeTheLog_Refuses(string sql)
    {
        await using var files = await StoreFiles.StartAsync(kind);
        await RunAsync(files, "Decision");
        await using var db = await OpenAsync(files);

        var refusal = await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => db.Database.ExecuteSqlRawAsync(sql));

        Assert.Contains("append-only", refusal.Message, StringComparison.Ordinal);
    }

    /// <summary>Rule 10: an edit, deletion, insertion or truncation before the last anchor is found, also by somebody who can switch the triggers off and mends the head.</summary>
    [Theory]
    [InlineData("edit content", 2)]
    [InlineData("edit column", 2)]
    [InlineData("edit content and hash", 3)]
    [InlineData("delete", 2)]
    [InlineData("insert", 5)]
    [InlineData("truncate", 4)]
    [InlineData("truncate and mend head", 4)]
    [InlineData("rewrite all", 4)]
    [InlineData("cut content", 2)]
    [InlineData("number another", 2)]
    [InlineData("say it twice", 2)]
    [InlineData("forget a part", 2)]
    [InlineData("empty", 1)]
    [InlineData("put one before the first", 1)]
    public async Task Verify_Tampered_NamesTheFirstBadEntry(string how, long firstBad)
    {
        await using var files = await StoreFiles.StartAsync(kind);
        for (var i = 1; i <= 4; i++)
        {
            await RunAsync(files, $"Decision {i}");
        }

        var anchor = await files.Get<DecisionLog>().HeadAsync(default);
        await using (var db = await OpenAsync(files))
        {
            await WithoutTriggersAsync(db);
            await TamperAsync(db, how);
        }

        foreach (var verification in Verifications(files))
        {
            var verdict = await verification.VerifyAsync(anchor, default);

            Assert.Equal((false, firstBad), (verdict.Valid, verdict.FirstBad));
            Assert.NotNull(verdict.Reason);
        }
    }

    [Fact]
    public async Task Verify_ManyPages_AreOneChain()
    {
        await using var files = await StoreFiles.StartAsync(kind);
        for (var i = 1; i <= 7; i++)
        {
            await RunAsync(files, $"\"Decision\" {i}: größer \U0001F4E6");
        }

        var entries = (await files.Get<DecisionQueries>().SearchAsync(new DecisionSearch(), default)).Value.Items;
        foreach (var verification in Verifications(files))
        {
            foreach (var entry in entries)
            {
                var verdict = await verification.VerifyAsync(new DecisionHead(entry.Sequence, entry.Hash), default);
                Assert.Equal((true, 7L, true), (verdict.Valid, verdict.Entries, verdict.Anchored));
            }

            Assert.Equal(8, (await verification.VerifyAsync(new DecisionHead(9, entries[0].Hash), default)).FirstBad);
            Assert.Equal(3, (await verification.VerifyAsync(new DecisionHead(3, entries[0].Hash), default)).FirstBad);
        }
    }

    [Fact]
    public async Task Verify_GapAtThePagesEnd_IsTheGap()
    {
        await using var files = await StoreFiles.StartAsync(kind);
        for (var i = 1; i <= 6; i++)
        {
            await RunAsync(files, $"Decision {i}");
        }

        await using (var db = await OpenAsync(files))
        {
            await WithoutTriggersAsync(db);
            await db.Decisions.Where(d => d.Sequence == 4 || d.Sequence == 3).ExecuteDeleteAsync();
        }

        foreach (var verification in Verifications(files))
        {
            var verdict = await verification.VerifyAsync(null, default);
            Assert.Equal((false, 3L, "Entry 3 is missing."), (verdict.Valid, verdict.FirstBad, verdict.Reason));
        }
    }

    [Fact]
    public async Task Verify_GrownSinceTheAnchor_IsValid()
    {
        await using var files = await StoreFiles.StartAsync(kind);
        await RunAsync(files, "First");
        var anchor = DecisionHead.Parse((await files.Get<DecisionLog>().HeadAsync(default)).ToString());
        await RunAsync(files, "Second");

        var verdict = await files.Get<DecisionVerification>().VerifyAsync(anchor, default);

        Assert.Equal((true, true, (string?)null), (verdict.Valid, verdict.Anchored, verdict.Reason));
    }

    [Fact]
    public async Task Run_Refused_LeavesNoTrace()
    {
        await using var files = await StoreFiles.StartAsync(kind);
        var refused = await files.Get<CommandRunner>().RunAsync<int>(
            new CommandRequest(Maya, Act, "because", Guid.CreateVersion7()), (_, _) => Task.FromResult<Result<Decided<int>>>(Error.Conflict("no", "No.")), default);

        Assert.Equal("no", refused.Error?.Code);
        Assert.Equal(DecisionHead.Empty, await files.Get<DecisionLog>().HeadAsync(default));
    }

    [Fact]
    public async Task Run_SameRequestAgain_AnswersTheFirstAndDoesNothing()
    {
        await using var files = await StoreFiles.StartAsync(kind);
        var id = Guid.CreateVersion7();
        var first = await RunAsync(files, "Once", id);
        var again = await RunAsync(files, "Twice", id);
        var other = await files.Get<CommandRunner>().RunAsync<string>(new CommandRequest(Maya with { Name = "somebody" }, Act, "because", id), (_, _) => throw new InvalidOperationException(), default);

        Assert.Equal("Once", first.Value);
        Assert.Equal("Once", again.Value);
        Assert.Equal("request-id-used", other.Error?.Code);
        Assert.Equal(1, (await files.Get<DecisionLog>().HeadAsync(default)).Sequence);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("  ")]
    [InlineData("ok")]
    [InlineData("two\nlines")]
    public async Task Run_WithoutReason_IsRefused(string? reason)
    {
        await using var files = await StoreFiles.StartAsync(kind);
        var refused = await files.Get<CommandRunner>().RunAsync<int>(new CommandRequest(Maya, Act, reason), (_, _) => throw new InvalidOperationException(), default);
        Assert.Equal(("reason-missing", "reason"), (refused.Error?.Code, refused.Error?.Field));
    }

    [Fact]
    public async Task Run_NotPermitted_IsForbidden()
    {
        await using var files = await StoreFiles.StartAsync(kind);
        var refused = await files.Get<CommandRunner>().RunAsync<int>(new CommandRequest(new Actor("ops", new HashSet<Role> { Role.Operations }), Act, "because"), (_, _) => throw new InvalidOperationException(), default);
        Assert.Equal(ErrorKind.Forbidden, refused.Error?.Kind);
    }

    [Fact]
    public async Task Run_ManyAtOnce_NumbersWithoutGaps()
    {
        await using var files = await StoreFiles.StartAsync(kind);

        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() => RunAsync(files, $"Decision {i}"))));

        Assert.All(results, r => Assert.True(r.Succeeded, r.Error?.Message));
        var verdict = await VerifyAsync(files);
        Assert.Equal((true, 20L), (verdict.Valid, verdict.Entries));
    }

    [Fact]
    public async Task Search_Filters_AndPages()
    {
        await using var files = await StoreFiles.StartAsync(kind);
        for (var i = 1; i <= 5; i++)
        {
            await RunAsync(files, $"Decision {i}", subjects: i % 2 == 0 ? ["order:AR-1"] : ["order:AR-2", "lane:home"]);
        }

        var queries = files.Get<DecisionQueries>();
        var first = (await queries.SearchAsync(new DecisionSearch(Limit: 2), default)).Value;
        var second = (await queries.SearchAsync(new DecisionSearch(Limit: 2, Cursor: first.Cursor), default)).Value;
        var last = (await queries.SearchAsync(new DecisionSearch(Limit: 2, Cursor: second.Cursor), default)).Value;

        Assert.Equal([5L, 4L, 3L, 2L, 1L], [.. first.Items.Concat(second.Items).Concat(last.Items).Select(d => d.Sequence)]);
        Assert.Null(last.Cursor);
        Assert.Equal(5, first.Total);
        Assert.Equal([4L, 2L], (await queries.SearchAsync(new DecisionSearch(Subject: "order:AR-1"), default)).Value.Items.Select(d => d.Sequence));
        Assert.Equal([3L], (await queries.SearchAsync(new DecisionSearch(Text: "DECISION 3"), default)).Value.Items.Select(d => d.Sequence));
        Assert.Empty((await queries.SearchAsync(new DecisionSearch(Text: "%"), default)).Value.Items);
        Assert.Empty((await queries.SearchAsync(new DecisionSearch(Actor: "nobody"), default)).Value.Items);
        Assert.Equal("cursor", (await queries.SearchAsync(new DecisionSearch(Cursor: "nonsense"), default)).Error?.Field);
    }

    private static Task<Result<string>> RunAsync(StoreFiles files, string title, Guid? id = null, IReadOnlyList<string>? subjects = null) => files.Get<CommandRunner>().RunAsync(
        new CommandRequest(Maya, Act, "because", id), (_, _) => Task.FromResult<Result<Decided<string>>>(new Decided<string>(title, new DecisionDraft("act", title, Subjects: subjects ?? ["order:AR-1"]))), default);

    /// <summary>By pages that hold all, and by some that begin and end everywhere.</summary>
    private static IEnumerable<DecisionVerification> Verifications(StoreFiles files) =>
        ((int[])[8_192, 1, 2, 3, 4]).Select(size => new DecisionVerification(files.Get<IDbContextFactory<CommandsDb>>()) { PageSize = size });

    private static Task<DecisionVerdict> VerifyAsync(StoreFiles files) => files.Get<DecisionVerification>().VerifyAsync(null, default);

    private static Task<CommandsDb> OpenAsync(StoreFiles files) => files.Get<IDbContextFactory<CommandsDb>>().CreateDbContextAsync();

    private static async Task WithoutTriggersAsync(CommandsDb db)
    {
        if (db.Database.IsNpgsql())
        {
            await db.Database.ExecuteSqlRawAsync("ALTER TABLE decision DISABLE TRIGGER USER; ALTER TABLE decision_subject DISABLE TRIGGER USER");
            return;
        }

        var triggers = await db.Database.SqlQueryRaw<string>("SELECT name AS Value FROM sqlite_master WHERE type = 'trigger'").ToListAsync();
        await db.Database.ExecuteSqlRawAsync(string.Concat(triggers.Select(t => $"DROP TRIGGER {t};")));
    }

    private static async Task TamperAsync(CommandsDb db, string how)
    {
        var rows = await db.Decisions.OrderBy(d => d.Sequence).ToListAsync();
        switch (how)
        {
            case "edit content":
                rows[1].Content = Forge(rows[1].Content);
                break;
            case "edit column":
                rows[1].Title = "Something else";
                break;
            case "edit content and hash":
                (rows[1].Content, rows[1].Title) = (Forge(rows[1].Content), "Decisiom 2");
                rows[1].Hash = DecisionContent.Hash(rows[1].Content);
                break;
            case "cut content":
                Rehash(rows[1], c => c[..^1]);
                break;
            case "number another":
                Rehash(rows[1], c => c.Replace("\"seq\":2", "\"seq\":7", StringComparison.Ordinal));
                break;
            case "say it twice":
                Rehash(rows[1], c => c.Replace("\"actor\":\"maya\"", "\"actor\":\"nobody\",\"actor\":\"maya\"", StringComparison.Ordinal));
                break;
            case "forget a part":
                Rehash(rows[1], c => c.Replace("\"reason\":\"because\",", "", StringComparison.Ordinal));
                break;
            case "empty":
                db.RemoveRange(rows);
                break;
            case "put one before the first":
                db.Add(new DecisionRow { Sequence = 0, At = rows[0].At, Actor = "maya", Command = "act", Title = "x", Content = rows[0].Content, Hash = DecisionHead.Empty.Hash });
                break;
            case "delete":
                db.Remove(rows[1]);
                break;
            case "insert":
                db.Add(new DecisionRow { Sequence = 5, At = rows[3].At, Actor = "x", Command = "act", Title = "x", Content = rows[3].Content, Hash = rows[3].Hash });
                await db.Database.ExecuteSqlRawAsync("UPDATE decision_head SET sequence = 5");
                break;
            case "truncate" or "truncate and mend head":
                db.Remove(rows[3]);
                if (how != "truncate")
                {
                    await db.Database.ExecuteSqlAsync($"UPDATE decision_head SET sequence = 3, hash = {rows[2].Hash}");
                }

                break;
            default:
                var before = DecisionHead.Empty;
                foreach (var row in rows)
                {
                    var entry = DecisionContent.Read(row.Content, row.Hash)! with { Actor = "nobody", PreviousHash = before.Hash };
                    (row.Actor, row.Content) = ("nobody", DecisionContent.Write(entry));
                    row.Hash = DecisionContent.Hash(row.Content);
                    before = new DecisionHead(row.Sequence, row.Hash);
                }

                await db.Database.ExecuteSqlAsync($"UPDATE decision_head SET hash = {before.Hash}");
                break;
        }

        await db.SaveChangesAsync();
    }

    /// <summary>Another content under its own right hash: what follows does not fit any more, but this one is found first.</summary>
    private static void Rehash(DecisionRow row, Func<string, string> change)
    {
        row.Content = System.Text.Encoding.UTF8.GetBytes(change(System.Text.Encoding.UTF8.GetString(row.Content)));
        row.Hash = DecisionContent.Hash(row.Content);
    }

    private static byte[] Forge(byte[] content) => System.Text.Encoding.UTF8.GetBytes(System.Text.Encoding.UTF8.GetString(content).Replace("Decision 2", "Decisiom 2", StringComparison.Ordinal));
}

public sealed class SqliteDecisionLogTests() : DecisionLogTests(StoreKind.Sqlite);

public sealed class PostgresDecisionLogTests() : DecisionLogTests(StoreKind.Postgres)
{
    [Theory]
    [InlineData("TRUNCATE decision")]
    [InlineData("TRUNCATE decision_subject")]
    [InlineData("TRUNCATE traffic_table")]
    public async Task Database_AskedToTruncate_Refuses(string sql)
    {
        await using var files = await StoreFiles.StartAsync(StoreKind.Postgres);
        await using var db = await files.Get<IDbContextFactory<CommandsDb>>().CreateDbContextAsync();

        var refusal = await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => db.Database.ExecuteSqlRawAsync(sql));

        Assert.Contains("append-only", refusal.Message, StringComparison.Ordinal);
    }
}
