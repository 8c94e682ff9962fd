using System.Diagnostics;
using Microsoft.Playwright;

namespace CommandCenter.Benchmarks.Latency;

/// <summary>Watches the number that a page shows and when it reached the screen, in this program's monotonic time.</summary>
internal sealed class PixelProbe
{
    /// <summary>
    /// Notes each new number in <c>.asof</c>: when the document changed, and the first moment after the frame that drew it (a message posted from that frame's callback,
    /// which runs once the frame has been handed on).
    /// </summary>
    private const string Script = """
        () => {
          const seen = window.benchmarkSeen = [];
          const read = () => Number((document.querySelector('.asof')?.textContent.match(/\d[\d,.]*/)?.[0] ?? '').replace(/\D/g, ''));
          let last = read();
          new MutationObserver(() => {
            const number = read();
            if (number === last) return;
            last = number;
            const changed = performance.now();
            requestAnimationFrame(() => {
              const after = new MessageChannel();
              after.port1.onmessage = () => seen.push([number, changed, performance.now()]);
              after.port2.postMessage(0);
            });
          }).observe(document.body, { childList: true, characterData: true, subtree: true });
          return last;
        }
        """;

    private readonly IPage page;
    private readonly TimeSpan browserStart;

    private PixelProbe(IPage page, TimeSpan browserStart, TimeSpan uncertainty, long first) =>
        (this.page, this.browserStart, Uncertainty, First) = (page, browserStart, uncertainty, first);

    /// <summary>How far off the browser's clock may be: half of the fastest of forty round trips.</summary>
    public TimeSpan Uncertainty { get; }

    /// <summary>The number that stood there when watching began.</summary>
    public long First { get; }

    /// <summary>Monotonic time, the same in every process of this machine.</summary>
    public static TimeSpan Now => Stopwatch.GetElapsedTime(0);

    public static async Task<PixelProbe> AttachAsync(IPage page)
    {
        var (best, start) = (TimeSpan.MaxValue, TimeSpan.Zero);
        for (var i = 0; i < 40; i++)
        {
            var before = Now;
            var browser = await page.EvaluateAsync<double>("() => performance.now()");
            var trip = Now - before;
            if (trip < best)
            {
                (best, start) = (trip, before + (trip / 2) - TimeSpan.FromMilliseconds(browser));
            }
        }

        return new PixelProbe(page, start, best / 2, (long)await page.EvaluateAsync<double>(Script));
    }

    /// <summary>The last number that reached the screen.</summary>
    public async Task<long> LastAsync() => (long)await page.EvaluateAsync<double>($"() => window.benchmarkSeen.at(-1)?.[0] ?? {First}");

    /// <summary>Everything seen since the last call, oldest first.</summary>
    public async Task<IReadOnlyList<Sighting>> TakeAsync()
    {
        var seen = await page.EvaluateAsync<double[][]>("() => window.benchmarkSeen.splice(0)");
        return [.. seen.Select(s => new Sighting((long)s[0], browserStart + TimeSpan.FromMilliseconds(s[1]), browserStart + TimeSpan.FromMilliseconds(s[2])))];
    }
}

/// <summary>A number that appeared.</summary>
/// <param name="Changed">When the document held it.</param>
/// <param name="Drawn">When the frame with it had been drawn.</param>
internal readonly record struct Sighting(long Number, TimeSpan Changed, TimeSpan Drawn);
