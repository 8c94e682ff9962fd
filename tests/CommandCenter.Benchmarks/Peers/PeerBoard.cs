using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;

namespace CommandCenter.Benchmarks.Peers;

/// <summary>The document around <see cref="PeerBoard"/>.</summary>
public sealed class PeerDocument : ComponentBase
{
    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddMarkupContent(0, "<!DOCTYPE html><html><head><meta charset=\"utf-8\"><base href=\"/\"></head><body>");
        builder.OpenComponent<Router>(1);
        builder.AddComponentParameter(2, nameof(Router.AppAssembly), typeof(PeerDocument).Assembly);
        builder.AddComponentParameter(3, nameof(Router.Found), (RenderFragment<RouteData>)(route => inner =>
        {
            inner.OpenComponent<RouteView>(0);
            inner.AddComponentParameter(1, nameof(RouteView.RouteData), route);
            inner.CloseComponent();
        }));
        builder.CloseComponent();
        builder.AddMarkupContent(4, "</body></html>");
    }
}

/// <summary>A hand-written board: one cell for each figure, all in one component, drawn at most every 250 ms. No styles, no links, no charts.</summary>
[Route("/board"), BoardRenderMode]
public sealed class PeerBoard : ComponentBase, IDisposable
{
    private readonly PeriodicTimer tick = new(TimeSpan.FromMilliseconds(250));
    private long drawn;

    [Inject] private IServiceProvider Services { get; set; } = default!;

    private PeerFeed Feed => (PeerFeed)Services.GetService(typeof(PeerFeed))!;

    public void Dispose() => tick.Dispose();

    protected override void OnInitialized()
    {
        if (RendererInfo.IsInteractive)
        {
            _ = FollowAsync();
        }
    }

    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var figures = Feed.Counts;
        builder.OpenElement(0, "main");
        for (var i = 0; i < figures.Count; i++)
        {
            builder.OpenElement(1, "span");
            builder.AddContent(2, figures[i]);
            builder.CloseElement();
        }

        builder.CloseElement();
    }

    private async Task FollowAsync()
    {
        while (await tick.WaitForNextTickAsync())
        {
            if (Feed.Sequence != drawn)
            {
                drawn = Feed.Sequence;
                await InvokeAsync(StateHasChanged);
            }
        }
    }
}

[AttributeUsage(AttributeTargets.Class)]
internal sealed class BoardRenderModeAttribute : RenderModeAttribute
{
    public override IComponentRenderMode Mode { get; } = new InteractiveServerRenderMode();
}
