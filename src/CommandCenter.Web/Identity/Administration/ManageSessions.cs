using CommandCenter.Access;
using CommandCenter.Shared;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Identity.Administration;

/// <param name="Id">Of the session, or of the token that is one.</param>
public sealed record SessionEnded(Guid Id, string Person);

/// <summary>Ends single sessions.</summary>
public sealed class ManageSessions(PeopleChange changes, TimeProvider time)
{
    /// <summary>Of a page or of a tool; holds from the next action on.</summary>
    public Task<Result<SessionEnded>> EndAsync(Guid id, Actor actor, string? reason, Guid? requestId, CancellationToken cancel) =>
        changes.RunAsync<SessionEnded>(actor, reason, requestId, async (db, stop) =>
        {
            var now = time.GetUtcNow();
            var page = await db.Sessions.FirstOrDefaultAsync(s => s.Id == id && s.ExpiresAt > now, stop);
            var tool = page is null ? await db.ApiTokens.FirstOrDefaultAsync(t => t.Id == id && t.PersonId != null && t.RevokedAt == null && t.ExpiresAt > now, stop) : null;
            if ((page?.PersonId ?? tool?.PersonId) is not { } owner) return Error.NotFound("no-such-session", $"No session {id} stands.");
            if (page is not null) db.Sessions.Remove(page);
            else tool!.RevokedAt = now;
            var name = await db.Users.Where(p => p.Id == owner).Select(p => p.UserName!).FirstAsync(stop);
            await db.SaveChangesAsync(stop);
            return new Told<SessionEnded>(new SessionEnded(id, name), $"A session of {name} ended, open since {page?.CreatedAt ?? tool!.CreatedAt:u}.", "person:" + name);
        }, cancel);
}
