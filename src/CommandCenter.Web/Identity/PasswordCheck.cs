using CommandCenter.Shared;
using Microsoft.AspNetCore.Identity;

namespace CommandCenter.Identity;

/// <summary>
/// Whether a name and a password belong together. Every "no" is the same answer after the same work: unknown, wrong, locked, removed and absent demo people, and those
/// of the identity provider, cannot be told apart.
/// </summary>
public sealed partial class PasswordCheck(UserManager<Person> people, IPasswordHasher<Person> hasher, DemoPeople demo, ILogger<PasswordCheck> log)
{
    private static readonly Person Nobody = new();
    private static readonly Lazy<string> NobodysHash = new(() => new PasswordHasher<Person>().HashPassword(Nobody, "no such person"));

    public static Error Refusal { get; } = Error.Forbidden("wrong-credentials", "User or password is wrong, or there were too many tries. After five wrong tries a user waits five minutes.");

    public async Task<Result<Person>> VerifyAsync(string? user, string? password, HttpContext context)
    {
        var person = user is { Length: > 0 and <= 256 } ? await people.FindByNameAsync(user) : null;
        var given = password is { Length: <= 1024 } ? password : "";
        if (person?.PasswordHash is null || !person.IsWelcome || (person.IsDemo && !demo.ExistFor(context)) || await people.IsLockedOutAsync(person))
        {
            hasher.VerifyHashedPassword(Nobody, NobodysHash.Value, given);
            LogRefused(log, person?.UserName ?? "somebody unknown", context.Connection.RemoteIpAddress?.ToString() ?? "");
            return Refusal;
        }

        if (await people.CheckPasswordAsync(person, given))
        {
            await people.ResetAccessFailedCountAsync(person);
            return person;
        }

        await people.AccessFailedAsync(person);
        LogRefused(log, person.UserName!, context.Connection.RemoteIpAddress?.ToString() ?? "");
        return Refusal;
    }

    // a name that nobody has may be a password in the wrong field
    [LoggerMessage(Level = LogLevel.Warning, Message = "Sign-in of {Person} was refused, from {Address}")]
    private static partial void LogRefused(ILogger log, string person, string address);
}
