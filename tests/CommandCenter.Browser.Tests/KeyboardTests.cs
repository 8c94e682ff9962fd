using Microsoft.Playwright;

namespace CommandCenter.Tests.Browser;

[Collection(Pages.Name)]
public sealed class KeyboardTests(BrowserHost host)
{
    [Fact]
    public async Task CtrlK_WithAnOrdersNumber_OpensThatOrder()
    {
        await using var window = await host.OpenAsync("care");
        await window.Page.Keyboard.PressAsync("Control+k");
        await Assertions.Expect(window.Page.Locator("#find-text")).ToBeFocusedAsync();
        await window.Page.Keyboard.TypeAsync(host.FirstOrder);
        await window.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(window.Page).ToHaveURLAsync($"{host.Url}/orders/{Uri.EscapeDataString(host.FirstOrder)}");
        await Assertions.Expect(window.Page.Locator("table.stages tbody tr").First).ToBeVisibleAsync();
        await Assertions.Expect(window.Page.Locator("#find")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task ArrowsAndEnter_InAList_ChooseAndOpen()
    {
        await using var window = await host.OpenAsync("ops", "/orders");
        await window.Page.Locator("table.list [data-row]").First.WaitForAsync();
        await window.Page.Locator("h1").FocusAsync();
        await window.Page.Keyboard.PressAsync("ArrowDown");
        await window.Page.Keyboard.PressAsync("ArrowDown");
        var key = await window.Page.EvaluateAsync<string>("() => document.activeElement.querySelector('.key').textContent");
        await window.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(window.Page.Locator("h1 .key")).ToHaveTextAsync(key);
    }

    [Fact]
    public async Task Letter_OutsideInputs_GivesTheCommandUnlessSwitchedOff()
    {
        await using var window = await host.OpenAsync("ops", "/landscape");
        await window.Page.Locator("h1").FocusAsync();
        await window.Page.Keyboard.PressAsync("t");
        await Assertions.Expect(window.Page.Locator("#try-sample")).ToBeVisibleAsync();
        await window.Page.Locator("#try-sample").FocusAsync();
        await window.Page.Keyboard.TypeAsync("t?");
        await Assertions.Expect(window.Page.Locator("#keys")).ToBeHiddenAsync();

        await window.Page.Locator("h1").FocusAsync();
        await window.Page.Keyboard.PressAsync("?");
        await Assertions.Expect(window.Page.Locator("#keys")).ToBeVisibleAsync();
        await window.Page.GetByLabel("Single letters act").UncheckAsync();
        await window.Page.Keyboard.PressAsync("Escape");
        await window.GoToAsync("/landscape");
        await window.Page.Locator("h1").FocusAsync();
        await window.Page.Keyboard.PressAsync("t");
        await window.Page.Keyboard.PressAsync("?");
        await Assertions.Expect(window.Page.Locator("#keys")).ToBeHiddenAsync();
        await Assertions.Expect(window.Page.Locator("#try-sample")).ToHaveCountAsync(0);
    }

    /// <summary>Figures change four times a second; what has the focus must not be taken away by it.</summary>
    [Theory]
    [InlineData(".lanes tbody tr:first-child a[data-open]")]
    [InlineData(".lanes tbody tr:first-child")]
    [InlineData("table.ref tbody tr:first-child a[data-open]")]
    public async Task Focus_WhileFiguresChange_Stays(string selector)
    {
        await using var window = await host.OpenAsync();
        var row = window.Page.Locator(selector);
        await row.WaitForAsync();
        await row.EvaluateAsync("e => { if (e.matches('tr')) e.tabIndex = -1; e.focus(); window.focused = e; window.cells = 0; new MutationObserver(changes => window.cells += changes.length).observe(e.closest('tbody'), { childList: true, subtree: true }); }");
        await window.Page.WaitForFunctionAsync("() => window.cells >= 6", null, new() { Timeout = 30_000 });
        Assert.True(await window.Page.EvaluateAsync<bool>("() => document.activeElement === window.focused && window.focused.isConnected"));
        Assert.Empty(window.Complaints);
    }
}
