using System.Globalization;
using System.Text.Json;
using CommandCenter.Plan;
using CommandCenter.Sources;
using CommandCenter.Sources.Http;
using CommandCenter.Sources.Paging;
using CommandCenter.Tests.Plan;
using Microsoft.AspNetCore.Http;

namespace CommandCenter.Tests.Sources.Http;

/// <summary>Polls that are posted: JSON-RPC, GraphQL and forms, against a real server.</summary>
public class PostingTests
{
    private static readonly HttpSettings rpc = Reading.Simple with
    {
        Url = "/db/",
        Body = """{"method":"sale.search_read","params":[[["changed",">","{cursor}"],["id",">","{cursorId|number}"]],0,"{limit}",["lines.product.code"]],"id":1}""",
        Items = "$.result", Errors = ["$.error"], CursorId = "$.id",
    };

    private static async Task<JsonElement> BodyOf(HttpContext context) => (await JsonDocument.ParseAsync(context.Request.Body)).RootElement;

    [Fact]
    public async Task JsonRpc_Pages_SendCursorAndIdInTheBody()
    {
        var bodies = new List<string>();
        await using var server = await ForeignServer.StartAsync(async context =>
        {
            var body = await BodyOf(context);
            bodies.Add(body.GetRawText());
            Assert.Equal(("POST", "application/json"), (context.Request.Method, context.Request.ContentType));
            var after = body.GetProperty("params")[0][1][2].GetInt64();
            var rows = Enumerable.Range(1, 7).Where(i => i > after).Take(body.GetProperty("params")[2].GetInt32())
                .Select(i => new { id = i, t = "2026-11-10T05:00:00Z" }).ToArray();
            await context.Response.WriteAsJsonAsync(new { id = 1, result = rows });
        });
        await using var source = server.Read(rpc);

        var (_, records) = await source.DrainAsync(SourceCursor.Start);

        Assert.Equal(7, records.Count);
        Assert.StartsWith("""{"method":"sale.search_read","params":[[["changed","\u003E",""],["id","\u003E",0]],0,3,""", bodies[0], StringComparison.Ordinal);
        Assert.Contains("""["id","\u003E",3]""", bodies[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task JsonRpc_ErrorWithStatus200_FailsWithItsWordsWithoutRepeating()
    {
        await using var server = await ForeignServer.StartAsync(_ => new { id = 1, error = new object[] { "UserError", new[] { "The party has no address.", "" } } });
        await using var source = server.Read(rpc with { Attempts = 3 });

        var read = await source.ReadAsync(SourceCursor.Start, default);

        Assert.Equal("answer-error", read.Error?.Code);
        Assert.Contains("UserError: The party has no address.", read.Error!.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task JsonRpc_NoErrorSaidAsNull_IsRead()
    {
        await using var server = await ForeignServer.StartAsync(_ => new { id = 1, error = (object?)null, result = Array.Empty<object>() });
        await using var source = server.Read(rpc);

        Assert.True((await source.ReadAsync(SourceCursor.Start, default)).Succeeded);
    }

    [Fact]
    public async Task GraphQl_CursorOfAWalk_EndsWhereHasNextPageSaysSo()
    {
        var asked = new List<string>();
        await using var server = await ForeignServer.StartAsync(async context =>
        {
            var body = await BodyOf(context);
            var after = body.GetProperty("variables").GetProperty("after");
            asked.Add(after.GetRawText());
            var from = after.ValueKind == JsonValueKind.Null ? 0 : int.Parse(after.GetString()![1..], CultureInfo.InvariantCulture);
            var rows = Enumerable.Range(from + 1, 2).Select(i => new { id = i, t = "2026-11-10T05:00:00Z" }).ToArray();
            await context.Response.WriteAsJsonAsync(new { data = new { orders = new { nodes = rows, pageInfo = new { endCursor = "c" + (from + 2), hasNextPage = from < 4 } } } });
        });
        await using var source = server.Read(Reading.Simple with
        {
            Url = "/graphql", Body = """{"query":"query($after: String) { orders(after: $after) { nodes { id t } pageInfo { endCursor hasNextPage } } }","variables":{"after":"{page|null}"}}""",
            Items = "$.data.orders.nodes", Paging = PagingMode.Token, NextPage = "$.data.orders.pageInfo.endCursor", HasMore = "$.data.orders.pageInfo.hasNextPage", Errors = ["$.errors"],
        });

        var (_, records) = await source.DrainAsync(SourceCursor.Start);

        Assert.Equal(6, records.Count);
        Assert.Equal(["null", "\"c2\"", "\"c4\""], asked);
    }

    [Fact]
    public async Task GraphQl_ErrorsBesideData_Fail()
    {
        await using var server = await ForeignServer.StartAsync(_ => new { data = new { orders = new { nodes = Array.Empty<object>() } }, errors = new[] { new { message = "Cannot read field lines" } } });
        await using var source = server.Read(Reading.Simple with { Url = "/graphql", Body = """{"query":"{ orders { nodes } }"}""", Items = "$.data.orders.nodes", CursorTime = null, Errors = ["$.errors"] });

        var read = await source.ReadAsync(SourceCursor.Start, default);

        Assert.Contains("Cannot read field lines", read.Error?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Form_Body_IsEncodedMemberByMember()
    {
        string? sent = null;
        await using var server = await ForeignServer.StartAsync(async context =>
        {
            sent = await new StreamReader(context.Request.Body).ReadToEndAsync();
            await context.Response.WriteAsJsonAsync(new { rows = Array.Empty<object>() });
        });
        await using var source = server.Read(Reading.Simple with { Url = "/x", Body = """{"a b":"é&=","since":"{cursor}","n":"{limit}"}""", ContentType = "application/x-www-form-urlencoded", From = "2026+1" });

        Assert.True((await source.ReadAsync(SourceCursor.Start, default)).Succeeded);
        Assert.Equal("a%20b=%C3%A9%26%3D&since=2026%2B1&n=3", sent);
    }

    [Fact]
    public async Task PageNumbers_AsOffset_CountRecords()
    {
        await using var server = await ForeignServer.StartAsync(request => new
        {
            rows = Enumerable.Range(0, 5).Skip(int.Parse(request.Query["o"]!, CultureInfo.InvariantCulture)).Take(2).Select(i => new { id = i, t = "2026-11-10T05:00:00Z" }).ToArray(),
        });
        await using var source = server.Read(Reading.Simple with { Url = "/x?o={offset}&n={limit}", Limit = 2, Paging = PagingMode.PageNumber });

        var (_, records) = await source.DrainAsync(SourceCursor.Start);

        Assert.Equal(5, records.Ids().Count());
        Assert.Equal("/x?o=4&n=2", server.Requests.ElementAt(2));
    }

    [Fact]
    public void FillJson_HostileValue_StaysAValue()
    {
        const string hostile = "\"],\"x\":[\"{limit}\\ \u2028";
        var body = RequestTemplate.FillJson("""{"a":["{cursor}","b {cursor}"]}""", (name, _) => name == "cursor" ? new PlaceholderValue(hostile) : new PlaceholderValue("9"), out _);

        using var document = JsonDocument.Parse(body!);
        Assert.Equal(hostile, document.RootElement.GetProperty("a")[0].GetString());
        Assert.Equal("b " + hostile, document.RootElement.GetProperty("a")[1].GetString());
        Assert.Single(document.RootElement.EnumerateObject());
    }

    [Fact]
    public void FillJson_NumberOfAText_SaysWhichPlaceholder()
    {
        Assert.Null(RequestTemplate.FillJson("""["{cursor|number}"]""", (_, _) => new PlaceholderValue("x"), out var error));
        Assert.Contains("{cursor|number}", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rfc3339", "2026-01-02T03:04:05Z", "yyyy|M|d|H|m|s", "2026|1|2|3|4|5")]
    [InlineData("unix-s", "1767323045", "yyyy|M|d|H|m|s", "2026|1|2|3|4|5")]
    [InlineData("yyyyMMddHHmmss", "20260102030405", "yyyy|M|d|H|m|s", "2026|1|2|3|4|5")]
    public void Rewrite_CursorOfAnyWriting_GivesItsParts(string format, string text, string parts, string expected)
    {
        var clock = new CursorClock(format, "Europe/Berlin");

        Assert.Equal(expected, string.Join('|', parts.Split('|').Select(p => clock.Rewrite(text, p))));
        Assert.Equal("", clock.Rewrite("", "yyyy"));
    }

    [Fact]
    public void Plan_BodyAsMap_IsTheSameAsTheText()
    {
        var written = SamplePlan.Read(SamplePlan.Text).Sources.Single(s => s.Id == "legacy-stock").Http!;

        Assert.Equal("""{"query":"{ stock { rows } }","variables":{"first":"{limit}","after":"{page|null}"}}""", written.Body);
        Assert.Equal(["$.errors"], written.Errors);
        Assert.Equal("$.pageInfo.hasNextPage", written.HasMore);
    }

    [Theory]
    [InlineData("after: \"{page|null}\"", "after: \"{pag}\"", "sources[2].http.body", "{pag}")]
    [InlineData("first: \"{limit}\"", "first: {limit}", "sources[2].http.body", "{limit} without quotes")]
    [InlineData("method: POST\n", "method: GET\n", "sources[2].http.body", "a body with GET")]
    [InlineData("              body: { query: \"{ stock { rows } }\", variables: { first: \"{limit}\", after: \"{page|null}\" } }\n", "", "sources[2].http.body", "nothing")]
    [InlineData("signInBody: '{\"user\":\"{user}\",\"password\":\"{password}\"}'", "signInBody: 'user={user}'", "sources[0].http.auth.signInBody", "no JSON document")]
    [InlineData("{base64({user}:{userId}:{token})}", "{base64({user}:{usrId}:{token})}", "sources[0].http.auth.headerValue", "usrId")]
    [InlineData("matches: \"(?i)session\"", "matches: \"(\"", "sources[0].http.auth.signedOutWhen.matches", "(")]
    [InlineData("status: [401, 403]", "status: [200]", "sources[0].http.auth.signedOutWhen.status[0]", "200")]
    public void Plan_WhatCannotWork_IsRefused(string old, string replacement, string path, string found)
    {
        var problem = PlanReader.Read(SamplePlan.With(old.Replace("              ", "      ", StringComparison.Ordinal), replacement), "plan.yaml").Problems.First(p => p.Path == path);

        Assert.Contains(found, problem.Found, StringComparison.Ordinal);
    }
}
