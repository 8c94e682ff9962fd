using System.Text.Json;
using CommandCenter.Benchmarks.Ingest;

namespace CommandCenter.Benchmarks.Hosting;

/// <summary>The product as it is run, on a free port, with a fresh store and the benchmark's plan; nothing but the benchmark feeds it.</summary>
internal static class ProductHost
{
    /// <param name="more">Further settings, such as <c>--CommandCenter:Storage:Directory=…</c> for a store that exists.</param>
    public static async Task<HostProcess> StartAsync(string scratch, IReadOnlyDictionary<string, string>? extra, CancellationToken cancel, params IEnumerable<string> more)
    {
        var folder = Directory.CreateDirectory(Path.Combine(scratch, Path.GetRandomFileName()));
        var plan = Path.Combine(folder.FullName, "plan.yaml");
        await File.WriteAllTextAsync(plan, BenchmarkPlan.Text(), cancel);
        string[] settings =
        [
            "--Urls=http://127.0.0.1:0",
            "--CommandCenter:Plan:File=" + plan,
            "--CommandCenter:Storage:Directory=" + Path.Combine(folder.FullName, "data"),
            "--CommandCenter:Rehearsal:Enabled=true", // for the demo people; no world runs
            "--CommandCenter:Rehearsal:InProcess=false",
            .. more,
        ];
        var environment = new Dictionary<string, string>(BenchmarkPlan.Environment, StringComparer.Ordinal);
        foreach (var (name, value) in CollectorOfProduct().Concat(extra ?? new Dictionary<string, string>(StringComparer.Ordinal)))
        {
            environment[name] = value;
        }

        return await HostProcess.StartAsync(HostMode.Product, settings, environment, cancel);
    }

    /// <summary>The garbage collector's mode is a setting of the executable: taken from the product's own, not from this program's.</summary>
    private static Dictionary<string, string> CollectorOfProduct()
    {
        using var config = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "CommandCenter.Web.runtimeconfig.json")));
        var properties = config.RootElement.GetProperty("runtimeOptions").TryGetProperty("configProperties", out var found) ? found : default;
        bool Set(string name, bool otherwise) => properties.ValueKind == JsonValueKind.Object && properties.TryGetProperty(name, out var value) ? value.GetBoolean() : otherwise;
        return new(StringComparer.Ordinal)
        {
            ["DOTNET_gcServer"] = Set("System.GC.Server", false) ? "1" : "0",
            ["DOTNET_gcConcurrent"] = Set("System.GC.Concurrent", true) ? "1" : "0",
        };
    }
}
