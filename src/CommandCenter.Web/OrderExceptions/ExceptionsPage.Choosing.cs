using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace CommandCenter.OrderExceptions;

/// <content>What is looked at: the filter, the case that is selected, the cases that are marked.</content>
public partial class ExceptionsPage
{
    private async Task SelectAsync(Guid id)
    {
        if (detail?.Case.Id == id || page?.Items.FirstOrDefault(c => c.Id == id) is not { } chosen)
        {
            return;
        }

        said = null;
        filter = filter with { Selected = chosen.Name };
        await ShowAsync(id.ToString());
        changed = true;
        await Script.InvokeVoidAsync("ccKeys.remember", filter.Address());
    }

    private async Task OpenAsync(Guid id)
    {
        await SelectAsync(id);
        focusNext = "case-title";
        changed = true;
    }

    private void Mark(Guid id)
    {
        if (!marked.Remove(id))
        {
            marked.Add(id);
        }

        changed = true;
    }

    private void MarkSelected()
    {
        if (detail is { } d)
        {
            Mark(d.Case.Id);
        }
    }

    private void Unmark()
    {
        marked.Clear();
        changed = true;
    }

    private void MarkAll()
    {
        marked.UnionWith(page!.Items.Select(i => i.Id));
        changed = true;
    }

    private void Go(CaseFilterView next) => Address.NavigateTo((next with { Cursor = null, Selected = null }).Address());

    private void GoMuted(ChangeEventArgs e) => Go(filter with { Muted = e.Value is true ? "true" : null });

    private static string? Value(ChangeEventArgs e) => Blank(e.Value as string);

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
