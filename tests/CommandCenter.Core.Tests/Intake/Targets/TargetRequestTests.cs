using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CommandCenter.Intake.Targets;
using CommandCenter.Orders;
using CommandCenter.Plan;
using CommandCenter.Tests.Sources.Http;
using CommandCenter.Traffic;
using CsCheck;
using Microsoft.AspNetCore.Http;

namespace CommandCenter.Tests.Intake.Targets;

/// <summary>What is sent: address, head and body.</summary>
public class TargetRequestTests
{
    private static readonly TargetCall Call = new(
        "A/1 \"ü\"", TargetOperation.Change, 70, "k:70:change:1", """{"a":1}"""u8.ToArray(), """{"kind":"address"}"""u8.ToArray(), "address", IsCopy: true, Stage.ReadyForPickup,
        new Segment { Lane = "ship-to-home", Store = "0418" });

    private static string Body(string template, TargetCall? call = null)
    {
        Assert.True(TargetBody.TryCompile(template, out var body, out var problem), problem);
        var pieces = body.Fill(call ?? Call, out var length);
        var text = string.Concat(pieces.Select(p => Encoding.UTF8.GetString(p.Span)));
        Assert.Equal(Encoding.UTF8.GetByteCount(text), length);
        return text;
    }

    [Theory]
    [InlineData("""{"o":"{order}","c":["{change}"]}""", """{"o":{"a":1},"c":[{"kind":"address"}]}""")]
    [InlineData("""{"s":"{segment}"}""", """{"s":{"lane":"ship-to-home","store":"0418"}}""")]
    [InlineData("""{"e":"{epoch|number}","t":"{epoch}"}""", """{"e":70,"t":"70"}""")]
    [InlineData("""{"c":"{isCopy|bool}","y":"{isCopy:Y/N}","t":"{isCopy}"}""", """{"c":true,"y":"Y","t":"true"}""")]
    [InlineData("""{"u":"{copyUntil|null}","t":"{copyUntil}"}""", """{"u":"ready-for-pickup","t":"ready-for-pickup"}""")]
    [InlineData("""{"k":"{kind}","n":"{kind|null}","w":"a {kind} of {epoch}, {copyUntil}"}""", """{"k":"address","n":"address","w":"a address of 70, ready-for-pickup"}""")]
    [InlineData("""{"q":"mutation { create(id: \"x\") { id } }","n":[1,1.50,true,null,"ü\n"]}""", """{"q":"mutation { create(id: \"x\") { id } }","n":[1,1.50,true,null,"ü\n"]}""")]
    [InlineData("[]", "[]")]
    [InlineData("""{"n":"{other} of {epoch}"}""", """{"n":"{other} of 70"}""")]
    public void Body_Placeholders_BecomeWhatTheCallSays(string template, string expected) => AssertSame(expected, Body(template));

    [Fact]
    public void Body_WhatTheCallDoesNotHave_IsNullOrEmpty()
    {
        var bare = new TargetCall("A-1", TargetOperation.Create, 3, "A-1:3:create");

        AssertSame(
            """{"o":null,"c":null,"s":{},"u":null,"t":"","k":null,"w":"","y":"N","b":false,"e":3}""",
            Body("""{"o":"{order}","c":"{change}","s":"{segment}","u":"{copyUntil|null}","t":"{copyUntil}","k":"{kind|null}","w":"{kind}","y":"{isCopy:Y/N}","b":"{isCopy|bool}","e":"{epoch|number}"}""", bare));
    }

    [Fact]
    public void Body_KeyWithQuotesAndUmlauts_StaysAText()
    {
        using var read = JsonDocument.Parse(Body("""{"k":"{key}","w":"<{key}>"}"""));

        Assert.Equal(("A/1 \"ü\"", "<A/1 \"ü\">"), (read.RootElement.GetProperty("k").GetString(), read.RootElement.GetProperty("w").GetString()));
    }

