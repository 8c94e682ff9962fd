namespace CommandCenter.Plan.Reading;

/// <summary>One top-level section of the plan file. A new section is one file and one line in <see cref="PlanSections"/>.</summary>
internal interface IPlanSection
{
    /// <summary>The top-level key.</summary>
    string Name { get; }

    /// <summary>Every map that stands in the section.</summary>
    IReadOnlyList<PlanShape> Shapes { get; }

    /// <summary>Reads the section, where the file has it, into <paramref name="draft"/>; declares and refers to ids by <see cref="PlanMap.Reading"/>.</summary>
    void Read(PlanMap root, PlanDraft draft);
}
