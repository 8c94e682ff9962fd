using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace CommandCenter.Tests.Browser;

/// <summary>The digest as it is read and printed.</summary>
[Collection(Pages.Name)]
public sealed class DigestTests(BrowserHost host)
{
    [Theory]
    [InlineData("executive")]
    [InlineData("finance")]
    [InlineData("customer-care")]
    [InlineData("operations")]
    public async Task Digest_Printed_IsOnePage(string audience)
    {
        await using var window = await host.OpenAsync("exec", "/digest?audience=" + audience);
        await Assertions.Expect(window.Page.Locator("article.digest section").First).ToBeVisibleAsync();

        var pdf = await window.Page.PdfAsync(new() { Format = "A4", PrintBackground = true, Margin = new() { Top = "10mm", Bottom = "10mm", Left = "10mm", Right = "10mm" } });

        Assert.Single(Regex.Matches(System.Text.Encoding.Latin1.GetString(pdf), @"/Type\s*/Page\b", RegexOptions.None, TimeSpan.FromSeconds(5)));
        Assert.Empty(window.Complaints);
    }

    [Fact]
    public async Task Digest_DayBefore_IsAKeyAwayAndStaysInTheAddress()
    {
        await using var window = await host.OpenAsync("exec", "/digest");
        await Assertions.Expect(window.Page.Locator("select[name=audience]")).ToHaveValueAsync("executive");
        await window.Page.Locator("h1").ClickAsync();
        await window.Page.Keyboard.PressAsync(",");
        await Assertions.Expect(window.Page).ToHaveURLAsync(new Regex("date=20", RegexOptions.None, TimeSpan.FromSeconds(1)));
        await Assertions.Expect(window.Page.Locator(".asof")).ToContainTextAsync("The whole day");
        await window.Page.Locator("select[name=audience]").SelectOptionAsync("finance");
        await Assertions.Expect(window.Page.Locator("article.digest h2")).ToContainTextAsync("finance");
    }
}
