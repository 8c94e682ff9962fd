using CommandCenter.Orders;

namespace CommandCenter.Plan.Reading.Sections;

/// <summary><c>sources</c>: the configured places that events come from.</summary>
internal sealed class SourcesSection : IPlanSection
{
    private static readonly PlanShape Shape = PlanShape.Of("sources[]", "id", "system", "side", "adapter", "every", "overlap", "mapping", "reports", "http", "sql", "csv", "push", "hints", "sweep");
    private static readonly string[] Adapters = ["http-json", "sql", "csv-folder", "push"];

    public string Name => "sources";
    public IReadOnlyList<PlanShape> Shapes { get; } = [Shape, HttpReader.Shape, AuthReader.Shape, AuthReader.SignedOut, SqlReader.Shape, SqlReader.LookUpShape, CsvReader.Shape, PushReader.Shape, SweepReader.Shape, SweepReader.LookUpShape, HintsReader.Shape];

    public void Read(PlanMap root, PlanDraft draft)
    {
        foreach (var map in root.Maps(Name, Shape))
        {
            var adapter = ReadAdapter(map);
            var source = new SourceDefinition
            {
                Id = map.Reading.Declare(Declared.Source, map, "id", PlanScalars.Id),
                System = map.Reading.Refer(Declared.System, map, "system"),
                Side = map.Required("side", PlanScalars.SideOrShared),
                Adapter = adapter,
                Every = map.Required("every", adapter == "push" ? PlanScalars.Duration("1s", "1d") : PlanScalars.Duration("250ms", "1d")),
                Overlap = map.Optional("overlap", PlanScalars.Duration("0s", "1d"), TimeSpan.Zero),
                Mapping = map.Reading.Refer(Declared.Mapping, map, "mapping"),
                Reports = map.Set("reports", PlanScalars.Stage),
                Http = Settings(map, "http", "http-json", adapter, HttpReader.Shape, HttpReader.Read),
                Sql = Settings(map, "sql", "sql", adapter, SqlReader.Shape, SqlReader.Read),
                Csv = Settings(map, "csv", "csv-folder", adapter, CsvReader.Shape, CsvReader.Read),
                Push = Settings(map, "push", "push", adapter, PushReader.Shape, PushReader.Read),
                Hints = map.Map("hints", HintsReader.Shape) is { } hints ? HintsReader.Read(hints) : null,
                Sweep = map.Map("sweep", SweepReader.Shape) is { } sweep ? SweepReader.Read(sweep) : null,
            };
            if (source.Hints is not null && adapter == "push")
            {
                map.Problem("hints", "hints of a source that pushes", "only a source that is polled: what a push source sends is data already");
            }

            draft.Sources.Add(source);
            var index = draft.Sources.Count - 1;
            map.Reading.AtEnd(() =>
            {
                Check(map, source, draft);
                if (source.Http is { } http && draft.Mappings.FirstOrDefault(m => m.Id == source.Mapping)?.Tagged is { } tagged)
                {
                    draft.Sources[index] = source with { Http = http with { Tagged = tagged } };
                }
            });
        }
    }

    private static string ReadAdapter(PlanMap map)
    {
        if (map.Find("adapter") is not { } value)
        {
            map.Missing("adapter", "one of " + string.Join(", ", Adapters));
            return "";
        }

        var adapter = value.Text("one of " + string.Join(", ", Adapters));
        if (adapter is not null && !Adapters.Contains(adapter, StringComparer.Ordinal))
        {
            map.Problem("adapter", PlanProblems.Show(adapter), Suggestion.Allow(adapter, Adapters, "one of " + string.Join(", ", Adapters)));
            return "";
        }

        return adapter ?? "";
    }

    private static T? Settings<T>(PlanMap map, string key, string of, string adapter, PlanShape shape, Func<PlanMap, T> read)
        where T : class
    {
        if (adapter == of)
        {
            return map.RequiredMap(key, shape) is { } own ? read(own) : null;
        }

        if (adapter.Length > 0 && map.Has(key))
        {
            map.Problem(key, $"{key} settings for the adapter {adapter}", $"{key} only with the adapter {of}");
        }

        return map.Map(key, shape) is { } other ? read(other) : null;
    }

    private static void Check(PlanMap map, SourceDefinition source, PlanDraft draft)
    {
        var system = draft.Systems.FirstOrDefault(s => s.Id == source.System);
        if (system is not null && system.Side != Side.Shared && system.Side != source.Side)
        {
            map.Problem("side", Word(source.Side), $"{Word(system.Side)}, the side of the system {system.Id}");
        }

        var mapping = draft.Mappings.FirstOrDefault(m => m.Id == source.Mapping);
        if (mapping is null)
        {
            return;
        }

        if (mapping.Kind != RecordKind.Order && source.Reports.Count > 0)
        {
            map.Problem("reports", "stages", $"none: the mapping {mapping.Id} makes no orders");
        }

        if (mapping.Kind == RecordKind.Order && source.Side == Side.Shared && !mapping.Fields.ContainsKey("side"))
        {
            map.Problem("side", "shared", $"legacy or orchestration, or a field side in the mapping {mapping.Id}: an order event names the side that commanded it");
        }

        if (source.Sweep is not null && (mapping.Kind != RecordKind.Order || (source.Http?.LookUp is null && source.Sql?.LookUp is null)))
        {
            map.Problem("sweep", "a sweep that cannot ask", mapping.Kind != RecordKind.Order ? "only a source of orders" : "a source that says how single orders are asked for, such as http.lookUp or sql.lookUp");
        }

        CheckStages(map, source, mapping);
    }

    /// <summary>What a source says that it reports must be something that its mapping can make, where the plan itself shows what that is.</summary>
    private static void CheckStages(PlanMap map, SourceDefinition source, MappingDefinition mapping)
    {
        if (mapping.Stage is { LookupTable: not null } or { Lookup: null, Constant: null })
        {
            return;
        }

        var makes = mapping.Stages.Keys.ToHashSet();
        foreach (var word in (IEnumerable<string?>)[mapping.Stage?.Constant, mapping.Stage?.Default, .. mapping.Stage?.Lookup?.Values ?? []])
        {
            if (Stages.TryParse(word, out var stage))
            {
                makes.Add(stage);
            }
        }

        foreach (var stage in source.Reports.Where(s => !makes.Contains(s)))
        {
            map.Problem("reports", $"{stage.Name()}, which the mapping {mapping.Id} never makes", "stages of the mapping: " + string.Join(", ", makes.Order().Select(s => s.Name())));
        }
    }

    private static string Word(Side side) => side.ToString().ToLowerInvariant();
}
