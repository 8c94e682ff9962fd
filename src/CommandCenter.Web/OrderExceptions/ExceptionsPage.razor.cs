using CommandCenter.Access;
using CommandCenter.Layout;
using CommandCenter.Persistence;
using CommandCenter.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.JSInterop;

namespace CommandCenter.OrderExceptions;

/// <summary>The queue of a team, and the case that is selected in it. Selecting changes the address without a navigation: the list keeps its focus and its scroll.</summary>
public partial class ExceptionsPage
{
    private const int PageSize = 50;
    private readonly HashSet<Guid> marked = [];

    private CaseFilterView filter = new(null, null, null, null, null, null, null, null, null, null, null);
    private CaseFilterView? asked;
    private CasePage? page;
    private CaseDetail? detail;
    private CaseRemedy? remedy;
    private IReadOnlyList<CaseTally>? tallies;
    private IReadOnlyList<string> people = [];
    private Error? error;
    private Error? caseError;
    private Actor? actor;
    private OwnerTeam? own;
    private string? mayNot = "asking what you may do";
    private string? mayNotRemedy;
    private bool commands;
    private DateTimeOffset? readAt;
    private IDisposable? subscription;
    private Asked? asks;
    private string? said;
    private int dialog;
    private int attached;
    private string? focusNext;
    private bool changed = true;
    private bool closed;

    /// <summary>A step that a dialog asks for.</summary>
    /// <param name="Ids">Many; null = the case that is selected.</param>
    private sealed record Asked(CaseAction? Action, string Title, string? Below, string Verb, bool InLog, string? Note, IReadOnlyList<Guid>? Ids, Guid Case);

    [Parameter] public string? Chosen { get; set; }
    [SupplyParameterFromQuery] private string? Team { get; set; }
    [SupplyParameterFromQuery] private string? Bucket { get; set; }
    [SupplyParameterFromQuery] private string? Lane { get; set; }
    [SupplyParameterFromQuery(Name = "phase")] private string? PhaseName { get; set; }
    [SupplyParameterFromQuery] private string? Assignee { get; set; }
    [SupplyParameterFromQuery] private string? Rule { get; set; }
    [SupplyParameterFromQuery(Name = "q")] private string? Text { get; set; }
    [SupplyParameterFromQuery] private string? Muted { get; set; }
    [SupplyParameterFromQuery] private string? Sort { get; set; }
    [SupplyParameterFromQuery] private string? Cursor { get; set; }

    /// <summary>The viewer's own team first, all last.</summary>
    private IEnumerable<(string? Team, string Name)> Tabs =>
    [
        .. ExceptionNames.Teams.OrderBy(t => t != own).Select(t => ((string?)t.Name(), t == own ? t.Name() + ", mine" : t.Name())), (null, "All teams"),
    ];

    public void Dispose()
    {
        closed = true;
        subscription?.Dispose();
        GC.SuppressFinalize(this);
    }

    protected override async Task OnInitializedAsync()
    {
        actor = await Actors.CurrentAsync();
        own = CaseTeams.Of(actor);
        commands = actor is not null && actor.Roles.Any(r => r != Role.Executive);
        people = actor is null ? [] : [actor.Name];
    }

    protected override async Task OnParametersSetAsync()
    {
        var wanted = new CaseFilterView(Blank(Team), Blank(Bucket), Blank(Lane), Blank(PhaseName), Blank(Assignee), Blank(Rule), Blank(Text), Blank(Muted), Blank(Sort), Blank(Cursor), Blank(Chosen));
        if (RendererInfo.IsInteractive)
        {
            subscription ??= Watch.Subscribe(() => InvokeAsync(FollowAsync));
        }

        // what was selected since is in the address bar, and not in what the router knows
        if (wanted == asked)
        {
            return;
        }

        // what is marked must be in sight, and another list begins with its first case
        marked.Clear();
        detail = wanted.Selected is null ? null : detail;
        (filter, asked, said, changed) = (wanted, wanted, null, true);
        await ReadAsync();
        changed = true;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (focusNext is { } row)
        {
            focusNext = null;
            await Script.InvokeVoidAsync("ccKeys.row", row);
        }
    }

