using CommandCenter.Layout.Components;
using Microsoft.AspNetCore.Components;

namespace CommandCenter.Tests.Layout;

/// <summary>Markup that is written once for all viewers: only what stands in the code is markup.</summary>
public class HtmlTests
{
    [Theory]
    [InlineData("<img src=x onerror=alert(1)>", "&lt;img src=x onerror=alert(1)&gt;")]
    [InlineData("\" onfocus=\"alert(1)", "&quot; onfocus=&quot;alert(1)")]
    [InlineData("' onfocus='alert(1)", "&#x27; onfocus=&#x27;alert(1)")]
    [InlineData("a & b", "a &amp; b")]
    [InlineData("Zürich – 注文", "Zürich – 注文")]
    [InlineData("a\nb", "a&#xA;b")]
    public void Of_Text_IsEncodedInElementsAndAttributes(string text, string encoded) =>
        Assert.Equal($"<b title=\"{encoded}\">{encoded}</b>", Html.Of($"<b title=\"{text}\">{text}</b>").Value);

    [Fact]
    public void Of_MarkupAndNumbers_GoInAsTheyAre()
    {
        MarkupString? none = null;
        Assert.Equal("<p><i>1</i>1200</p>", Html.Of($"<p>{Html.Of($"<i>{1}</i>")}{1200L}{none}{default(MarkupString)}{(string?)null}</p>").Value);
    }
}
