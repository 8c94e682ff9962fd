using CommandCenter.Access;
using CommandCenter.Identity.Sessions;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Identity;

/// <param name="Actor">Null where the token's person no longer exists.</param>
/// <param name="IsDemo">The token is a demo person's.</param>
internal sealed record TokenBearer(Guid TokenId, Actor? Actor, bool IsDemo);

/// <summary>Who stands behind a presented token, as the store has it at this moment. A shop sends thousands of orders a second with one token: requests that come together share the question.</summary>
internal sealed class TokenBearers
{
    private readonly IServiceScopeFactory scopes;
    private readonly DemoPeople demo;
    private readonly LastUses uses;
    private readonly SharedQuestions<TokenBearer?> questions;

    public TokenBearers(IServiceScopeFactory scopes, DemoPeople demo, LastUses uses)
    {
        (this.scopes, this.demo, this.uses) = (scopes, demo, uses);
        questions = new SharedQuestions<TokenBearer?>(AskAsync);
    }

    /// <returns>Null where the token is not known, has expired or was revoked.</returns>
    public Task<TokenBearer?> FindAsync(string presented) => questions.AskAsync(presented);

    private async Task<TokenBearer?> AskAsync(string presented)
    {
        await using var scope = scopes.CreateAsyncScope();
        if (await scope.ServiceProvider.GetRequiredService<ApiTokens>().FindAsync(presented, CancellationToken.None) is not { } token) return null;
        uses.Token(token.Id);
        var db = scope.ServiceProvider.GetRequiredService<IdentityDb>();
        var isDemo = token.PersonId is { } person && await db.Users.AnyAsync(p => p.Id == person && p.IsDemo, CancellationToken.None);
        return new TokenBearer(token.Id, await PeopleDirectory.ActorOfAsync(db, token, demo, CancellationToken.None), isDemo);
    }
}
