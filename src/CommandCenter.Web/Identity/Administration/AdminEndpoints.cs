using System.Globalization;
using CommandCenter.Access;
using CommandCenter.Shared;
using Microsoft.AspNetCore.Mvc;

namespace CommandCenter.Identity.Administration;

/// <param name="Roles">Names of roles, at least one.</param>
/// <param name="Reason">3 to 500 characters.</param>
public sealed record AddPersonRequest(string? Name, string? Password, IReadOnlyList<string>? Roles, string? Reason, Guid? RequestId);

/// <param name="Roles">Names of roles, at least one: exactly these from now on.</param>
public sealed record SetRolesRequest(IReadOnlyList<string>? Roles, string? Reason, Guid? RequestId);

/// <param name="Password">12 to 1024 characters.</param>
public sealed record SetPasswordRequest(string? Password, string? Reason, Guid? RequestId);

/// <param name="Reason">3 to 500 characters.</param>
public sealed record PeopleReason(string? Reason, Guid? RequestId);

/// <param name="Role">A name of a role; the token has that one only.</param>
/// <param name="Days">1 to 365; left out: 90.</param>
public sealed record IssueTokenRequest(string? Name, string? Role, int? Days, string? Reason, Guid? RequestId);

/// <summary>People, tokens and sessions, for administrators alone.</summary>
internal static class AdminEndpoints
{
    public static void MapAdministration(this IEndpointRouteBuilder routes)
    {
        var people = routes.MapGroup("/api/v1/people").WithTags("People");
        people.MapGet("", async ([FromQuery] string? q, [FromQuery] string? cursor, [FromQuery] string? limit, [FromServices] PeopleLists lists, CancellationToken cancel) => (await lists.PeopleAsync(q, cursor, Limit(limit), cancel)).ToHttp())
            .Reads<AdminPageOf<PersonItem>>("ListPeople", "Everybody who may sign in, by name; 'q' is a part of it.");
        people.MapPost("", AddAsync).Changes<PersonChanged>("AddPerson", "Adds a local person with a first password.", StatusCodes.Status201Created);
        people.MapPost("/{id}/roles", (string id, SetRolesRequest request, CurrentActor caller, [FromServices] ManagePeople service, CancellationToken cancel) =>
                ByIdAsync(id, person => ReadRoles(request.Roles) is { Error: { } bad } ? Task.FromResult<Result<PersonChanged>>(bad) : service.SetRolesAsync(person, ReadRoles(request.Roles).Value, caller.Actor, request.Reason, request.RequestId, cancel)))
            .Changes<PersonChanged>("SetRoles", "Gives a person exactly these roles.");
        people.MapPost("/{id}/password", (string id, SetPasswordRequest request, CurrentActor caller, [FromServices] ManagePeople service, CancellationToken cancel) =>
                ByIdAsync(id, person => service.SetPasswordAsync(person, request.Password, caller.Actor, request.Reason, request.RequestId, cancel)))
            .Changes<PersonChanged>("SetPassword", "Sets a new password and ends every session.");
        Person(people, "lock", "LockPerson", "Keeps a person out and ends every session.", s => s.LockAsync);
        Person(people, "unlock", "UnlockPerson", "Lets a locked person in again.", s => s.UnlockAsync);
        Person(people, "remove", "RemovePerson", "Removes a person for good; the name is given to nobody else.", s => s.RemoveAsync);
        Person(people, "end-sessions", "EndSessionsOfPerson", "Ends every session of a person; they may sign in again.", s => s.EndSessionsAsync);

        var tokens = routes.MapGroup("/api/v1/tokens").WithTags("Tokens");
        tokens.MapGet("", async ([FromQuery] string? cursor, [FromQuery] string? limit, [FromServices] PeopleLists lists, CancellationToken cancel) => (await lists.TokensAsync(cursor, Limit(limit), cancel)).ToHttp())
            .Reads<AdminPageOf<TokenItem>>("ListTokens", "Tokens of programs, newest first; never the token itself.");
        tokens.MapPost("", IssueAsync).Changes<IssuedToken>("IssueToken", "Makes a token of one role and answers it this once.", StatusCodes.Status201Created);
        tokens.MapPost("/{id}/revoke", (string id, PeopleReason request, CurrentActor caller, [FromServices] ManageTokens service, CancellationToken cancel) =>
            ByIdAsync(id, token => service.RevokeAsync(token, caller.Actor, request.Reason, request.RequestId, cancel))).Changes<TokenKept>("RevokeToken", "Ends a token at once.");

        var sessions = routes.MapGroup("/api/v1/sessions").WithTags("Sessions");
        sessions.MapGet("", async ([FromQuery] string? person, [FromQuery] string? cursor, [FromQuery] string? limit, [FromServices] PeopleLists lists, CancellationToken cancel) =>
                person is null ? (await lists.SessionsAsync(null, cursor, Limit(limit), cancel)).ToHttp()
                : Guid.TryParse(person, out var id) ? (await lists.SessionsAsync(id, cursor, Limit(limit), cancel)).ToHttp() : NotAnId.ToProblem())
            .Reads<AdminPageOf<SessionItem>>("ListSessions", "Who is signed in, on pages and by tools, newest first.");
        sessions.MapPost("/{id}/end", (string id, PeopleReason request, CurrentActor caller, [FromServices] ManageSessions service, CancellationToken cancel) =>
            ByIdAsync(id, session => service.EndAsync(session, caller.Actor, request.Reason, request.RequestId, cancel))).Changes<SessionEnded>("EndOneSession", "Ends a session; it holds from the next action on.");
    }

