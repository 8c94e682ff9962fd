using System.Text;
using CommandCenter.Sources;

namespace CommandCenter.Tests.Sources.Csv;

/// <summary>Files are larger than memory; reading them is not. Measures the process, so nothing runs beside it.</summary>
[Collection(nameof(MeasuresMemory))]
public class CsvMemoryTests
{
    private const long Megabyte = 1024 * 1024;

    [Fact]
    public async Task File_OfManyHundredMegabytes_IsReadInTheMemoryOfAPage()
    {
        using var drop = new CsvDrop();
        const int rows = 300_000;
        var filler = new string('x', 900);
        await using (var file = new StreamWriter(Path.Combine(drop.Folder, "a.csv"), false, new UTF8Encoding(false), 1 << 20))
        {
            await file.WriteLineAsync("ref;note");
            for (var i = 0; i < rows; i++)
            {
                await file.WriteLineAsync($"A{i};\"{filler}\"");
            }
        }

        Assert.True(new FileInfo(Path.Combine(drop.Folder, "a.csv")).Length > 250 * Megabyte);
        await using var source = drop.Read(drop.Settings(limit: 2000));
        var (cursor, read, most) = (SourceCursor.Start, 0, 0L);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var page = 0; ; page++)
        {
            using var next = (await source.ReadAsync(cursor, TestContext.Current.CancellationToken)).Value;
            read += next.Records.Count;
            cursor = new SourceCursor(cursor.Revision + 1, next.Position, null);
            // what is alive while a page is in hand
            most = page % 30 == 0 ? Math.Max(most, GC.GetTotalMemory(forceFullCollection: true)) : most;
            if (!next.More)
            {
                break;
            }
        }

        Assert.Equal(rows, read);
        Assert.True(most - before < 32 * Megabyte, $"{(most - before) / Megabyte} MiB were alive");
    }

    [Fact]
    public async Task Line_WithoutAnEnd_IsPassedOverInTheMemoryOfARow()
    {
        using var drop = new CsvDrop();
        await using (var file = new FileStream(Path.Combine(drop.Folder, "a.csv"), FileMode.Create))
        {
            await file.WriteAsync("ref;note\nA1;"u8.ToArray(), TestContext.Current.CancellationToken);
            var piece = new byte[Megabyte];
            Array.Fill(piece, (byte)'x');
            for (var i = 0; i < 200; i++)
            {
                await file.WriteAsync(piece, TestContext.Current.CancellationToken);
            }

            await file.WriteAsync("\nA2;fine\n"u8.ToArray(), TestContext.Current.CancellationToken);
        }

        await using var source = drop.Read();
        var before = GC.GetTotalAllocatedBytes();
        using var page = (await source.ReadAsync(SourceCursor.Start, TestContext.Current.CancellationToken)).Value;

        Assert.True(GC.GetTotalAllocatedBytes() - before < 64 * Megabyte, $"{(GC.GetTotalAllocatedBytes() - before) / Megabyte} MiB were allocated");
        Assert.Equal("too-long", Assert.Single(page.Unread).Code);
        using var next = (await source.ReadAsync(new SourceCursor(1, page.Position, null), TestContext.Current.CancellationToken)).Value;
        Assert.Equal("fine", Assert.Single(next.Records).GetProperty("note").GetString());
    }
}

[CollectionDefinition(nameof(MeasuresMemory), DisableParallelization = true)]
public class MeasuresMemory;
