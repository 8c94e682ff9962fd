using System.Text.Json;
using System.Text.RegularExpressions;

namespace CommandCenter.Benchmarks.Load;

/// <summary>What a browser takes out of a page in order to start its circuit.</summary>
/// <param name="Operations">The root components to add, as the browser's script words it.</param>
/// <param name="State">The prerendered state, protected by the server.</param>
/// <param name="Figures">Pieces of text that a person sees in the page's main part.</param>
internal sealed partial record CircuitPage(Uri Address, string Operations, string State, int Figures)
{
    public static async Task<CircuitPage> LoadAsync(HttpClient http, string path, CancellationToken cancel)
    {
        using var answer = await http.GetAsync(new Uri(path, UriKind.Relative), cancel);
        answer.EnsureSuccessStatusCode();
        var html = await answer.Content.ReadAsStringAsync(cancel);
        var address = new Uri(http.BaseAddress!, path);

        // the marker that closes a prerendered component has no descriptor
        var markers = Markers().Matches(html).Select(m => m.Groups["it"].Value).Where(m => m.Contains("\"descriptor\"", StringComparison.Ordinal)).ToArray();
        if (markers.Length == 0)
        {
            throw new InvalidDataException($"{path} holds no interactive component: is it signed in?");
        }

        var operations = markers.Select((marker, i) => $$"""{"type":"add","ssrComponentId":{{i + 1}},"marker":{{marker}}}""");
        var batch = $$"""{"batchId":1,"operations":[{{string.Join(',', operations)}}]}""";
        using var valid = JsonDocument.Parse(batch);
        return new CircuitPage(address, batch, StateMarker().Match(html).Groups["it"].Value, CountTexts(html));
    }

    private static int CountTexts(string html)
    {
        var from = html.IndexOf("<main", StringComparison.Ordinal);
        var to = html.LastIndexOf("</main>", StringComparison.Ordinal);
        return from < 0 || to < from ? 0 : Texts().Count(html[from..to]);
    }

    [GeneratedRegex("<!--Blazor:(?<it>{.*?})-->", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Markers();

    [GeneratedRegex("<!--Blazor-Server-Component-State:(?<it>.*?)-->", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex StateMarker();

    [GeneratedRegex(@">\s*[^<\s][^<]*<", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Texts();
}
