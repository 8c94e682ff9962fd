using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace CommandCenter.Tests.Browser;

/// <summary>
/// Runs axe in a page. Not by the package's own call: that opens a further page for each run, loads axe into both, and sends every element that passed back to be thrown away, which
/// took longer than all else that these tests do. Our pages have no frames, so nothing has to be put together from several.
/// </summary>
internal static class Axe
{
    private const string Run = """
        async only => {
            if (document.querySelector('iframe, frame')) throw new Error('a page with frames is not looked at whole');
            // a colour on its way from one theme to the other is neither's
            await Promise.all(document.getAnimations().filter(a => a instanceof CSSTransition).map(a => a.finished.catch(() => { })));
            const options = { resultTypes: ['violations'], ...(only ? { runOnly: { type: 'rule', values: [only] } } : {}) };
            const { violations, passes } = await axe.run(document, options);
            if (!violations.length && !passes.length) throw new Error('no rule applied');
            return violations.filter(v => v.impact === 'serious' || v.impact === 'critical')
                .map(v => `${v.impact} ${v.id}: ${v.nodes.slice(0, 3).map(n => n.html).join(' | ')}`);
        }
        """;

    private static readonly string script = new BundledAxeScriptProvider().GetScript();

    /// <summary>What a page violates seriously.</summary>
    /// <param name="rule">The only rule to be asked; null = all.</param>
    public static async Task<string[]> SeriousAsync(IPage page, string? rule = null)
    {
        ArgumentNullException.ThrowIfNull(page);
        if (!await page.EvaluateAsync<bool>("() => 'axe' in window")) await page.EvaluateAsync(script);
        return await page.EvaluateAsync<string[]>(Run, rule);
    }
}
