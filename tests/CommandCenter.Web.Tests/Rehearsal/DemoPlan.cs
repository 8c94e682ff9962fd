using CommandCenter.Plan;

namespace CommandCenter.Tests.Rehearsal;

/// <summary>The demo plan as the repository ships it.</summary>
internal static class DemoPlan
{
    public static string File { get; } = Find();

    public static PlanReadResult Read() => PlanReader.Read(System.IO.File.ReadAllText(File), "plans/demo.yaml");

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !System.IO.File.Exists(Path.Combine(folder.FullName, "plans", "demo.yaml")))
        {
            folder = folder.Parent;
        }

        return Path.Combine(folder?.FullName ?? throw new InvalidOperationException("plans/demo.yaml lies above no test folder."), "plans", "demo.yaml");
    }
}
