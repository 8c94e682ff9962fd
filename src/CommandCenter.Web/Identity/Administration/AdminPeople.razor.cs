using CommandCenter.Access;
using CommandCenter.Layout;
using CommandCenter.Layout.Components;
using CommandCenter.Shared;
using Microsoft.AspNetCore.Components;

namespace CommandCenter.Identity.Administration;

/// <summary>The people's part of the administration page.</summary>
public sealed partial class AdminPeople
{
    /// <summary>A command that only asks for a reason.</summary>
    private sealed record Kind(string Verb, string Css, string Follows, string Done, Func<Guid, Actor, string, Guid, Task<Result<PersonChanged>>> Run);

    private sealed record Question(PersonItem Person, Kind Kind)
    {
        public string Title => $"{Kind.Verb}: {Person.Name}";
    }

    private AdminPageOf<PersonItem>? page;
    private Error? error;
    private Actor? actor;
    private Question? asked;
    private PersonItem? roles;
    private PersonItem? newPassword;
    private HashSet<Role> chosen = [];
    private bool adding;
    private string name = "";
    private string password = "";
    private string? said;
    private object? read;

    [Parameter] public string? Text { get; set; }
    [Parameter] public string? Cursor { get; set; }

    private Kind Lock => new("Lock", "caution", "Keeps them out until somebody unlocks them. Every session of theirs ends at once; what they are doing is refused with its next step.", "is locked", (id, a, reason, request) => Manage.LockAsync(id, a, reason, request, default));

    private Kind Unlock => new("Unlock", "pri", "They may sign in again.", "is unlocked", (id, a, reason, request) => Manage.UnlockAsync(id, a, reason, request, default));

    private Kind Remove => new("Remove", "danger final", "For good: they can never sign in again, and the name is given to nobody else. What they did stays on record. To keep somebody out for a while, lock them.", "is removed", (id, a, reason, request) => Manage.RemoveAsync(id, a, reason, request, default));

    protected override async Task OnParametersSetAsync()
    {
        var wanted = (Text, Cursor);
        if (wanted.Equals(read)) return;
        read = wanted;
        await ReadAsync();
    }

    private async Task ReadAsync()
    {
        // asked anew: the list is for administrators alone, and a right may have gone since
        var may = await Actors.RequireAsync(Permissions.AdministerPeople);
        error = may.Error;
        if (error is not null) return;
        actor = may.Value;
        var found = await Lists.PeopleAsync(Text, Cursor, 25, CancellationToken.None);
        error = found.Error;
        if (found.Succeeded) page = found.Value;
    }

    private void Begin() => (adding, name, password, chosen) = (true, "", "", []);

    private void Ask(PersonItem person, Kind kind) => asked = new Question(person, kind);

    private Task<Error?> AddAsync(string reason, Guid request) => Give(a => Manage.AddAsync(name.Trim(), password, chosen, a, reason, request, default), "may sign in", null);

    private Task<Error?> GiveRolesAsync(PersonItem person, string reason, Guid request) => Give(a => Manage.SetRolesAsync(person.Id, chosen, a, reason, request, default), "has new roles", person);

    private Task<Error?> GivePasswordAsync(PersonItem person, string reason, Guid request) => Give(a => Manage.SetPasswordAsync(person.Id, password, a, reason, request, default), "has a new password", person);

    private async Task<Error?> Give(Func<Actor, Task<Result<PersonChanged>>> command, string done, PersonItem? person)
    {
        said = null;
        var may = await Actors.RequireAsync(Permissions.AdministerPeople);
        if (may.Error is { } forbidden) return forbidden;
        var result = await command(may.Value);
        if (result.Error is { } refused) return refused;
        (said, password) = ($"{person?.Name ?? result.Value.Name} {done}.", "");
        await ReadAsync();
        return null;
    }

    private bool IsOwn(PersonItem person) => string.Equals(person.Name, actor?.Name, StringComparison.OrdinalIgnoreCase);

    private string? Own(PersonItem person) => IsOwn(person) ? "Nobody changes their own rights. Ask another administrator." : null;

    private void Go(string? text) => Address.NavigateTo(Link(text, null));

    private static string Link(string? text, string? cursor)
    {
        var parts = new[] { ("q", text?.Trim()), ("cursor", cursor) }.Where(p => !string.IsNullOrEmpty(p.Item2)).Select(p => $"{p.Item1}={Uri.EscapeDataString(p.Item2!)}");
        return string.Join('&', parts) is { Length: > 0 } query ? "/admin?" + query : "/admin";
    }

    private static string Words(IEnumerable<Role> roles) => string.Join(", ", roles.Select(r => Wording.Words(r.ToString()))) is { Length: > 0 } words ? words : "none";

    private static string KindOf(PersonKind kind) => kind switch { PersonKind.Provider => "identity provider", PersonKind.Demo => "rehearsal", _ => "password" };
}
