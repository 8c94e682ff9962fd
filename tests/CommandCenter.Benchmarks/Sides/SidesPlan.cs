using System.Globalization;
using CommandCenter.Benchmarks.Ingest;

namespace CommandCenter.Benchmarks.Sides;

/// <summary>The benchmark's plan with both stubs as targets, and what traffic holds at first.</summary>
internal static class SidesPlan
{
    /// <summary>Calls that each side takes at a time, in the product and in the peers.</summary>
    public const int Concurrency = 32;

    /// <param name="percent">To orchestration, mirrored.</param>
    /// <param name="folder">Where the file is put.</param>
    /// <returns>The settings with which the product runs by it.</returns>
    public static async Task<IReadOnlyList<string>> WriteAsync(string folder, StubSide legacy, StubSide orchestration, int percent, CancellationToken cancel)
    {
        var file = Path.Combine(folder, $"{Path.GetRandomFileName()}.yaml");
        var text = $$"""
            {{BenchmarkPlan.Text()}}
            targets:
            {{Target("legacy-oms", "legacy", legacy.Address)}}
            {{Target("orch-oms", "orchestration", orchestration.Address)}}
            traffic:
              start:
                - { segment: {}, percent: {{percent.ToString(CultureInfo.InvariantCulture)}}, mirror: true }
            """;
        await File.WriteAllTextAsync(file, text, cancel);
        return
        [
            "--CommandCenter:Plan:File=" + file,
            "--CommandCenter:Outbound:AllowedPrivateHosts:0=" + legacy.Address.Authority,
            "--CommandCenter:Outbound:AllowedPrivateHosts:1=" + orchestration.Address.Authority,
        ];
    }

    private static string Target(string id, string side, Uri at)
    {
        var orders = at + "o/{key}";
        string Call(string name, string verb) => $$"""    {{name}}: { url: "{{orders}}/{{verb}}/{epoch}", body: { order: "{order}" } }""";
        string Short(string name, string verb) => $$"""    {{name}}: { url: "{{orders}}/{{verb}}/{epoch}" }""";
        const string order = """{ key: "$.key", standing: "$.own", owned: [O], copy: [C], withdrawn: [W], epoch: "$.epoch", stages: "$.st", stageWords: { NEW: created } }""";
        return $$"""
              - id: {{id}}
                side: {{side}}
                system: {{id}}
                concurrency: {{Concurrency}}
            {{Call("create", "create")}}
            {{Call("createCopy", "copy")}}
            {{Short("activateCopy", "activate")}}
            {{Short("withdraw", "withdraw")}}
            {{Call("reserve", "reserve")}}
                lookUp: { url: "{{orders}}", order: {{order}} }
                ledger: { url: "{{at}}ledger?page={page}&limit={limit}", items: "$.orders", nextPage: "$.next", limit: 1000, order: {{order}} }
            """;
    }
}