    [Theory]
    [InlineData("""{"o":"an {order}"}""")]
    [InlineData("""{"o":"{order|null}"}""")]
    [InlineData("""{"e":"{epoch|bool}"}""")]
    [InlineData("""{"e":"at {epoch|number}"}""")]
    [InlineData("""{"c":"{isCopy:Y}"}""")]
    [InlineData("""{"k":"{key:x}"}""")]
    [InlineData("""{"k":"{key:x/y}"}""")]
    [InlineData("""{"e":"{epoch:x}"}""")]
    [InlineData("""{"c":"{isCopy:Y/N|bool}"}""")]
    public void Body_PlaceholderInTheWrongPlace_SaysWhatIsAllowed(string template)
    {
        Assert.False(TargetBody.TryCompile(template, out _, out var problem));
        Assert.Contains("cannot stand there", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Body_AnyOrderAndAnyTemplate_GivesTheDocumentThatTheirPartsSay()
    {
        var texts = Gen.String.Where(s => !s.Any(char.IsSurrogate) && !s.Contains('{'));
        var json = Gen.Recursive<JsonNode?>((depth, inner) => depth > 3
            ? texts.Select(s => (JsonNode?)JsonValue.Create(s))
            : Gen.OneOf(
                texts.Select(s => (JsonNode?)JsonValue.Create(s)), Gen.Long.Select(n => (JsonNode?)JsonValue.Create(n)), Gen.Bool.Select(b => (JsonNode?)JsonValue.Create(b)), Gen.Const((JsonNode?)null),
                Gen.Dictionary(texts, inner)[0, 4].Select(d => (JsonNode?)new JsonObject(d.Select(p => KeyValuePair.Create(p.Key, p.Value?.DeepClone())))),
                inner.Array[0, 4].Select(a => (JsonNode?)new JsonArray([.. a.Select(n => n?.DeepClone())]))));

        Gen.Select(json, json, texts, Gen.Int[0, 200], Gen.Bool).Sample((payload, around, name, epoch, indented) =>
        {
            // the template holds the payload's hole somewhere in any document; the order is written in any layout
            JsonNode Document(JsonNode? order, JsonNode number) => new JsonArray(around?.DeepClone(), new JsonObject { [name] = order, [name + "2"] = new JsonArray(number, around?.DeepClone()) });
            var order = JsonSerializer.SerializeToUtf8Bytes(payload, new JsonSerializerOptions { WriteIndented = indented });
            var call = new TargetCall("k", TargetOperation.Create, epoch, "k", order);

            var made = Body(Document("{order}", "{epoch|number}").ToJsonString(), call);

            return JsonNode.DeepEquals(Document(payload?.DeepClone(), epoch), JsonNode.Parse(made));
        });
    }

    [Fact]
    public async Task Send_Create_SendsHeadersKeyAndTheOrderAsItCame()
    {
        (string Path, string Key, string Header, string? Type, string Body, long? Length) seen = default;
        await using var server = await ForeignServer.StartAsync(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            seen = (context.Request.Path, context.Request.Headers["X-Request-Key"].ToString(), context.Request.Headers["X-Caller"].ToString(), context.Request.ContentType, await reader.ReadToEndAsync(), context.Request.ContentLength);
            context.Response.StatusCode = 201;
        });
        using var target = server.Target(with: d => d with { IdempotencyHeader = "X-Request-Key", Headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["X-Caller"] = "center" } });
        const string order = """{ "orderKey":"A-1",  "extra": 1.500, "x":"é" }""";

        Assert.Equal(TargetAnswer.Done, await target.CreateAsync(TargetOfTest.Create(order: order)));

        var body = $$"""{"order":{{order}},"epoch":1}""";
        Assert.Equal(("/orders", "A-1:1:create", "center", "application/json", body, Encoding.UTF8.GetByteCount(body)), seen);
    }

    [Fact]
    public async Task Send_OrderOfAMegabyte_ArrivesWhole()
    {
        var bytes = 0L;
        await using var server = await ForeignServer.StartAsync(async context =>
        {
            var buffer = new byte[64 * 1024];
            for (int read; (read = await context.Request.Body.ReadAsync(buffer)) > 0;)
            {
                bytes += read;
            }
        });
        using var target = server.Target();
        var order = "{\"x\":\"" + new string('x', 1024 * 1024) + "\"}";

        Assert.Equal(TargetAnswer.Done, await target.CreateAsync(TargetOfTest.Create(order: order)));
        Assert.Equal("{\"order\":,\"epoch\":1}".Length + order.Length, bytes);
    }