    private static Error NotAnId => Error.NotFound("no-such-id", "There is nothing of that id; ids are UUIDs of the lists.");

    private static void Person(RouteGroupBuilder people, string verb, string name, string summary, Func<ManagePeople, Func<Guid, Actor, string?, Guid?, CancellationToken, Task<Result<PersonChanged>>>> command) =>
        people.MapPost("/{id}/" + verb, (string id, PeopleReason request, CurrentActor caller, [FromServices] ManagePeople service, CancellationToken cancel) =>
            ByIdAsync(id, person => command(service)(person, caller.Actor, request.Reason, request.RequestId, cancel))).Changes<PersonChanged>(name, summary);

    private static async Task<IResult> AddAsync(AddPersonRequest request, CurrentActor caller, [FromServices] ManagePeople service, CancellationToken cancel)
    {
        var roles = ReadRoles(request.Roles);
        return roles.Error is { } bad ? bad.ToProblem()
            : (await service.AddAsync(request.Name, request.Password, roles.Value, caller.Actor, request.Reason, request.RequestId, cancel)).ToHttp(p => TypedResults.Created("/api/v1/people", p));
    }

    private static async Task<IResult> IssueAsync(IssueTokenRequest request, CurrentActor caller, HttpContext context, [FromServices] ManageTokens service, CancellationToken cancel)
    {
        var role = ReadRoles(request.Role is null ? [] : [request.Role]);
        if (role.Error is { } bad) return (bad with { Field = "role" }).ToProblem();
        if (role.Value.Count == 0) return Error.Validation("role-missing", "'role' is missing.", "role").ToProblem();
        context.Response.Headers.CacheControl = "no-store";
        return (await service.IssueAsync(request.Name, role.Value.First(), request.Days ?? 90, caller.Actor, request.Reason, request.RequestId, cancel)).ToHttp(t => TypedResults.Created("/api/v1/tokens", t));
    }

    private static async Task<IResult> ByIdAsync<T>(string id, Func<Guid, Task<Result<T>>> command) => Guid.TryParse(id, out var known) ? (await command(known)).ToHttp() : NotAnId.ToProblem();

    private static Result<IReadOnlySet<Role>> ReadRoles(IReadOnlyList<string>? names)
    {
        var roles = new HashSet<Role>();
        foreach (var name in names ?? [])
        {
            if (!Enum.GetNames<Role>().Contains(name, StringComparer.Ordinal)) return Error.Validation("no-such-role", $"A role that was named does not exist; roles are {string.Join(", ", Enum.GetNames<Role>())}.", "roles");
            roles.Add(Enum.Parse<Role>(name));
        }

        return roles;
    }

    private static int Limit(string? text) => text is null ? 50 : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit : 0;

    private static void Reads<T>(this RouteHandlerBuilder call, string name, string summary) =>
        call.Requires(Permissions.AdministerPeople).WithName(name).WithSummary(summary).Produces<T>().ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden);

    private static void Changes<T>(this RouteHandlerBuilder call, string name, string summary, int success = StatusCodes.Status200OK) =>
        call.Requires(Permissions.AdministerPeople).WithName(name).WithSummary(summary).Produces<T>(success).ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
}
