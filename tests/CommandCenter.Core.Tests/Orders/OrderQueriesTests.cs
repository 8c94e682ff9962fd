using CommandCenter.Orders;
using CommandCenter.Shared;
using CommandCenter.Tests.Persistence;

namespace CommandCenter.Tests.Orders;

public abstract class OrderQueriesTests(StoreKind kind)
{
    [Theory]
    [InlineData("-placed")]
    [InlineData("placed")]
    [InlineData("updated")]
    [InlineData("-updated")]
    [InlineData("-stage")]
    [InlineData("stage")]
    [InlineData("total")]
    [InlineData("-total")]
    public async Task Search_PageByPage_ShowsEveryOrderOnceInOrder(string sort)
    {
        await using var files = await StoreFiles.StartAsync(kind);
        // many ties, and some orders that lack what is sorted by
        await files.AppendAsync([.. Enumerable.Range(0, 25).Select(i => Some.Event(
            $"e{i}", $"K{i:00}", stage: i % 5 == 0 ? null : i % 7 == 0 ? Stage.Delivered : (Stage)(1 + i % 3), minute: i % 4,
            facts: i % 6 == 0 ? [] : [("placedAt", FactValue.OfInstant(Some.Start.AddMinutes(i % 3))), ("total", FactValue.OfMoney(i % 3 * 100))]))]);
        var queries = files.Get<IOrderQueries>();

        var seen = new List<OrderListItem>();
        var cursor = (string?)null;
        do
        {
            var page = (await queries.SearchAsync(new OrderSearch(Sort: sort, Limit: 4, Cursor: cursor), default)).Value;
            Assert.Equal((25, false), (page.Total, page.TotalCapped));
            seen.AddRange(page.Items);
            cursor = page.Cursor;
        }
        while (cursor is not null);

        Assert.Equal(25, seen.Select(o => o.OrderKey).Distinct().Count());
        Assert.Equal(25, seen.Count);
        var keys = seen.Select(o => sort.TrimStart('-') switch
        {
            "placed" => o.PlacedAt?.Ticks ?? long.MinValue,
            "updated" => o.UpdatedAt.Ticks,
            "stage" => (long?)o.LegacyStage ?? long.MinValue,
            _ => o.TotalMinor ?? long.MinValue,
        }).ToList();
        Assert.Equal(sort[0] == '-' ? keys.OrderDescending() : keys.Order(), keys);
    }

    [Theory]
    [InlineData("web 100", "A-1")]
    [InlineData("WEB10", "A-1")]
    [InlineData("s-77", "A-1")]
    [InlineData("1z99", "B-1")]
    [InlineData("b-1", "B-1")]
    [InlineData("", "A-1 B-1")]
    [InlineData("zzz", "")]
    [InlineData("%", "")]
    public async Task Search_AnyNumberOrItsBeginning_FindsTheOrder(string text, string expected)
    {
        await using var files = await TwoOrdersAsync();

        var page = (await files.Get<IOrderQueries>().SearchAsync(new OrderSearch(text, Sort: "placed"), default)).Value;

        Assert.Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries), page.Items.Select(o => o.OrderKey).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Search_Filters_Narrow()
    {
        await using var files = await TwoOrdersAsync();
        var queries = files.Get<IOrderQueries>();

        async Task<string> KeysAsync(OrderSearch search) => string.Join(' ', (await queries.SearchAsync(search, default)).Value.Items.Select(o => o.OrderKey).Order(StringComparer.Ordinal));

        Assert.Equal("A-1", await KeysAsync(new OrderSearch(Lane: "ship-to-home")));
        Assert.Equal("A-1", await KeysAsync(new OrderSearch(Owner: Side.Legacy)));
        Assert.Equal("B-1", await KeysAsync(new OrderSearch(Owner: Side.Orchestration)));
        Assert.Equal("A-1", await KeysAsync(new OrderSearch(OpenOnly: true)));
        Assert.Equal("B-1", await KeysAsync(new OrderSearch(Stage: Stage.Delivered)));
        Assert.Equal("A-1", await KeysAsync(new OrderSearch(PlacedTo: Some.Start.AddMinutes(1))));
        Assert.Equal("", await KeysAsync(new OrderSearch(Region: "west")));
    }

