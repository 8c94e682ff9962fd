using System.Buffers;
using System.Text;

namespace CommandCenter.Rehearsal.Faults;

/// <summary>Puts an answer together: the records as they lie in the ledger, between what the server says around them.</summary>
internal static class FeedAnswer
{
    /// <param name="array">Name of the array of records.</param>
    /// <param name="rest">The other members, as JSON without braces.</param>
    public static byte[] Of(string array, IReadOnlyList<byte[]> records, string rest)
    {
        var into = new ArrayBufferWriter<byte>(1024 + records.Sum(r => r.Length + 1));
        into.Write(Encoding.UTF8.GetBytes($"{{\"{array}\":["));
        for (var i = 0; i < records.Count; i++)
        {
            if (i > 0)
            {
                into.Write(","u8);
            }

            into.Write(records[i]);
        }

        into.Write(Encoding.UTF8.GetBytes($"],{rest}}}"));
        return into.WrittenSpan.ToArray();
    }
}
