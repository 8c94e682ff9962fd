using System.Text.Json;
using CommandCenter.Reconciliation.Files;

namespace CommandCenter.Tests.Reconciliation.Files;

public class DifferenceFilesTests
{
    [Fact]
    public void Complete_Formulas_AreInertInCsvAndExactInJson()
    {
        using var files = new FilePair("id,v\n=cmd|' /C calc'!A0,+1\nb,-2\nc,@x\nd,\"\n=1\"\ne,<b>\n", "id,v\n=cmd|' /C calc'!A0,-1\nb,\"\tz\"\nc,\"\rz\"\nd,1\ne,</script>\u2028\n");
        using (var written = new DifferenceFiles(files.Output))
        {
            var result = FileReconciler.Run(new ReconcileFiles(files.Left, files.Right) { Types = [("v", ValueKind.Text)] }, written, TestContext.Current.CancellationToken);
            written.Complete(result.Value);
        }

        var csv = File.ReadAllText(Path.Combine(files.Output, DifferenceFiles.Csv));
        Assert.Equal(
            "orderKey,field,left,right,rule\n\"'=cmd|' /C calc'!A0\",v,\"'+1\",\"'-1\",differs:v\nb,v,\"'-2\",\"'\tz\",differs:v\nc,v,\"'@x\",\"'\rz\",differs:v\nd,v,\"'\n=1\",1,differs:v\ne,v,<b>,</script>\u2028,differs:v\n", csv);
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(files.Output, DifferenceFiles.Json)));
        var items = json.RootElement.EnumerateArray().ToList();
        Assert.Equal(("=cmd|' /C calc'!A0", "v", "+1", "-1", "differs:v"), (Text(items[0], "orderKey"), Text(items[0], "field"), Text(items[0], "left"), Text(items[0], "right"), Text(items[0], "rule")));
        Assert.Equal(("\n=1", "</script>\u2028"), (Text(items[3], "left"), Text(items[4], "right")));
        using var summary = JsonDocument.Parse(File.ReadAllText(Path.Combine(files.Output, DifferenceFiles.Summary)));
        Assert.Equal(5, summary.RootElement.GetProperty("differences").GetInt64());
        Assert.Equal(5, summary.RootElement.GetProperty("columns")[0].GetProperty("different").GetInt64());
    }

    [Fact]
    public void Complete_NoDifferenceOrMissingOrders_IsValidJson()
    {
        using var files = new FilePair("a,b,v\n1,2,x\n", "a,b,v\n1,2,x\n1,3,y\n");
        foreach (var keys in (string[][])[["a,b"], ["a"]])
        {
            using var written = new DifferenceFiles(files.Output);
            written.Complete(FileReconciler.Run(new ReconcileFiles(files.Left, files.Right) { Keys = keys }, written, TestContext.Current.CancellationToken).Value);
            using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(files.Output, DifferenceFiles.Json)));
            var only = json.RootElement.EnumerateArray().Single();
            Assert.Equal(keys[0] == "a" ? "duplicate-right" : "missing-left", Text(only, "rule"));
            Assert.Equal(keys[0] == "a" ? "1" : "1 | 3", Text(only, "orderKey"));
            Assert.Equal(keys[0] == "a" ? "2" : null, Text(only, "right"));
        }
    }

    [Fact]
    public void Dispose_WithoutCompletion_LeavesEarlierResultsAndNoParts()
    {
        using var files = new FilePair("id\n", "id\n");
        Directory.CreateDirectory(files.Output);
        File.WriteAllText(Path.Combine(files.Output, DifferenceFiles.Csv), "earlier");
        new DifferenceFiles(files.Output).Dispose();
        Assert.Equal("earlier", File.ReadAllText(Assert.Single(Directory.GetFiles(files.Output))));
    }

    private static string? Text(JsonElement item, string name) => item.GetProperty(name).GetString();
}