    [Theory]
    [InlineData("DELETE", "/block", "/block")]
    [InlineData("PUT", "/o/{key}/{kind}?e={epoch}", "/o/A%2F1%20%22%C3%BC%22/address?e=70")]
    public async Task Send_WithoutBody_CallsTheAddress(string method, string url, string expected)
    {
        var seen = "";
        await using var server = await ForeignServer.StartAsync(context =>
        {
            seen = context.Request.Method + " " + context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget;
            return Task.CompletedTask;
        });
        using var target = server.Target(new TargetRequest { Method = method, Url = url });

        Assert.Equal(TargetAnswer.Done, await target.SendAsync(Call with { Operation = TargetOperation.Create }, TestContext.Current.CancellationToken));
        Assert.Equal(method + " " + expected, seen);
        Assert.Equal(TargetAnswer.Done, await target.SendAsync(Call with { Operation = TargetOperation.Create, Kind = null }, TestContext.Current.CancellationToken));
        Assert.Equal(method + " " + expected.Replace("address", "", StringComparison.Ordinal), seen);
    }

    [Theory]
    [InlineData("..", "..:1:create")]
    [InlineData(".", ".:1:create")]
    [InlineData("A-1", "A-1\r\nX-Evil: 1")]
    [InlineData("ü", "ü:1:create")]
    public async Task Send_KeyThatNamesAnotherPlaceOrHeader_IsRefusedAndNotSent(string key, string idempotency)
    {
        await using var server = await ForeignServer.StartAsync(_ => new { });
        using var target = server.Target(new TargetRequest { Method = "POST", Url = "/orders/{key}/withdraw" });

        var answer = await target.CreateAsync(TargetOfTest.Create(key) with { IdempotencyKey = idempotency });

        Assert.Equal(TargetOutcome.Refused, answer.Outcome);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Send_ManyAtOnce_KeepsToItsConnectionsAndUsesThemAgain()
    {
        int now = 0, most = 0;
        var connections = new System.Collections.Concurrent.ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        await using var server = await ForeignServer.StartAsync(async context =>
        {
            connections.AddOrUpdate(context.Connection.Id, 1, (_, n) => n + 1);
            most = Math.Max(most, Interlocked.Increment(ref now));
            await Task.Yield();
            Interlocked.Decrement(ref now);
            await context.Response.WriteAsync("ok");
        });
        using var target = server.Target();

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => target.CreateAsync(TargetOfTest.Create("A-" + i))));

        Assert.All(answers, a => Assert.Equal(TargetOutcome.Done, a.Outcome));
        Assert.InRange(connections.Count, 1, 4);
        Assert.InRange(most, 1, 4);
    }

    [Fact]
    public void Open_TemplateThatCannotBeUsed_IsRefusedByName()
    {
        var good = TargetOfTest.Definition("http://127.0.0.1");
        TargetDefinition With(TargetRequest request) => good with { Operations = new Dictionary<TargetOperation, TargetRequest> { [TargetOperation.Create] = request } };
        var create = good.Operations[TargetOperation.Create];

        Assert.All(
            new (TargetDefinition Definition, string Named)[]
            {
                (With(create with { Body = """{"o":"an {order}"}""" }), "{order} cannot stand there"),
                (With(create with { Answers = new TargetAnswers { Path = "res" } }), "res: a JSON path starts with '$'"),
                (With(create with { Answers = new TargetAnswers { Reason = "why" } }), "why: a JSON path starts with '$'"),
                (good with { LookUp = good.LookUp! with { Order = TargetOfTest.Paths with { Standing = "own" } } }, "own: a JSON path starts with '$'"),
                (good with { Ledger = good.Ledger! with { Items = "orders" } }, "orders: a JSON path starts with '$'"),
            },
            bad => Assert.StartsWith(bad.Named, Assert.Throws<ArgumentException>(() => TargetOfTest.Open(bad.Definition)).Message, StringComparison.Ordinal));
    }

    private static void AssertSame(string expected, string actual) => Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(actual)), actual);
}
