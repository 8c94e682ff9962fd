using CommandCenter.Live;
using CommandCenter.Live.Views;
using CommandCenter.Plan;
using CommandCenter.Plan.Versions;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.AspNetCore.Components.RenderTree;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

#pragma warning disable BL0006 // what a circuit sends is what is tested

namespace CommandCenter.Tests.Live;

/// <summary>What one viewer of Live is sent for a new snapshot.</summary>
public sealed class LivePanelsTests : IAsyncDisposable
{
    private readonly ServiceProvider services = new ServiceCollection().AddSingleton(new LiveViews(new ActivePlan())).AddSingleton(TimeProvider.System).AddSingleton(new PlanStatus()).BuildServiceProvider();
    private readonly Viewer viewer;

    public LivePanelsTests() => viewer = new Viewer(services);

    [Fact]
    public async Task Update_OneLaneChanged_SendsThatLaneAndTheAge()
    {
        await viewer.ShowAsync(Snapshots.Of(1));
        var sent = await viewer.ShowAsync(Snapshots.Of(2, routed: 97));

        Assert.Equal(2, sent.Count);
        Assert.Contains("Snapshot 2", sent[0], StringComparison.Ordinal);
        Assert.Contains(">97.0<", sent[1], StringComparison.Ordinal);
        Assert.DoesNotContain("data-open", sent[1], StringComparison.Ordinal); // the link that may have the focus stays
    }

    [Fact]
    public async Task Update_SameSnapshot_SendsNothing()
    {
        var snapshot = Snapshots.Of(1);
        await viewer.ShowAsync(snapshot);

        Assert.Empty(await viewer.ShowAsync(snapshot));
    }

    [Fact]
    public async Task Update_EntriesOfOneSubjectSinceOneInstant_AreDrawnApart()
    {
        var snapshot = Snapshots.Of(1);
        await viewer.ShowAsync(snapshot);
        var twice = snapshot with { Revision = 2, Attention = [.. snapshot.Attention, snapshot.Attention[0]], Happenings = [.. snapshot.Happenings, snapshot.Happenings[0]], Timers = [.. snapshot.Timers, snapshot.Timers[0]] };

        Assert.Contains("PrependFrame", await viewer.ShowAsync(twice));
    }

    public async ValueTask DisposeAsync()
    {
        await viewer.DisposeAsync();
        await services.DisposeAsync();
    }

    /// <summary>A circuit without a browser: keeps the texts of the last batch.</summary>
    private sealed class Viewer(IServiceProvider services) : Renderer(services, NullLoggerFactory.Instance)
    {
        private readonly Frame frame = new();
        private readonly List<string> sent = [];
        private bool attached;

        public override Dispatcher Dispatcher { get; } = Dispatcher.CreateDefault();

        public async Task<IReadOnlyList<string>> ShowAsync(LiveSnapshot snapshot)
        {
            sent.Clear();
            await Dispatcher.InvokeAsync(async () =>
            {
                frame.Live = snapshot;
                if (attached)
                {
                    frame.Draw();
                    return;
                }

                attached = true;
                await RenderRootComponentAsync(AssignRootComponentId(frame));
            });
            return [.. sent];
        }

        protected override void HandleException(Exception exception) => throw new InvalidOperationException("It could not be drawn.", exception);

        protected override Task UpdateDisplayAsync(in RenderBatch renderBatch)
        {
            for (var i = 0; i < renderBatch.UpdatedComponents.Count; i++)
            {
                foreach (var edit in renderBatch.UpdatedComponents.Array[i].Edits)
                {
                    var frames = renderBatch.ReferenceFrames.Array;
                    sent.AddRange(edit.Type is RenderTreeEditType.StepIn or RenderTreeEditType.StepOut ? [] : edit.Type == RenderTreeEditType.UpdateMarkup ? [frames[edit.ReferenceFrameIndex].MarkupContent] : [edit.Type.ToString()]);
                }
            }

            return Task.CompletedTask;
        }
    }

    private sealed class Frame : ComponentBase
    {
        public LiveSnapshot? Live { get; set; }

        public void Draw() => StateHasChanged();

        protected override void BuildRenderTree(RenderTreeBuilder builder)
        {
            builder.OpenComponent<CascadingValue<LiveSnapshot?>>(0);
            builder.AddComponentParameter(1, nameof(CascadingValue<LiveSnapshot?>.Value), Live);
            builder.AddComponentParameter(2, nameof(CascadingValue<LiveSnapshot?>.ChildContent), (RenderFragment)(inner =>
            {
                inner.OpenComponent<LivePanels>(0);
                inner.CloseComponent();
            }));
            builder.CloseComponent();
        }
    }
}
