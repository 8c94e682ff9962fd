using CommandCenter.Plan;
using CommandCenter.Tests.Sources.Csv;
using CommandCenter.Tests.Sources.Mapping;

namespace CommandCenter.Tests.Sources.Polling;

/// <summary>Folders as sources, through loop, mapping and store.</summary>
public class CsvLoopTests
{
    private const string Header = "ref;t;amt\n";

    private static Task<SourceWorld> StartAsync(CsvDrop drop, CsvSettings? settings = null, MappingDefinition? mapping = null, string? directory = null, Func<SourceWorld, Task>? published = null) =>
        SourceWorld.StartAsync(SourceWorld.Plan([CsvDrop.Source(settings ?? drop.Settings())], mapping), directory, folders: [drop.Root], published: published);

    private static string Row(int number, string amount = "1.00") => $"A{number:0000};2026-11-10T05:{number / 60 % 60:00}:{number % 60:00}Z;{amount}\n";

    private static int Applied(SourceWorld world) => world.Batches.Sum(b => b.Counts.Applied);

    [Fact]
    public async Task Loop_GarbageAmongGoodRows_IsRejectedWithItsPlaceAndItsNeighboursAreApplied()
    {
        using var drop = new CsvDrop();
        drop.Write("a.csv", Header + Row(1) + Row(2, "twelve") + "A3;few\n" + Row(4));
        await using var world = await StartAsync(drop);

        await SourceWorld.UntilAsync(async () => (await world.OrdersAsync()).Count == 2 && (await world.RejectedAsync()).Count == 2, "two orders and two rejected records");
        var rejected = (await world.RejectedAsync()).OrderBy(r => r.Reasons[0].Code, StringComparer.Ordinal).ToList();
        Assert.Equal(["bad-number", "bad-row"], rejected.Select(r => r.Reasons[0].Code));
        Assert.Contains("(a.csv:3)", rejected[0].Reasons[0].Message, StringComparison.Ordinal);
        Assert.Equal("\"a.csv:4: A3;few\"", rejected[1].Payload);
        await SourceWorld.UntilAsync(() => drop.Names(drop.Done).Count == 1, "put away");
    }

    [Fact]
    public async Task Loop_PersonalColumns_KeepNoLineInClear()
    {
        using var drop = new CsvDrop();
        drop.Write("a.csv", "ref;t;amt;name\nA1;x;1;Ann Lee;more\n");
        await using var world = await StartAsync(drop, mapping: SourceWorld.Mapping() with { Pii = ["$.name"] });

        await SourceWorld.UntilAsync(async () => (await world.RejectedAsync()).Count == 1, "a rejected record");
        Assert.Equal("\"a.csv:2: [redacted]\"", (await world.RejectedAsync())[0].Payload);
    }

    [Fact]
    public async Task Loop_FilesShuffledLateAndTwice_ConvergeWithoutDoublingAny()
    {
        using var drop = new CsvDrop();
        var random = new Random(9);
        var rows = Enumerable.Range(1, 60).Select(i => Row(i)).OrderBy(_ => random.Next()).ToList();
        drop.Write("b.csv", Header + string.Concat(rows.Take(40)));
        await using var world = await StartAsync(drop);
        // until it is put away a second file of its name would be the same file, written anew
        await SourceWorld.UntilAsync(async () => (await world.OrdersAsync()).Count == 40 && drop.Names(drop.Done).Count == 1, "forty orders");

        drop.Write("a.csv", Header + string.Concat(rows.Skip(20)));
        drop.Write("b.csv", Header + string.Concat(rows.Take(40)));
        await SourceWorld.UntilAsync(async () => (await world.OrdersAsync()).Count == 60, "sixty orders");
        await SourceWorld.UntilAsync(() => drop.Names(drop.Done).Count == 3, "all put away");
        Assert.Equal(60, Applied(world));
        Assert.Equal(["a.csv", "b-2.csv", "b.csv"], drop.Names(drop.Done));
    }

