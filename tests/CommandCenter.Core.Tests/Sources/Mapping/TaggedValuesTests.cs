using System.Text.Json;
using CommandCenter.Orders;
using CommandCenter.Plan;
using CommandCenter.Sources;
using CommandCenter.Sources.Mapping;
using CommandCenter.Tests.Plan;
using CommandCenter.Tests.Sources.Http;
using Microsoft.AspNetCore.Http;

namespace CommandCenter.Tests.Sources.Mapping;

/// <summary>Values that sources wrap in objects, through mappings and cursors.</summary>
public class TaggedValuesTests
{
    private static readonly TaggedRule tryton = new("__class__", new Dictionary<string, string>
    {
        ["datetime"] = "{year:0000}-{month:00}-{day:00}T{hour:00}:{minute:00}:{second:00}.{microsecond:000000}Z",
        ["date"] = "{year:0000}-{month:00}-{day:00}", ["Decimal"] = "{decimal}", ["bytes"] = "{base64}",
    });

    private static readonly TaggedRule mongo = new(null, new Dictionary<string, string>
    {
        ["$date"] = "{$date}", ["$numberDecimal"] = "{$numberDecimal}", ["$numberLong"] = "{$numberLong}", ["$oid"] = "{$oid}",
    });

    private static (string? Text, string Problem) Read(TaggedRule rule, string json)
    {
        using var document = JsonDocument.Parse(json);
        JsonScalar.TryRead(document.RootElement, out var text, out var problem, TaggedValues.Compile(rule));
        return (text, problem);
    }

    [Theory]
    [InlineData("""{"__class__":"datetime","year":2026,"month":11,"day":9,"hour":5,"minute":4,"second":3,"microsecond":120}""", "2026-11-09T05:04:03.000120Z")]
    [InlineData("""{"day":9,"__class__":"date","year":2026,"month":11}""", "2026-11-09")]
    [InlineData("""{"__class__":"Decimal","decimal":"12.30"}""", "12.30")]
    [InlineData("""{"__class__":"Decimal","decimal":null}""", null)]
    [InlineData("\"plain\"", "plain")]
    public void Tryton_EachTag_MakesItsText(string json, string? expected) => Assert.Equal((expected, ""), Read(tryton, json));

    [Theory]
    [InlineData("""{"$date":"2026-11-09T05:04:03Z"}""", "2026-11-09T05:04:03Z")]
    [InlineData("""{"$date":{"$numberLong":"1762664643000"}}""", "1762664643000")]
    [InlineData("""{"$numberDecimal":"12.30"}""", "12.30")]
    [InlineData("""{"$oid":"65aa"}""", "65aa")]
    public void Mongo_OnlyMember_IsTheTag(string json, string expected) => Assert.Equal((expected, ""), Read(mongo, json));

    [Theory]
    [InlineData("""{"__class__":"timedelta","seconds":5}""", "tagged 'timedelta', which 'tagged' does not name")]
    [InlineData("""{"__class__":"date","year":2026,"month":11}""", "tagged 'date' without day")]
    [InlineData("""{"__class__":"date","year":"x","month":11,"day":1}""", "found 'x' as year")]
    [InlineData("""{"a":1,"b":2}""", "found an object without a tag")]
    [InlineData("[1]", "found an array")]
    public void Object_ThatIsNoKnownValue_IsRefusedInWords(string json, string problem) => Assert.Contains(problem, Read(tryton, json).Problem, StringComparison.Ordinal);