    [Theory]
    [InlineData("limit", "limit")]
    [InlineData("sort", "sort")]
    [InlineData("cursor", "cursor")]
    [InlineData("other-cursor", "cursor")]
    [InlineData("period", "placedTo")]
    public async Task Search_BadInput_NamesTheField(string what, string field)
    {
        await using var files = await TwoOrdersAsync();
        var queries = files.Get<IOrderQueries>();
        var foreign = (await queries.SearchAsync(new OrderSearch(Sort: "total", Limit: 1), default)).Value.Cursor;

        var result = await queries.SearchAsync(
            what switch
            {
                "limit" => new OrderSearch(Limit: 201),
                "sort" => new OrderSearch(Sort: "colour"),
                "cursor" => new OrderSearch(Cursor: "!!"),
                "other-cursor" => new OrderSearch(Cursor: foreign),
                _ => new OrderSearch(PlacedFrom: Some.Start, PlacedTo: Some.Start.AddDays(-1)),
            },
            default);

        Assert.Equal((ErrorKind.Validation, field), (result.Error?.Kind, result.Error?.Field));
    }

    [Fact]
    public async Task Read_ByTracking_TellsHowItWasFoundAndMarksEvents()
    {
        await using var files = await TwoOrdersAsync();
        await files.AppendAsync(
            Some.Event("b3", "B-1", Side.Orchestration, minute: 8, version: 8, kind: OrderEventKind.Supersedes, names: "b2", source: "orch"),
            Some.Event("b1", "B-1", Side.Orchestration, minute: 8, version: 9, hash: 77, source: "orch", stage: Stage.Created));

        var order = (await files.Get<IOrderQueries>().ReadAsync("1z999", default)).Value;

        Assert.Equal(("B-1", "tracking", Side.Orchestration), (order.OrderKey, order.MatchedBy, order.Owner));
        Assert.Equal(
            ["b1 conflict", "b0 counts", "b2 superseded", "b3 counts", "b1 conflict counts"],
            order.Events.Select(e => e.Event.EventId + (e.Superseded ? " superseded" : "") + (e.Conflict ? " conflict" : "") + (e.Counts ? " counts" : "")));
        Assert.Equal(Stage.Created, order.Orchestration?.Stage);
        Assert.True(order.Legacy?.Number("copy") == 1);
    }

    [Fact]
    public async Task Read_NumberOfTwoOrders_NamesBoth()
    {
        await using var files = await StoreFiles.StartAsync(kind);
        await files.AppendAsync(Some.Event("e1", "A", facts: [("receipt", FactValue.OfText("R1"))]), Some.Event("e2", "B", facts: [("receipt", FactValue.OfText("r 1"))]));

        var result = await files.Get<IOrderQueries>().ReadAsync("R1", default);

        Assert.Equal(ErrorKind.Conflict, result.Error?.Kind);
        Assert.Contains("A, B", result.Error?.Message, StringComparison.Ordinal);
        Assert.Equal(ErrorKind.NotFound, (await files.Get<IOrderQueries>().ReadAsync("nothing", default)).Error?.Kind);
    }

    private async Task<StoreFiles> TwoOrdersAsync()
    {
        var files = await StoreFiles.StartAsync(kind);
        await files.AppendAsync(
            Some.Event("a1", "A-1", stage: Stage.Picked, facts:
            [
                ("webNumber", FactValue.OfText("Web100")), ("sideId", FactValue.OfText("S-77")), ("lane", FactValue.OfText("ship-to-home")),
                ("placedAt", FactValue.OfInstant(Some.Start)),
            ]),
            Some.Event("b1", "B-1", Side.Orchestration, Stage.Shipped, 1, source: "orch", facts:
            [
                ("shipments[P1].tracking", FactValue.OfText("1Z999")), ("placedAt", FactValue.OfInstant(Some.Start.AddMinutes(5))),
            ]),
            Some.Event("b2", "B-1", Side.Orchestration, Stage.Delivered, 7, source: "orch"),
            Some.Event("b0", "B-1", Side.Legacy, Stage.Created, 1, facts: [("copy", FactValue.OfFlag(true))]));
        return files;
    }
}

public sealed class SqliteOrderQueriesTests() : OrderQueriesTests(StoreKind.Sqlite);

public sealed class PostgresOrderQueriesTests() : OrderQueriesTests(StoreKind.Postgres);
