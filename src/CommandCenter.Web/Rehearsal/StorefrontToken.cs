using CommandCenter.Access;
using CommandCenter.Identity;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Rehearsal;

/// <summary>The rehearsal's storefront signs in to the intake as any program does: with a token of its own, made anew at each start.</summary>
internal sealed class StorefrontToken(IServiceScopeFactory scopes, TimeProvider time)
{
    public const string Name = "storefront";
    private const int Days = 365;

    /// <summary>Revokes the token of an earlier run and issues one with the role Operations.</summary>
    public async Task<string> IssueAsync(CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        var now = time.GetUtcNow();
        await scope.ServiceProvider.GetRequiredService<IdentityDb>().ApiTokens
            .Where(t => t.Name == Name && t.PersonId == null && t.RevokedAt == null).ExecuteUpdateAsync(s => s.SetProperty(t => t.RevokedAt, now), cancel);
        var issued = await scope.ServiceProvider.GetRequiredService<ApiTokens>().IssueAsync(Name, Role.Operations, Days, cancel);
        return issued.Value.Token;
    }
}
