using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace CommandCenter.Identity;

/// <summary>Marks a demo person's cookie, so that it is refused where demo people do not exist.</summary>
internal sealed class DemoClaim(UserManager<Person> people, RoleManager<IdentityRole> roles, IOptions<IdentityOptions> options) : UserClaimsPrincipalFactory<Person, IdentityRole>(people, roles, options)
{
    public const string Type = "demo";

    protected override async Task<ClaimsIdentity> GenerateClaimsAsync(Person user)
    {
        var identity = await base.GenerateClaimsAsync(user);
        if (user.IsDemo) identity.AddClaim(new Claim(Type, "true"));
        return identity;
    }
}
