using CommandCenter.Access;
using Microsoft.AspNetCore.Components.Authorization;

namespace CommandCenter.Identity;

/// <summary>Who acts on a page, as the store knows them at this moment. Ask again before every command; never keep the answer.</summary>
public sealed class ActorAccessor(AuthenticationStateProvider authentication, PeopleDirectory people, ILogger<ActorAccessor> log)
{
    /// <returns>Null where nobody is signed in or the person may no longer sign in.</returns>
    public async ValueTask<Actor?> CurrentAsync(CancellationToken cancel = default) => await people.ActorOfAsync((await authentication.GetAuthenticationStateAsync()).User, cancel);

    /// <summary>The actor when they may; otherwise the refusal that names the role it takes.</summary>
    public async ValueTask<Shared.Result<Actor>> RequireAsync(Permission permission, CancellationToken cancel = default)
    {
        if (await CurrentAsync(cancel) is not { } actor) return Shared.Error.Forbidden("not-signed-in", "You are no longer signed in. Sign in again.");
        if (Permissions.Refuse(actor, permission) is not { } refusal) return actor;
        RefusalLog.Refused(log, actor.Name, permission.Command, refusal.Code);
        return refusal;
    }
}
