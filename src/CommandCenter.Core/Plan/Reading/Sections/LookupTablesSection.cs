namespace CommandCenter.Plan.Reading.Sections;

/// <summary><c>lookupTables</c>: tables that mappings share, such as store number → node. Keys are exact.</summary>
internal sealed class LookupTablesSection : IPlanSection
{
    public string Name => "lookupTables";
    public IReadOnlyList<PlanShape> Shapes { get; } = [];

    public void Read(PlanMap root, PlanDraft draft)
    {
        foreach (var (entry, value) in root.Entries(Name, "a map of tables, each a map of text to text"))
        {
            var id = new PlanValue(root.Reading, new ScalarNode(entry.Line, entry.Key, Quoted: true), value.Path).Read(PlanScalars.Id);
            root.Reading.Declare(Declared.LookupTable, entry.Key, value);
            draft.LookupTables[entry.Key] = new LookupTable(id, LookupReader.Read(value));
        }
    }
}
