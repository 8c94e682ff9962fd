namespace CommandCenter.Reconciliation.Files;

/// <summary>
/// Differences of several parts, each in order, put together in the order of the whole file. They lie on disk meanwhile: there may be as many as there are rows.
/// </summary>
internal sealed class DifferenceRuns(string folder, string name) : IDisposable
{
    private const int BufferBytes = 32 << 10;
    private readonly List<FileStream> runs = [];

    /// <summary>Begins the differences of the next part; what is given to the answer belongs to it.</summary>
    public Action<DifferenceBatch> Next()
    {
        var stream = new FileStream(Path.Combine(folder, $"{name}-{runs.Count}"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, BufferBytes, FileOptions.DeleteOnClose);
        runs.Add(stream);
        var writer = new BinaryWriter(stream);
        return batch =>
        {
            for (var i = 0; i < batch.Count; i++)
            {
                var (place, column, rule) = batch.Order(i);
                var difference = batch[i];
                writer.Write(place);
                writer.Write((short)column);
                writer.Write((byte)rule);
                writer.Write(difference.Key.Length);
                writer.Write(difference.HasLeft ? difference.Left.Length : -1);
                writer.Write(difference.HasRight ? difference.Right.Length : -1);
                writer.Write(difference.Key);
                writer.Write(difference.Left);
                writer.Write(difference.Right);
            }
        };
    }

    public void Merge(Action<DifferenceBatch> tell, CancellationToken cancel)
    {
        var heads = new PriorityQueue<Run, (long, int, DifferenceRule)>();
        foreach (var stream in runs)
        {
            stream.Position = 0;
            var run = new Run(stream);
            if (run.Read())
            {
                heads.Enqueue(run, run.Order);
            }
        }

        while (heads.TryDequeue(out var run, out _))
        {
            cancel.ThrowIfCancellationRequested();
            tell(run.Current);
            if (run.Read())
            {
                heads.Enqueue(run, run.Order);
            }
        }
    }

    public void Dispose()
    {
        foreach (var run in runs)
        {
            run.Dispose();
        }
    }

    private sealed class Run(FileStream stream)
    {
        private readonly BinaryReader reader = new(stream);

        /// <summary>One difference at a time.</summary>
        public DifferenceBatch Current { get; } = new();

        public (long Place, int Column, DifferenceRule Rule) Order => Current.Order(0);

        public bool Read()
        {
            Current.Clear();
            if (stream.Position >= stream.Length)
            {
                return false;
            }

            var (place, column, rule) = (reader.ReadInt64(), reader.ReadInt16(), (DifferenceRule)reader.ReadByte());
            var (key, left, right) = (reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32());
            var (keyText, leftText, rightText) = (reader.ReadBytes(key), reader.ReadBytes(Math.Max(0, left)), reader.ReadBytes(Math.Max(0, right)));
            Current.Add(place, new FileDifference(rule, column, keyText, leftText, left >= 0, rightText, right >= 0));
            return true;
        }
    }
}
