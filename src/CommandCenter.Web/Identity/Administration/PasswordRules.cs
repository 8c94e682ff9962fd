using CommandCenter.Shared;
using Microsoft.AspNetCore.Identity;

namespace CommandCenter.Identity.Administration;

/// <summary>What a local password must be: long, and not the obvious. No rule asks for kinds of letters.</summary>
public sealed class PasswordRules
{
    public const int Least = 12;
    public const int Most = 1024;

    /// <summary>Of zxcvbn's 0 to 4: from here on it takes somebody with the hash more than ten thousand million guesses.</summary>
    private const int Strong = 3;

    /// <summary>What is judged: guessing takes no less for what comes after, and the judge takes the square of the length.</summary>
    private const int Judged = 100;

    private static readonly string[] ours = ["rehearsal", "cutover", "command", "center", "control tower", "orchestration", "legacy", "retail"];
    private readonly PasswordHasher<Person> hasher = new();

    /// <returns>The hash; Validation that says what is allowed, never what was given.</returns>
    public async Task<Result<string>> HashAsync(string name, string? password)
    {
        if (Problem(name, password) is { } problem) return Error.Validation("bad-password", problem, "password");
        // a tenth of a second of work: not on the thread that answers a page
        return await Task.Run(() => hasher.HashPassword(new Person(), password!));
    }

    /// <summary>Null when the password may be used.</summary>
    public static string? Problem(string name, string? password)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (password is not { Length: >= Least and <= Most }) return $"A password has {Least} to {Most} characters.";
        // thirty thousand of the commonest passwords, words, names, rows of keys, dates and repeats, also written backwards or with digits for letters
        var found = Zxcvbn.Zxcvbn.MatchPassword(password[..Math.Min(Judged, password.Length)], [name, .. ours]);
        return found.Score < Strong ? "This password would be tried among the first: it is one of the commonest, or made of well-known words, names, dates, rows of keys or repeats. A few unrelated words do." : null;
    }
}
