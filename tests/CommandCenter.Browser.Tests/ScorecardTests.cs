using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace CommandCenter.Tests.Browser;

/// <summary>The scorecard as executives see and print it.</summary>
[Collection(Pages.Name)]
public sealed class ScorecardTests(BrowserHost host)
{
    /// <summary>An executive takes it into a meeting: one page, whatever is missing.</summary>
    [Fact]
    public async Task Scorecard_Printed_IsOnePage()
    {
        await using var window = await host.OpenAsync("exec", "/scorecard");
        await Assertions.Expect(window.Page.Locator("table.kpi tbody tr")).ToHaveCountAsync(17);

        foreach (var landscape in (bool[])[false, true])
        {
            var pdf = await window.Page.PdfAsync(new() { Format = "A4", Landscape = landscape, PrintBackground = true, Margin = new() { Top = "10mm", Bottom = "10mm", Left = "10mm", Right = "10mm" } });
            Assert.Single(Regex.Matches(System.Text.Encoding.Latin1.GetString(pdf), @"/Type\s*/Page\b", RegexOptions.None, TimeSpan.FromSeconds(5)));
        }

        Assert.Empty(window.Complaints);
    }

    [Fact]
    public async Task Scorecard_Lane_StaysInTheAddressAndDefinitionsAreAKeyAway()
    {
        await using var window = await host.OpenAsync("exec", "/scorecard");
        await window.Page.Locator("select[name=lane]").SelectOptionAsync("ship-to-home");
        await Assertions.Expect(window.Page).ToHaveURLAsync(new Regex("lane=ship-to-home", RegexOptions.None, TimeSpan.FromSeconds(1)));
        await Assertions.Expect(window.Page.Locator("tr.kdef")).ToHaveCountAsync(0);
        await window.Page.Locator("h1").ClickAsync();
        await window.Page.Keyboard.PressAsync("d");
        await Assertions.Expect(window.Page.Locator("tr.kdef").First).ToContainTextAsync("out of:");
        await window.Page.ReloadAsync();
        await Assertions.Expect(window.Page.Locator("select[name=lane]")).ToHaveValueAsync("ship-to-home");
    }
}
