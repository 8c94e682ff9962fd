using CommandCenter.Access;
using CommandCenter.OrderExceptions.Remedies;
using CommandCenter.Persistence;
using CommandCenter.Shared;
using Microsoft.AspNetCore.Components;
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
    private IReadOnlyList<CaseRemedy> remedies = [];
    private IReadOnlyList<CaseTally>? tallies;
    private IReadOnlyList<string> people = [];
    private Error? error;
    private Error? caseError;
    private Actor? actor;
    private OwnerTeam? own;
    private string? mayNot = "asking what you may do";
    private IReadOnlyDictionary<RemedyKind, string> mayNotRemedy = new Dictionary<RemedyKind, string>();
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

        var offered = await Remedies.ListAsync(detail.Case, CancellationToken.None);
        // the panel is drawn again only where something of it changed
        remedies = offered.Error is not null ? [] : offered.Value.SequenceEqual(remedies) ? remedies : offered.Value;
        await AskRightsAsync();
    }

    private async Task AskRightsAsync()
    {
        // asked anew: rights may have changed since
        actor = await Actors.CurrentAsync();
        mayNot = actor is null ? "You are no longer signed in." : detail is null ? null : CaseTeams.Refuse(actor, detail.Case.Team)?.Message;
        var now = remedies.Select(r => (r.Kind, Refused: actor is null ? mayNot! : Permissions.Refuse(actor, r.Needs)?.Message)).Where(r => r.Refused is not null).ToDictionary(r => r.Kind, r => r.Refused!);
        mayNotRemedy = now.Count == mayNotRemedy.Count && now.All(n => mayNotRemedy.TryGetValue(n.Key, out var before) && before == n.Value) ? mayNotRemedy : now;
    }
}
