using System.Runtime.CompilerServices;
using System.Text;

namespace CommandCenter.Reconciliation.Quick;

/// <summary>Texts out of stored bytes, where few texts stand in millions of orders: each is made once, as long as no other takes its place.</summary>
internal sealed class Words
{
    private readonly string?[] known = new string?[256];

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public string Of(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty)
        {
            return "";
        }

        ref var place = ref known[((utf8.Length * 31 + utf8[0]) * 31 + utf8[^1]) & 255];
        return place is { } word && Ascii.Equals(utf8, word) ? word : place = Encoding.UTF8.GetString(utf8);
    }
}
