using System.Text;

namespace CommandCenter.Rehearsal.Faults;

/// <summary>What faults make of the records of a page.</summary>
internal static class PageFaults
{
    // what a broken export, a hostile customer or another system's queue leaves in a feed
    private static readonly string[] garbage =
    [
        """{"ref":"<script>alert(1)</script>","orderKey":"<script>alert(1)</script>","ord":"<script>alert(1)</script>","tx_state":"ALLOC","status":"OPEN","st":"PK"}""",
        "\"a word where a record should be\"",
        """{"ref":"=HYPERLINK(\"http://example.invalid\",\"AR\")","orderKey":"=1+1","ord":"@SUM(A1)","updated":"9999-99-99 99:99:99","occurredAt":"never","amt":"NaN"}""",
        "null",
        """{"ref":"AR-\r\nX: 1","orderKey":"AR-\r\nX: 1","ord":"AR-\u0000","rev":"many","sequence":-1,"version":1e99}""",
        "[1,2,3]",
        "{}",
    ];

    private static int nextGarbage;

    /// <summary>Repeats, shuffles and litters, as far as these faults are on.</summary>
    public static List<byte[]> Apply(FaultBoard faults, string feed, List<byte[]> records)
    {
        if (faults.Use(FaultIds.DuplicateEvents, feed) is not null)
        {
            records = [.. records.SelectMany(r => Enumerable.Repeat(r, 10))];
        }

        if (faults.Use(FaultIds.Shuffle, feed) is not null)
        {
            records = [.. records.AsEnumerable().Reverse().Select((r, i) => (r, i)).OrderBy(x => x.i * 7919 % 101).Select(x => x.r)];
        }

        if (faults.Use(FaultIds.GarbageRecords, feed) is not null)
        {
            var one = garbage[(Interlocked.Increment(ref nextGarbage) - 1) % garbage.Length];
            records.Insert(records.Count / 2, Encoding.UTF8.GetBytes(one));
        }

        return records;
    }

    /// <summary>Renames fields all over an answer.</summary>
    public static byte[] Rename(byte[] body, IReadOnlyList<(string From, string To)> fields)
    {
        var text = new StringBuilder(Encoding.UTF8.GetString(body));
        foreach (var (from, to) in fields)
        {
            text.Replace($"\"{from}\":", $"\"{to}\":");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
