using System.Globalization;
using CommandCenter.Orders;
using CommandCenter.Sources;

namespace CommandCenter.Tests.Persistence;

/// <summary>Ingests without end in a process of its own, so that a test can kill it. Says the number of every batch that the store acknowledged.</summary>
internal static class KilledIngest
{
    public const string Command = "ingest-until-killed";
    public const int EventsPerBatch = 40;

    /// <summary>Batch n brings the events n·40 … n·40+39 of as many orders, every other one a later stage of an order before, and moves the cursor to n + 1.</summary>
    public static IReadOnlyList<OrderEvent> Batch(int number) =>
    [
        .. Enumerable.Range(number * EventsPerBatch, EventsPerBatch).Select(i => i % 2 == 0
            ? Some.Event($"e{i}", $"K{i}", stage: Stage.Created, minute: i)
            : Some.Event($"e{i}", $"K{i - 1}", stage: Stage.Routed, minute: i)),
    ];

    public static async Task RunAsync(string directory, string? database)
    {
        await using var files = await StoreFiles.OpenAsync(directory, database);
        var cursor = await files.Store.ReadCursorAsync("s", default);
        for (var number = Number(cursor.Position); ; number++)
        {
            var move = new CursorMove(cursor.Revision, (number + 1).ToString(CultureInfo.InvariantCulture), Some.Start.AddMinutes(number));
            var done = await files.Store.AppendAsync(new IngestBatch { Source = "s", ObservedAt = Some.Start, Events = Batch(number), Cursor = move }, default);
            cursor = done.Succeeded ? done.Value.Cursor! : throw new InvalidOperationException(done.Error!.Message);
            await Console.Out.WriteLineAsync(cursor.Position);
            await Console.Out.FlushAsync();
        }
    }

    public static int Number(string? position) => position is null ? 0 : int.Parse(position, CultureInfo.InvariantCulture);
}
