using System.Text.Json;
using CommandCenter.Orders;
using CommandCenter.Plan;
using CommandCenter.Sources.Mapping;

namespace CommandCenter.Tests.Plan;

/// <summary>The plans in plans/examples, tried on answers that the systems gave (tests/RealSystems/answers); whether they still give such answers, the tests in CommandCenter.Web.Tests/RealSystems ask them.</summary>
public class ExamplePlanTests
{
    private static readonly string root = FindRoot();

    public static TheoryData<string> Files { get; } = [.. Directory.GetFiles(Path.Combine(root, "plans", "examples"), "*.yaml").Select(f => Path.GetFileName(f)!)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Read_Example_HasNoProblem(string file) => Assert.Empty(PlanReader.Read(File.ReadAllText(Path.Combine(root, "plans", "examples", file)), file).Problems);

    [Theory]
    [InlineData("WEB-1", Side.Legacy, "shipped", "created authorised shipped")]
    [InlineData("WEB-2", Side.Legacy, "cancelled", "created cancelled")]
    [InlineData("WEB-3", Side.Legacy, "cancelled", "created authorised cancelled")]
    [InlineData("WEB-4", Side.Legacy, "allocated", "created authorised allocated")]
    [InlineData("WEB-5", Side.Legacy, "routed", "created authorised routed")]
    [InlineData("WEB-1", Side.Orchestration, "delivered", "created routed packed shipped delivered")]
    [InlineData("WEB-2", Side.Orchestration, "cancelled", "created cancelled")]
    [InlineData("WEB-3", Side.Orchestration, "created", "created")]
    [InlineData("WEB-4", Side.Orchestration, "created", "created")]
    public void Map_RecordedAnswers_SayWhereEachOrderStands(string key, Side side, string stage, string reached)
    {
        var order = Order(key, side);

        Assert.Equal((stage, reached), (order.Stage?.Name(), string.Join(' ', order.StageTimes.Select(t => t.Stage.Name()))));
    }

    [Theory]
    [InlineData("total", "27000")]
    [InlineData("currency", "USD")]
    [InlineData("lines[COAT-M].quantity", "2")]
    [InlineData("lines[SCARF].quantity", "1")]
    [InlineData("lines[SCARF].unitPrice", "3000")]
    public void Map_RecordedAnswersOfBothSides_CallTheSameTheSame(string fact, string expected)
    {
        Assert.Equal((expected, expected), (Order("WEB-1", Side.Legacy).Find(fact).ToString(), Order("WEB-1", Side.Orchestration).Find(fact).ToString()));
    }

    private static OrderState Order(string key, Side side)
    {
        var plan = PlanReader.Read(File.ReadAllText(Path.Combine(root, "plans", "examples", "tryton-medusa.yaml")), "tryton-medusa.yaml").Plan!;
        var events = plan.Sources.SelectMany(s => Map(plan, s)).ToList();
        return OrderFold.Of(events, s => StageOrder.Of(plan, s)).Single(o => o.OrderKey == key && o.Side == side);
    }

    private static IEnumerable<OrderEvent> Map(CutoverPlan plan, SourceDefinition source)
    {
        using var answer = JsonDocument.Parse(File.ReadAllText(Path.Combine(root, "tests", "RealSystems", "answers", source.Id + ".json")));
        var mapping = CompiledMapping.Compile(plan.Mapping(source.Mapping)!, plan.LookupTables, MappingSalt.OfTrial, out _)!;
        JsonPath.TryParse(source.Http!.Items, out var items, out _);
        items.TryFind(answer.RootElement, out var records);
        var scope = new MappingScope(source.Id, source.Side, new DateTimeOffset(2026, 11, 23, 0, 0, 0, TimeSpan.Zero));
        var mapped = records.EnumerateArray().Select(r => mapping.Map(r, scope)).ToList();
        Assert.Empty(mapped.SelectMany(m => m.Reasons));
        return mapped.Select(m => m.Event!);
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "CommandCenter.sln")))
        {
            folder = folder.Parent;
        }

        return folder.FullName;
    }
}