    [Fact]
    public async Task Loop_StoppedWithinAFile_GoesOnInItAfterTheStart()
    {
        using var drop = new CsvDrop();
        var directory = Directory.CreateTempSubdirectory("sources-").FullName;
        drop.Write("a.csv", Header + string.Concat(Enumerable.Range(1, 3000).Select(i => Row(i))));
        int before;
        var stopping = new TaskCompletionSource();
        await using (var world = await StartAsync(drop, drop.Settings(limit: 10), directory: directory, published: w => w.Batches.Count == 3 ? stopping.Task : Task.CompletedTask))
        {
            await SourceWorld.UntilAsync(() => Applied(world) > 20, "some rows");
            var stopped = world.StopAsync();
            stopping.SetResult();
            await stopped;
            before = Applied(world);
        }

        await using (var world = await StartAsync(drop, drop.Settings(limit: 1000), directory: directory))
        {
            await SourceWorld.UntilAsync(async () => (await world.OrdersAsync()).Count == 3000, "every row");
            Assert.Equal(3000, before + Applied(world));
            Assert.Equal(3000, before + world.Batches.Sum(b => b.Counts.Records));
        }

        Assert.InRange(before, 20, 2999);
        Directory.Delete(directory, true);
    }

    [Fact]
    public async Task Loop_RowsOfAnOrderThatAreNotTogether_AddUpToOneOrder()
    {
        using var drop = new CsvDrop();
        drop.Write("a.csv", "ref;t;ln;sku;qty\nA1;2026-11-10T05:00:00Z;1;S1;2\nA2;2026-11-10T05:00:00Z;1;S9;1\nA1;2026-11-10T05:00:00Z;2;S2;3\n");
        var mapping = SourceWorld.Mapping() with
        {
            Fields = new Dictionary<string, FieldRule>(), Require = [],
            Lines = new CollectionRule("$", MappingFixture.Path("$.ln"), null, new Dictionary<string, FieldRule> { ["sku"] = MappingFixture.Path("$.sku"), ["quantity"] = MappingFixture.Path("$.qty") }),
        };
        await using var world = await StartAsync(drop, mapping: mapping);
        await SourceWorld.UntilAsync(() => world.Batches.Any(b => b.Orders.Any(o => o.OrderKey == "A1")), "the order");
        await SourceWorld.UntilAsync(() => drop.Names(drop.Done).Count == 1, "put away");

        var order = world.Batches.SelectMany(b => b.Orders).Last(o => o.OrderKey == "A1");
        var facts = order.Facts.Select(f => f.Path).ToHashSet();
        Assert.Superset(new HashSet<string> { "lines[1].sku", "lines[1].quantity", "lines[2].sku", "lines[2].quantity" }, facts);
    }

    [Fact]
    public async Task Loop_FolderGoneForAWhile_SaysSoAndMovesNothing()
    {
        using var drop = new CsvDrop();
        drop.Write("a.csv", Header + Row(1));
        await using var world = await StartAsync(drop);
        await SourceWorld.UntilAsync(() => drop.Names(drop.Done).Count == 1, "put away");

        Directory.Move(drop.Folder, drop.Folder + "-away");
        await SourceWorld.UntilAsync(() => world.Reports.Any(r => r is { Succeeded: false, NextTry: not null, Error: not null }), "a visible failure");
        Assert.DoesNotContain(world.Reports.Where(r => !r.Succeeded), r => r.CaughtUp || r.Watermark is not null);
        Directory.Move(drop.Folder + "-away", drop.Folder);
        drop.Write("b.csv", Header + Row(2));
        await world.Control.PollNowAsync("shop", SourceWorld.Lead, TestContext.Current.CancellationToken);
        await SourceWorld.UntilAsync(async () => (await world.OrdersAsync()).Count == 2, "two orders");
        Assert.Equal(2, Applied(world));
    }
}
