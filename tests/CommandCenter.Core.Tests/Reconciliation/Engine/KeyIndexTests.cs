using CommandCenter.Reconciliation.Engine;
using CsCheck;

namespace CommandCenter.Tests.Reconciliation.Engine;

public class KeyIndexTests
{
    [Fact]
    public void Find_AllKeysOfOneHash_AreToldApart()
    {
        var keys = Enumerable.Range(0, 300).Select(RowJoinTests.Key).ToList();
        var index = new KeyIndex<OneHash>(new OneHash(keys));
        for (var row = 0; row < keys.Count; row++)
        {
            Assert.Equal(row, index.Add(row, keys[row], OneHash.Everything));
        }

        Assert.All(Enumerable.Range(0, keys.Count), row => Assert.Equal(row, index.Find(keys[row], OneHash.Everything)));
        Assert.All(Enumerable.Range(0, keys.Count), row => Assert.Equal(row, index.Add(1000 + row, keys[row], OneHash.Everything)));
        Assert.Equal(-1, index.Find(RowJoinTests.Key(300), OneHash.Everything));
        Assert.Equal(keys.Count, index.Count);
    }

    [Fact]
    public void Hash_AnyTwoKeys_AreEqualForEqualBytesOnly() => Gen.Select(Gen.Byte.Array[0, 40], Gen.Byte.Array[0, 40]).Sample((a, b) =>
    {
        Assert.Equal(KeyHash.Of(a), KeyHash.Of([.. a]));
        Assert.Equal(a.AsSpan().SequenceEqual(b), KeyHash.Of(a) == KeyHash.Of(b));
    });

    [Fact]
    public void Hash_OneBitChanged_ChangesHalfOfIt() => Gen.Select(Gen.Byte.Array[1, 40], Gen.Int[0, 319]).Sample((key, bit) =>
    {
        var other = key.ToArray();
        other[bit / 8 % key.Length] ^= (byte)(1 << (bit % 8));
        Assert.InRange(ulong.PopCount(KeyHash.Of(key) ^ KeyHash.Of(other)), 6UL, 58UL);
    });

    private readonly struct OneHash(List<byte[]> keys) : IKeyedRows
    {
        public const ulong Everything = 0x1234_5678_0000_0003;

        public ReadOnlySpan<byte> Key(int row) => keys[row];

        public ulong Hash(int row) => Everything;
    }
}
