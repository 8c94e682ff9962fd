using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;

namespace CommandCenter.Identity;

/// <summary>Signs a circuit out when its person or stamp no longer stands. Commands ask <see cref="ActorAccessor"/> and do not wait for this.</summary>
internal sealed class CircuitIdentity(ILoggerFactory loggers, PeopleDirectory people) : RevalidatingServerAuthenticationStateProvider(loggers)
{
    protected override TimeSpan RevalidationInterval => TimeSpan.FromSeconds(30);

    protected override async Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken) =>
        await people.ActorOfAsync(authenticationState.User, cancellationToken) is not null;
}