    // the live picture passes by four times a second
    protected override bool ShouldRender()
    {
        var draw = changed;
        changed = false;
        return draw;
    }

    private static string RowId(Guid id) => "case-" + id.ToString("N");

    private async Task FollowAsync()
    {
        if (closed)
        {
            return;
        }

        await ReadAsync();
        Draw();
    }

    private void Draw()
    {
        changed = true;
        StateHasChanged();
    }

    private async Task ReadAsync()
    {
        changed = true;
        var search = filter.ToSearch(own, PageSize);
        if (search.Error is { } bad)
        {
            (page, error) = (null, bad);
            return;
        }

        var read = await StoreReads.TryAsync(async () => (Page: await Queries.SearchAsync(search.Value, CancellationToken.None), Tallies: await Queries.CountAsync(CancellationToken.None)));
        error = read.Error ?? read.Value.Page.Error;
        if (error is not null)
        {
            return;
        }

        (page, tallies, readAt) = (read.Value.Page.Value, read.Value.Tallies, Time.GetUtcNow());
        people = [.. people.Concat(page.Items.Select(i => i.Assignee).OfType<string>()).Distinct(StringComparer.Ordinal)];
        var wanted = detail?.Case.Id.ToString() ?? filter.Selected ?? page.Items.FirstOrDefault()?.Id.ToString();
        if (detail is not null && filter.Selected is { } named && named != detail.Case.Name)
        {
            wanted = named;
        }

        if (wanted is null)
        {
            detail = null;
            return;
        }

        await ShowAsync(wanted);
    }

    private async Task ShowAsync(string id)
    {
        var read = await StoreReads.TryAsync(() => Queries.ReadAsync(id, CancellationToken.None));
        var found = read.Error is { } silent ? silent : read.Value;
        caseError = found.Error;
        if (found.Error is not null)
        {
            detail = found.Error.Kind == ErrorKind.NotFound ? null : detail;
            return;
        }

        // nothing of it changed: the panel keeps what it has drawn
        if (detail?.Case.Id != found.Value.Case.Id || detail.Case.Version != found.Value.Case.Version || detail.Case.SameRule != found.Value.Case.SameRule)
        {
            detail = found.Value;
        }

        remedy = CaseRemedies.Of(detail.Case);
        await AskRightsAsync();
    }

    private async Task AskRightsAsync()
    {
        // asked anew: rights may have changed since
        actor = await Actors.CurrentAsync();
        mayNot = actor is null ? "You are no longer signed in." : detail is null ? null : CaseTeams.Refuse(actor, detail.Case.Team)?.Message;
        mayNotRemedy = actor is null || remedy?.Needs is not { } needs ? null : Permissions.Refuse(actor, needs)?.Message;
    }

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

    private void MarkAll()
    {
        marked.UnionWith(page!.Items.Select(i => i.Id));
        changed = true;
    }

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

    private void AskRemedy() => Open(new Asked(null, remedy!.Label.TrimEnd('…'), remedy.Effect, remedy.Label.TrimEnd('…'), InLog: true, null, null, detail!.Case.Id));

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
        var may = await Actors.RequireAsync(Permissions.TriageTeamCases);
        if (may.Error is { } refused)
        {
            return refused;
        }

        if (what.Ids is { } ids)
        {
            var done = await Desk.RunManyAsync(new CaseFilter(Phase: CaseStanding.All, Muted: null, Ids: ids), command, ids.Count, may.Value, request, CancellationToken.None);
            if (done.Error is { } impossible)
            {
                return impossible;
            }

            marked.Clear();
            said = $"{Wording.Count(done.Value.Changed, "case")}: {CaseLook.Done(command.Action)}.";
        }
        else if (what.Action is null)
        {
            var done = await Remedies.RunAsync(detail!.Case, may.Value, command.Text, request, CancellationToken.None);
            if (done.Error is { } impossible)
            {
                return impossible;
            }

            said = done.Value;
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

    private void Go(CaseFilterView next) => Address.NavigateTo((next with { Cursor = null, Selected = null }).Address());

    private void GoMuted(ChangeEventArgs e) => Go(filter with { Muted = e.Value is true ? "true" : null });

    private static string? Value(ChangeEventArgs e) => Blank(e.Value as string);

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
