using System.Text;
using CommandCenter.Reconciliation.Files;
using CommandCenter.Shared;

namespace CommandCenter.Tests.Reconciliation.Files;

/// <summary>Two files in a folder of their own, and what was found between them.</summary>
internal sealed class FilePair : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("reconcile-");

    public FilePair(string left, string right)
        : this(Encoding.UTF8.GetBytes(left), Encoding.UTF8.GetBytes(right))
    {
    }

    public FilePair(byte[] left, byte[] right)
    {
        File.WriteAllBytes(Left, left);
        File.WriteAllBytes(Right, right);
    }

    public string Left => Path.Combine(folder.FullName, "left.csv");

    public string Right => Path.Combine(folder.FullName, "right.csv");

    public string Temporary => Directory.CreateDirectory(Path.Combine(folder.FullName, "temp")).FullName;

    public string Output => Path.Combine(folder.FullName, "out");

    /// <summary>Every difference as <c>key|field|left|right|rule</c>.</summary>
    public (Result<FileComparison> Result, List<string> Found) Run(Func<ReconcileFiles, ReconcileFiles>? with = null)
    {
        var sink = new Kept();
        var asked = new ReconcileFiles(Left, Right) { TemporaryFolder = Temporary };
        var result = FileReconciler.Run(with?.Invoke(asked) ?? asked, sink, TestContext.Current.CancellationToken);
        return (result, sink.Found);
    }

    /// <summary>What is found where it must succeed.</summary>
    public List<string> Find(Func<ReconcileFiles, ReconcileFiles>? with = null)
    {
        var (result, found) = Run(with);
        Assert.Null(result.Error);
        return found;
    }

    public void Dispose() => folder.Delete(recursive: true);

    private sealed class Kept : IDifferenceSink
    {
        private ColumnPairing? columns;

        public List<string> Found { get; } = [];

        public void Begin(ColumnPairing columns) => this.columns = columns;

        public void Add(in FileDifference difference)
        {
            var field = difference.Column < 0 ? "" : columns!.Compared[difference.Column].Name;
            Found.Add(string.Join('|', CompositeKey.Text(difference.Key, columns!.Keys.Count), field, Encoding.UTF8.GetString(difference.Left), Encoding.UTF8.GetString(difference.Right), FileComparison.Fingerprint(difference.Rule, field)));
        }
    }
}
