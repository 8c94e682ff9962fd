using CommandCenter.Access;
using CommandCenter.Layout;
using CommandCenter.OrderExceptions.Remedies;
using CommandCenter.Shared;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.JSInterop;

namespace CommandCenter.OrderExceptions;

/// <content>What is done with cases: steps, remedies, attachments, each asked for by a dialog where it needs something said.</content>
public partial class ExceptionsPage
{
    /// <summary>A step that a dialog asks for.</summary>
    /// <param name="Ids">Many; null = the case that is selected.</param>
    /// <param name="Remedy">Instead of an action.</param>
    private sealed record Asked(CaseAction? Action, string Title, string? Below, string Verb, bool InLog, string? Note, IReadOnlyList<Guid>? Ids, Guid Case, RemedyKind? Remedy = null);

    private void Ask(CaseAction action)
    {
        var name = detail!.Case.Name;
        Open(new Asked(action, $"{CaseLook.Verb(action)} {name}", null, $"{CaseLook.Verb(action)} {name}", action == CaseAction.Mute, null, null, detail.Case.Id));
    }

    private void AskMany(CaseAction action)
    {
        var count = Wording.Count(marked.Count, "case");
        Open(new Asked(
            action, $"{CaseLook.Verb(action)} {count}", "All of them, or none where one of them cannot take it.", $"{CaseLook.Verb(action)} {count}", action is CaseAction.Mute or CaseAction.Resolve, null,
            [.. marked], default));
    }

    private void AskRemedy(CaseRemedy remedy) => Open(new Asked(null, remedy.Label, remedy.Effect, remedy.Label, InLog: true, null, null, detail!.Case.Id, remedy.Kind));

    private void Open(Asked what)
    {
        (asks, said, changed) = (what, null, true);
        dialog++;
    }

    private Task AcknowledgeAsync() => StepAsync(new CaseCommand(CaseAction.Acknowledge));

    private Task UnmuteAsync() => StepAsync(new CaseCommand(CaseAction.Unmute));

    private async Task StepAsync(CaseCommand command)
    {
        if (detail is { } about && await Actors.CurrentAsync() is { } now)
        {
            var done = await Desk.RunAsync(about.Case.Id.ToString(), command, now, null, CancellationToken.None);
            said = done.Error?.Message ?? $"{about.Case.Name}: {CaseLook.Done(command.Action)}.";
            await AfterAsync();
        }
    }

    private async Task<Error?> GiveAsync(Asked what, CaseCommand command, Guid request)
    {
        var may = await Actors.RequireAsync(what.Remedy?.Needs() ?? Permissions.TriageTeamCases);
        if (may.Error is { } refused)
        {
            return refused;
        }

        if (what.Ids is { } ids)
        {
            var done = await Desk.RunManyAsync(new CaseFilter(Phase: CaseStanding.All, Muted: null, Ids: ids), command, new CaseCount(ids.Count), may.Value, request, CancellationToken.None);
            if (done.Error is { } impossible)
            {
                return impossible;
            }

            marked.Clear();
            said = $"{Wording.Count(done.Value.Changed, "case")}: {CaseLook.Done(command.Action)}.";
        }
        else if (what.Remedy is { } remedy)
        {
            var about = await Queries.ReadAsync(what.Case.ToString(), CancellationToken.None);
            var done = about.Error is { } gone ? gone : await Remedies.RunAsync(about.Value.Case, remedy, may.Value, command.Text, request, CancellationToken.None);
            if (done.Error is { } impossible)
            {
                return impossible;
            }

            said = done.Value.Message;
        }
        else
        {
            var done = await Desk.RunAsync(what.Case.ToString(), command, may.Value, request, CancellationToken.None);
            if (done.Error is { } impossible)
            {
                return impossible;
            }

            said = $"{done.Value.Name}: {CaseLook.Done(command.Action)}.";
        }

        await AfterAsync();
        return null;
    }

    /// <summary>After a step the queue is read again; where the case has left it, the one behind it is next.</summary>
    private async Task AfterAsync()
    {
        var (before, place) = (detail?.Case.Id, page?.Items.ToList().FindIndex(c => c.Id == detail?.Case.Id) ?? -1);
        await ReadAsync();
        if (before is { } id && place >= 0 && page is { Items.Count: > 0 } && page.Items.All(c => c.Id != id))
        {
            var next = page.Items[Math.Min(place, page.Items.Count - 1)];
            filter = filter with { Selected = next.Name };
            await ShowAsync(next.Id.ToString());
            await Script.InvokeVoidAsync("ccKeys.remember", filter.Address());
        }

        focusNext = detail is { } d && page?.Items.Any(c => c.Id == d.Case.Id) == true ? RowId(d.Case.Id) : null;
        Draw();
    }

    private Task CloseAsync(Asked what)
    {
        // the word of a dialog that has gone must not close the next one
        if (asks != what)
        {
            return Task.CompletedTask;
        }

        asks = null;
        // the browser gives the focus back to what had it; the row may have gone with its case
        focusNext = detail is { } d && page?.Items.Any(c => c.Id == d.Case.Id) == true ? RowId(d.Case.Id) : null;
        changed = true;
        return Task.CompletedTask;
    }

    private async Task AttachAsync(InputFileChangeEventArgs e)
    {
        attached++;
        changed = true;
        if (detail is not { } about || await Actors.CurrentAsync() is not { } now)
        {
            return;
        }

        if (e.File.Size > CaseDesk.LargestAttachment)
        {
            said = $"{e.File.Name} has {Wording.Number(e.File.Size)} bytes; at most {Wording.Number(CaseDesk.LargestAttachment)} are taken.";
            return;
        }

        await using var stream = e.File.OpenReadStream(CaseDesk.LargestAttachment);
        using var content = new MemoryStream();
        await stream.CopyToAsync(content);
        var done = await Desk.AttachAsync(about.Case.Id.ToString(), e.File.Name, e.File.ContentType, content.ToArray(), now, CancellationToken.None);
        said = done.Error?.Message ?? $"{done.Value.Name} is attached.";
        await AfterAsync();
    }
}
