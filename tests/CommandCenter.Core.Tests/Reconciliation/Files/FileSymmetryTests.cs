using CommandCenter.Reconciliation.Files;
using CsCheck;

namespace CommandCenter.Tests.Reconciliation.Files;

/// <summary>What must hold for any two files.</summary>
public class FileSymmetryTests
{
    private static readonly string[] values = ["", "1", "1.0", "1.01", "x", "\"a,b\"", "\"a\nb\"", "2026-11-10", "true", "\"q\"\"q\"", "é"];

    private static readonly Gen<string> value = Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static readonly Gen<string> file = Gen.Select(Gen.Int[0, 30], value, value).Select((key, a, b) => $"K{key},{a},{b}\n").Array[0, 40].Select(rows => "id,a,b\n" + string.Concat(rows));

    [Fact]
    public void Run_InParts_FindsTheSameInTheSameOrder() => Gen.Select(file, file, Gen.Int[2, 5]).Sample(
        (left, right, parts) =>
        {
            using var files = new FilePair(left, right);
            var (whole, found) = files.Run();
            var (inParts, foundInParts) = files.Run(a => a with { Parts = parts });
            Assert.Equal(found, foundInParts);
            Assert.Equal(whole.Value.ByColumn, inParts.Value.ByColumn);
            Assert.Equal((whole.Value.Compared, whole.Value.DifferentRows, whole.Value.Left, whole.Value.Right), (inParts.Value.Compared, inParts.Value.DifferentRows, inParts.Value.Left, inParts.Value.Right));
        },
        iter: 40);

    [Fact]
    public void Run_SidesSwapped_FindsTheSame() => Gen.Select(file, file).Sample(
        (left, right) =>
        {
            using var there = new FilePair(left, right);
            using var back = new FilePair(right, left);
            Assert.Equal(there.Find().Order(StringComparer.Ordinal), back.Find().Select(Swapped).Order(StringComparer.Ordinal));
        },
        iter: 40);

    [Fact]
    public void Run_WithItself_FindsNothingButItsOwnRepeats() => file.Sample(
        text =>
        {
            using var files = new FilePair(text, text);
            Assert.All(files.Find(), found => Assert.Contains("|duplicate-", found, StringComparison.Ordinal));
        },
        iter: 40);

    [Fact]
    public void Run_RowsOfOneKeyInOtherColumns_FindsTheSameAsInOneOrder() => Gen.Select(file, file).Sample(
        (left, right) =>
        {
            // other names for the columns make the fast way for equal rows impossible; the differences stay
            using var alike = new FilePair(left, right);
            using var other = new FilePair(left, right.Replace("id,a,b\n", "id,a,c\n", StringComparison.Ordinal));
            using var wider = new FilePair(left, right.Replace("\nK", "\nz,K", StringComparison.Ordinal).Replace("id,a,b\n", "more,id,a,b\n", StringComparison.Ordinal));
            Assert.Equal(alike.Find(), other.Find(a => a with { Maps = [("b", "c")] }));
            Assert.Equal(alike.Find(), wider.Find());
        },
        iter: 40);

    private static string Swapped(string found)
    {
        var parts = found.Split('|');
        (parts[2], parts[3]) = (parts[3], parts[2]);
        parts[4] = parts[4].Contains("left", StringComparison.Ordinal) ? parts[4].Replace("left", "right", StringComparison.Ordinal) : parts[4].Replace("right", "left", StringComparison.Ordinal);
        return string.Join('|', parts);
    }
}