    [Fact]
    public void Object_NestedForEver_IsRefused()
    {
        var json = string.Concat(Enumerable.Repeat("{\"$date\":", 30)) + "1" + new string('}', 30);

        Assert.Contains("found an object", Read(mongo, json).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Mapping_TaggedKeyMoneyAndTimes_AreReadAndUnmappedOnesKept()
    {
        var definition = MappingFixture.Order with
        {
            Tagged = tryton, Key = MappingFixture.Path("$.ref"), OccurredAt = MappingFixture.Path("$.at"), Stages = new Dictionary<Stage, FieldRule>(), Stage = new FieldRule { Constant = "created" },
            Fields = new Dictionary<string, FieldRule> { ["total"] = MappingFixture.Path("$.amt", MappingFixture.Money(2)) }, Lines = null, Shipments = null, Require = [], Validate = [],
        };
        var mapping = CompiledMapping.Compile(definition, MappingFixture.Tables, MappingSalt.OfTrial, out _)!;
        using var document = JsonDocument.Parse("""
            {"ref":{"__class__":"bytes","base64":"QTE="},"at":{"__class__":"datetime","year":2026,"month":11,"day":9,"hour":5,"minute":4,"second":3,"microsecond":0},
             "amt":{"__class__":"Decimal","decimal":"12.30"},"due":{"__class__":"date","year":2026,"month":1,"day":2},"other":{"a":1}}
            """);

        var mapped = mapping.Map(document.RootElement, MappingFixture.Scope);

        Assert.True(mapped.Accepted, string.Join("; ", mapped.Reasons));
        Assert.Equal("QTE=", mapped.Event!.OrderKey);
        Assert.Equal(new DateTimeOffset(2026, 11, 9, 5, 4, 3, TimeSpan.Zero), Instants.FromMicros(mapped.Event.Stamp.OccurredMicros));
        Assert.Equal(["total=1230", "x.due=2026-01-02"], mapped.Event.Facts.Select(f => $"{f.Path}={f.Value}"));
    }

    [Fact]
    public async Task Cursor_TaggedTimestamp_MovesAndGoesOutInParts()
    {
        var bodies = new List<string>();
        await using var server = await ForeignServer.StartAsync(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            bodies.Add(await reader.ReadToEndAsync());
            object At(int second) => new { __class__ = "datetime", year = 2026, month = 11, day = 9, hour = 5, minute = 4, second, microsecond = 7 };
            await context.Response.WriteAsJsonAsync(new { result = Enumerable.Range(1, bodies.Count == 1 ? 3 : 0).Select(i => new { id = i, t = At(i) }).ToArray() });
        });
        await using var source = server.Read(Reading.Simple with
        {
            Url = "/", Items = "$.result", CursorId = "$.id", Tagged = tryton, From = "1970-01-01T00:00:00Z",
            Body = """{"after":{"__class__":"datetime","year":"{cursor:yyyy|number}","month":"{cursor:MM|number}","microsecond":"{cursor:ffffff|number}"},"id":"{cursorId|number}","n":"{limit}"}""",
        });

        await source.DrainAsync(SourceCursor.Start);

        Assert.Equal("""{"after":{"__class__":"datetime","year":1970,"month":1,"microsecond":0},"id":0,"n":3}""", bodies[0]);
        Assert.Equal("""{"after":{"__class__":"datetime","year":2026,"month":11,"microsecond":7},"id":3,"n":3}""", bodies[1]);
    }

    [Fact]
    public void Plan_TaggedOfTheMapping_IsTheSourcesToo() =>
        Assert.Equal("__class__", SamplePlan.Read(SamplePlan.Text).Source("legacy-orders")!.Http!.Tagged?.Tag);

    [Theory]
    [InlineData("Decimal: \"{decimal}\"", "Decimal: \"{decimal\"", "mappings[0].tagged.as.Decimal")]
    [InlineData("Decimal: \"{decimal}\"", "Decimal: plain", "mappings[0].tagged.as.Decimal")]
    [InlineData("onNegative: return", "onNegative: sum", "mappings[0].lines.onNegative")]
    public void Plan_WhatCannotBeRead_IsRefused(string old, string replacement, string path) =>
        Assert.Contains(PlanReader.Read(SamplePlan.With(old, replacement), "plan.yaml").Problems, p => p.Path == path);
}
