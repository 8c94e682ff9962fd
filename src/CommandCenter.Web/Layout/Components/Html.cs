using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.AspNetCore.Components;

namespace CommandCenter.Layout.Components;

/// <summary>
/// Markup that is written once for all viewers and shown by each as it is: <c>Html.Of($"&lt;b&gt;{name}&lt;/b&gt;")</c>. What stands in the code is markup, every value that is put in is text
/// and is encoded by the framework's encoder, inside of elements and of quoted attributes alike. Only another <see cref="MarkupString"/> goes in unchanged.
/// </summary>
public static class Html
{
    /// <summary>The markup; the same text gives the same markup.</summary>
    public static MarkupString Of(ref HtmlText text) => new(text.Take());

    /// <summary>One behind the other.</summary>
    public static MarkupString And(this MarkupString first, MarkupString next) => new(first.Value + next.Value);

    /// <summary>Several in a row.</summary>
    public static MarkupString Join(IEnumerable<MarkupString> parts) => new(string.Concat(parts.Select(p => p.Value)));
}

/// <summary>What the compiler turns an interpolated string for <see cref="Html.Of"/> into. A value of any other type does not compile.</summary>
[InterpolatedStringHandler]
public ref struct HtmlText(int literalLength, int formattedCount)
{
    // encodes what means something to a parser, and leaves other scripts readable
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    private DefaultInterpolatedStringHandler text = new(literalLength, formattedCount, CultureInfo.InvariantCulture);

    public void AppendLiteral(string value) => text.AppendLiteral(value);

    public void AppendFormatted(string? value)
    {
        if (!string.IsNullOrEmpty(value)) text.AppendLiteral(Encoder.Encode(value));
    }

    public void AppendFormatted(long value) => text.AppendFormatted(value);

    public void AppendFormatted(long? value) => text.AppendFormatted(value);

    public void AppendFormatted(MarkupString value) => text.AppendFormatted(value.Value);

    public void AppendFormatted(MarkupString? value) => text.AppendFormatted(value?.Value);

    internal string Take() => text.ToStringAndClear();
}
