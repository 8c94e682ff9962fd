using System.Text;
using CommandCenter.Orders;
using CommandCenter.Plan;
using CommandCenter.Sources;
using CommandCenter.Sources.Csv;
using CommandCenter.Sources.Files;

namespace CommandCenter.Tests.Sources.Csv;

/// <summary>A folder into which a foreign system drops files.</summary>
internal sealed class CsvDrop : IDisposable
{
    public CsvDrop()
    {
        Root = Directory.CreateTempSubdirectory("csv-").FullName;
        Folder = Directory.CreateDirectory(Path.Combine(Root, "in")).FullName;
        Done = Path.Combine(Root, "done");
    }

    public string Root { get; }
    public string Folder { get; }
    public string Done { get; }

    public CsvSettings Settings(int limit = 3) => new() { Folder = Folder, Done = Done, Settle = TimeSpan.Zero, Delimiter = ';', Limit = limit, Attempts = 1 };

    public static SourceDefinition Source(CsvSettings settings, TimeSpan? overlap = null) => new()
    {
        Id = "shop", System = "shop", Side = Side.Legacy, Adapter = "csv-folder", Every = TimeSpan.FromMilliseconds(250), Overlap = overlap ?? TimeSpan.Zero, Mapping = "m", Csv = settings,
    };

    public CsvFolderSource Read(CsvSettings? settings = null, TimeProvider? time = null, TimeSpan? overlap = null) =>
        new(Source(settings ?? Settings(), overlap), new AllowedFolders([Root], "/", []), time ?? TimeProvider.System);

    public string Write(string name, string text, Encoding? encoding = null)
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllText(path, text, encoding ?? new UTF8Encoding(false));
        return path;
    }

    public List<string> Names(string folder) => Directory.Exists(folder) ? [.. Directory.GetFiles(folder).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)] : [];

    public void Dispose() => Directory.Delete(Root, true);
}
