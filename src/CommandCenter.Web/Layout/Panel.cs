using Microsoft.AspNetCore.Components;

namespace CommandCenter.Layout;

/// <summary>A part of a live page: drawn again only when its view is another object.</summary>
public abstract class Panel<T> : ComponentBase
    where T : class
{
    private T? drawn;

    [Parameter, EditorRequired] public required T View { get; set; }

    protected override bool ShouldRender()
    {
        if (ReferenceEquals(drawn, View)) return false;
        drawn = View;
        return true;
    }
}
