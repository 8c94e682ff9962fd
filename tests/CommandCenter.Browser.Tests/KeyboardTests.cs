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
}
