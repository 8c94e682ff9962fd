using CommandCenter.Live;
using Microsoft.AspNetCore.Components;

namespace CommandCenter.Layout;

/// <summary>A layout that follows the live picture: one subscription and one render for each change, whatever the page shows of it.</summary>
public abstract class LiveFrame : LayoutComponentBase, IDisposable
{
    private IDisposable? subscription;

    [Inject] private LiveBoard Board { get; set; } = default!;

    /// <summary>Cascades to strip and page.</summary>
    protected LiveSnapshot? Snapshot { get; private set; }

    protected override void OnInitialized()
    {
        Snapshot = Board.Current;
        if (RendererInfo.IsInteractive) subscription = Board.Subscribe(() => InvokeAsync(Redraw));
    }

    private void Redraw()
    {
        // a call that waited for its turn while the page was closed
        if (subscription is null) return;
        Snapshot = Board.Current;
        StateHasChanged();
    }

    public void Dispose()
    {
        subscription?.Dispose();
        subscription = null;
        GC.SuppressFinalize(this);
    }
}
