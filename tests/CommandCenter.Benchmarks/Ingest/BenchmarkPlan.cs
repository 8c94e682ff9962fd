using System.Text;

namespace CommandCenter.Benchmarks.Ingest;

/// <summary>A plan with the nine lanes, both sides pushing orders and one system reporting its queues: a Live page as full as a real one, fed by the benchmark alone.</summary>
internal static class BenchmarkPlan
{
    public const string LegacySource = "legacy-orders";
    public const string OrchestrationSource = "orch-orders";
    public const string QueueSource = "legacy-queues";
    public const string Secret = "benchmark";

    public static IReadOnlyList<string> Lanes { get; } =
        ["ship-to-home", "ship-from-store", "in-store-pickup", "curbside-pickup", "backorder", "exchange", "marketplace", "high-value", "regulated"];

    /// <summary>What the plan asks the environment for.</summary>
    public static IReadOnlyDictionary<string, string> Environment { get; } = new Dictionary<string, string>(StringComparer.Ordinal) { ["CC_SECRET_BENCHMARK"] = Secret };

    public static string Text()
    {
        var text = new StringBuilder(Head).AppendLine();
        text.AppendLine("lanes:");
        foreach (var lane in Lanes)
        {
            text.AppendLine(System.Globalization.CultureInfo.InvariantCulture, $$"""
                  - id: {{lane}}
                    name: {{lane.Replace('-', ' ')}}
                    reservation: at acceptance
                    failureHandling: retry, then exception
                    sla:
                      - { stage: routed, from: eligible, within: 60s, target: 99.5, atRiskBefore: 15s }
                      - { stage: shipped, from: placed, within: 6h, target: 97, atRiskBefore: 30m }
                """);
        }

        return text.AppendLine(Tail).ToString();
    }

    private const string Head = """
        plan: { name: Benchmark, retailer: Alder & Rowe, zone: America/Los_Angeles, timeScale: 10, commander: Maya Okafor }
        sides:
          legacy: { name: Legacy, stages: [created, authorised, allocated, routed, released, picked, packed, shipped, delivered], notObservable: [cancelled, returned] }
          orchestration: { name: Orchestration, stages: [created, authorised, routed, allocated, released, picked, packed, shipped, delivered], notObservable: [cancelled, returned] }
        systems:
          - { id: legacy-oms, name: Legacy OMS, side: legacy, kind: OMS, owner: Order systems, contact: bridge, participation: both }
          - { id: orch-oms, name: Orchestration OMS, side: orchestration, kind: OMS, owner: Order platform, contact: bridge, participation: both }
        systemsOfRecord:
          order-status: orch-oms
          customer-facing-status: orch-oms
          inventory: legacy-oms
          reservation: orch-oms
          shipment-confirmation: legacy-oms
          cancellation: orch-oms
          return: legacy-oms
          payment: legacy-oms
          refund: legacy-oms
          invoice: legacy-oms
          tax: legacy-oms
          notification: orch-oms
          customer: orch-oms
        """;

    private const string Tail = """
        mappings:
          - id: order
            kind: order
            key: { path: "$.ref" }
            version: { path: "$.v", parse: integer }
            occurredAt: { path: "$.at", parse: instant }
            stage: { path: "$.stage" }
            fields:
              lane: { path: "$.lane" }
              placedAt: { path: "$.placed", parse: instant }
              eligibleAt: { path: "$.eligible", parse: instant }
              total: { path: "$.total", parse: money(2) }
              currency: { constant: USD }
              store: { path: "$.store" }
            require: [stage, placedAt, lane]
          - id: queue
            kind: gauge
            fields: { name: { path: "$.q" }, value: { path: "$.n", parse: number }, unit: { constant: orders }, asOf: { path: "$.at", parse: instant } }
        sources:
          - { id: legacy-orders, system: legacy-oms, side: legacy, adapter: push, every: 10s, mapping: order, reports: [created, authorised, allocated, routed, released, picked, packed, shipped, delivered], push: { secrets: ["${env:CC_SECRET_BENCHMARK}"], items: "$.orders" } }
          - { id: orch-orders, system: orch-oms, side: orchestration, adapter: push, every: 10s, mapping: order, reports: [created, authorised, routed, allocated, released, picked, packed, shipped, delivered], push: { secrets: ["${env:CC_SECRET_BENCHMARK}"], items: "$.orders" } }
          - { id: legacy-queues, system: legacy-oms, side: legacy, adapter: push, every: 10s, mapping: queue, push: { secrets: ["${env:CC_SECRET_BENCHMARK}"], items: "$.queues" } }
        """;
}
