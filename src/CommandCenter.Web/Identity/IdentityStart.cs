using CommandCenter.Access;
using CommandCenter.Persistence;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CommandCenter.Identity;

/// <summary>Brings the tables up to date and makes or removes the demo people, before anything listens.</summary>
internal sealed class IdentityStart(IServiceScopeFactory scopes, DemoPeople demo, IOptions<StorageOptions> storage, IHostEnvironment environment, TimeProvider time) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await MigrateAsync(cancellationToken);
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDb>();
        if (demo.Exist) await MakeDemoPeopleAsync(db, scope.ServiceProvider.GetRequiredService<ILookupNormalizer>(), cancellationToken);
        else await db.Users.Where(p => p.IsDemo).ExecuteDeleteAsync(cancellationToken);
        var now = time.GetUtcNow();
        await db.ApiTokens.Where(t => t.ExpiresAt < now).ExecuteDeleteAsync(cancellationToken);
        await db.Sessions.Where(s => s.ExpiresAt < now).ExecuteDeleteAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Also what <c>db migrate</c> and the commands for people run.</summary>
    public async Task MigrateAsync(CancellationToken cancel)
    {
        Directory.CreateDirectory(IdentityStorage.Folder(storage.Value, environment.ContentRootPath));
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDb>();
        await db.Database.MigrateAsync(cancel);
        var known = await db.Roles.Select(r => r.Name).ToListAsync(cancel);
        foreach (var role in Enum.GetNames<Role>().Where(name => !known.Contains(name, StringComparer.Ordinal)))
            db.Roles.Add(new IdentityRole(role) { Id = role, NormalizedName = role.ToUpperInvariant() });
        await db.SaveChangesAsync(cancel);
    }

    private static async Task MakeDemoPeopleAsync(IdentityDb db, ILookupNormalizer normalizer, CancellationToken cancel)
    {
        var known = await db.Users.Select(p => p.UserName).ToListAsync(cancel);
        var missing = DemoPeople.Roles.Where(d => !known.Contains(d.Key, StringComparer.OrdinalIgnoreCase)).ToArray();
        if (missing.Length == 0) return;
        // one hash for all: the password is no secret, and ten times the work would delay every first start
        var hash = new PasswordHasher<Person>().HashPassword(new Person(), DemoPeople.Password);
        foreach (var (name, role) in missing)
        {
            var person = new Person { UserName = name, NormalizedUserName = normalizer.NormalizeName(name), IsDemo = true, PasswordHash = hash, LockoutEnabled = true };
            db.Users.Add(person);
            db.UserRoles.Add(new IdentityUserRole<string> { UserId = person.Id, RoleId = role.ToString() });
        }

        await db.SaveChangesAsync(cancel);
    }
}
